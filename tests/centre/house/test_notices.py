"""A notice is on every page from its beginning to its end, and on no page after."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import SiteNotice
from tests.builders import HOUR, build_centre, build_notice

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MINUTE = timedelta(minutes=1)
LIFT = "Winda nie działa."


@pytest.mark.parametrize("address", ["/pl/", "/pl/zgubiony-link/", "/pl/o-centrum/"])
def test_it_is_shown_to_the_minute(client, address):
    build_centre()
    now = timezone.now()
    build_notice(starts_at=now + MINUTE, ends_at=now + 2 * MINUTE)
    shown = []
    for minutes in (0, 1, 2):
        with time_machine.travel(now + minutes * MINUTE, tick=False):
            shown.append(LIFT in client.get(address).text.replace("\xa0", " "))
    assert shown == [False, True, False]


def test_two_are_shown_at_once_and_warnings_come_first(client):
    build_centre()
    now = timezone.now()
    for number in range(3):
        build_notice(text_pl=f"Raz-{number}", starts_at=now - (9 - number) * MINUTE)
    build_notice(text_pl="Ważne-9", starts_at=now - HOUR, is_warning=True)
    build_notice(text_pl="Raz-potem", starts_at=now + MINUTE)
    html = client.get("/pl/").text
    words = ("Raz-0", "Raz-1", "Raz-2", "Ważne-9", "Raz-potem")
    assert sorted((w for w in words if w in html), key=html.index) == [
        "Ważne-9",
        "Raz-2",
    ]


def test_a_reader_of_another_language_gets_it_in_the_next_one(client):
    build_centre()
    build_notice()
    html = client.get("/en/").text.replace("\xa0", " ")
    assert f'<span lang="pl" dir="ltr">{LIFT}</span>' in html


def test_it_says_something_and_ends_after_it_begins():
    now = timezone.now()
    fields = {"starts_at": now, "ends_at": now, "text_pl": " "}
    with pytest.raises(ValidationError) as refused:
        SiteNotice(**fields).full_clean()
    assert sorted(refused.value.message_dict) == ["ends_at", "text_pl"]
    for wrong in ({"text_pl": "Raz"}, {"ends_at": now + HOUR}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SiteNotice.objects.create(**fields | wrong)
