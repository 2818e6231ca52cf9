"""The visit's form is short: what is done seldom is folded, what is wrong is open."""

import re

import pytest
from lxml.html import document_fromstring

from events.models import ProgrammeItem
from tests.builders import HOUR, at_hour, build_centre, build_staff, build_visit
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
        "Paste a programme",
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


def test_pasted_lines_are_rows_to_look_at_and_nothing_is_saved_before(client):
    build_centre()
    client.force_login(build_staff())
    visit = build_visit(
        starts_at=at_hour(9, in_days=30), ends_at=at_hour(15, in_days=30)
    )
    ProgrammeItem.objects.create(
        visit=visit,
        title_pl="Powitanie",
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + HOUR,
    )
    url = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    lines = {"pasted_programme": "godz. 10\tPanel i kawa\nco się da\n11\tObiad"}
    shown = client.post(url, filled(client.get(url)) | lines, follow=True)
    data = filled(shown)
    rows = [
        [
            data[f"programme-{n}-title_pl"][0],
            data[f"programme-{n}-kind"],
            data[f"programme-{n}-ends_at"][0],
        ]
        for n in range(int(data["programme-TOTAL_FORMS"][0]))
    ]
    day = visit.starts_at.date().isoformat()
    assert rows == [
        ["Powitanie", "talk", f"{day}T10:00"],
        ["Panel i kawa", "break", f"{day}T11:00"],
        ["Obiad", "meal", f"{day}T15:00"],
    ]
    summary = document_fromstring(shown.text).find_class("error-summary")[0]
    assert [" ".join(li.text_content().split()) for li in summary.iter("li")] == [
        "Nothing is saved yet: 2 pasted lines are in the programme below. Look at "
        "them, then save.",
        "Paste a programme: Line 2, “co się da”: there is no hour at its beginning.",
    ]
    assert data["pasted_programme"] == "co się da"
    assert visit.programme.count() == 1
    client.post(url, data | {"pasted_programme": ""}, follow=True)
    assert visit.programme.count() == 3
