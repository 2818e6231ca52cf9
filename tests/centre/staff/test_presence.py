"""Whoever opens a form is told who else has it open; it is no lock, and no activity."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from centre.models import FormPresence
from centre.staff.presence import forget_presence
from tests.builders import build_centre, build_page, build_staff
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEARD = "/en/admin/presence/"
MERGED = "What you change is merged; only where both change the same, you are asked."
ALONE, ANNA, STAFF, ELSEWHERE = (
    "",
    f"This form is open now also with: Anna Przykładowa. {MERGED}",
    f"This form is open now also with: staff. {MERGED}",
    "You have it open in another window, too.",
)


@pytest.fixture
def both() -> tuple[Client, Client]:
    build_centre()
    anna = User.objects.create_superuser(
        "anna", first_name="Anna", last_name="Przykładowa"
    )
    found = Client(), Client()
    for client, user in zip(found, (build_staff(), anna), strict=True):
        client.force_login(user)
    return found


def opened(client: Client, url: str) -> tuple[str, dict[str, Any]]:
    """Open a form: what it says of others, and what its script sends."""
    page = client.get(url)
    return page.context["also_here"], {"form_page": filled(page)["form_page"][0]}


def heard(client: Client, page: dict[str, Any]) -> str:
    return str(client.post(HEARD, page).json()["text"])


def test_who_opens_a_form_and_who_has_it_open_hear_of_each_other(
    both: tuple[Client, Client],
) -> None:
    staff, anna = both
    url = f"/en/admin/centre/page/{build_page('strona').pk}/change/"
    other = f"/en/admin/centre/page/{build_page('inna').pk}/change/"
    told, first = opened(staff, url)
    assert (told, heard(staff, first)) == (ALONE, ALONE)
    told, hers = opened(anna, url)
    assert (told, heard(anna, hers), heard(staff, first)) == (STAFF, STAFF, ANNA)
    assert opened(anna, other)[0] == ALONE
    assert "Anna" not in Client().get("/pl/inna/").content.decode()
    # Who signs another one's page is told nothing.
    assert heard(anna, first) == ALONE
    anna.post(HEARD, hers | {"left": "yes"})
    assert heard(staff, first) == ALONE
    # The same person twice, by turns; and alone again once one is closed.
    second = opened(staff, url)[1]
    assert (heard(staff, second), heard(staff, first)) == (ALONE, ELSEWHERE)
    assert heard(staff, second) == ELSEWHERE
    staff.post(HEARD, second | {"left": "yes"})
    assert (heard(staff, first), heard(staff, first)) == (ALONE, ALONE)


def test_silence_ends_it_at_once_with_a_script_and_later_without(
    both: tuple[Client, Client],
) -> None:
    staff, anna = both
    url = f"/en/admin/centre/page/{build_page('strona').pk}/prepared/"
    told = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        page = opened(staff, url)[1]
        for minutes, is_heard in ((14, False), (2, True), (1, False), (1, False)):
            clock.shift(timedelta(minutes=minutes))
            told.append(opened(anna, url.replace("prepared", "change"))[0])
            if is_heard:
                heard(staff, page)
        assert told == [STAFF, ALONE, STAFF, ALONE]
        assert FormPresence.objects.count() == 2
        assert forget_presence(timezone.now()) == 1
