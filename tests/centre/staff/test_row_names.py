"""What stands on a folded row, and last under a form."""

import re

import pytest
from django.utils import timezone

from events.models import ProgrammeItem
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_session,
    build_staff,
    build_visit,
)
from tests.desk import form_url

pytestmark = [pytest.mark.once, pytest.mark.django_db]
NAME = re.compile(
    r'<span class="row-time">(.*?)</span>.*?<span class="inline_label">(.*?)</span>',
    re.DOTALL,
)
BUTTONS = re.compile(r'(?:name="(_\w+)"|class="(deletelink)")')


def named(page):
    return [tuple(" ".join(part.split()) for part in row) for row in NAME.findall(page)]


def test_a_folded_row_says_its_time_once(client):
    client.force_login(build_staff())
    activity, visit = build_activity("zajecia"), build_visit()
    build_session(activity, timezone.now() + DAY)
    visit.programme.all().delete()
    times = {"starts_at": visit.starts_at, "ends_at": visit.starts_at + HOUR}
    ProgrammeItem.objects.create(visit=visit, title_pl="Punkt", **times)
    pages = [client.get(form_url(thing)).text for thing in (activity, visit)]
    assert [named(page) for page in pages] == [
        [("26 November 2026, 10:30–\u206012:30", "")],
        [("25 December 2026, 10:00–\u206011:00", "Punkt")],
    ]


def test_what_deletes_stands_last(client):
    client.force_login(build_staff())
    page = client.get(form_url(build_visit())).text
    row = page.partition('<div class="submit-row">')[2].partition("</div>")[0]
    assert [a or b for a, b in BUTTONS.findall(row)] == [
        *("_save", "_continue", "_prepare", "deletelink")
    ]
