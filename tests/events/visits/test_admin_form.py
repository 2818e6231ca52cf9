"""The visit's form is short: what is done seldom is folded, what is wrong is open."""

import re

import pytest

from events.models import ProgrammeItem
from tests.builders import HOUR, build_centre, build_staff, build_visit
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROW = re.compile(r'id="(programme-\w+)">\s*<details( open)?>')
FOLDED = re.compile(r"<details><summary>\s*<h2[^>]*>(?:<span[^>]*>)?([^<]+)")


def folds(page):
    """Which rows of the programme are open, and which groups of fields are folded."""
    return (
        {name: bool(is_open) for name, is_open in ROW.findall(page.text)},
        [heading.split(",")[0] for heading in FOLDED.findall(page.text)],
    )


def test_what_holds_an_error_is_open_and_the_rest_is_folded(client):
    build_centre()
    client.force_login(build_staff())
    visit = build_visit()
    for number in range(2):
        starts = visit.starts_at + number * HOUR
        ProgrammeItem.objects.create(
            visit=visit, title_en="Tour", starts_at=starts, ends_at=starts + HOUR
        )
    url = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    shut = [
        "Polski",
        "English",
        "Українська",
        "Size of groups",
        "Languages",
        "Web addresses",
    ]
    opened = client.get(url)
    assert folds(opened) == (
        {"programme-0": False, "programme-1": False, "programme-empty": True},
        shut,
    )
    data = filled(opened)
    wrong = {"programme-1-ends_at": data["programme-1-starts_at"], "approval": ""}
    refused = client.post(url, data | wrong, follow=True)
    assert folds(refused) == (
        {"programme-0": False, "programme-1": True, "programme-empty": True},
        [name for name in shut if name != "Size of groups"],
    )
    assert filled(refused)["programme-1-ends_at"] == wrong["programme-1-ends_at"]
