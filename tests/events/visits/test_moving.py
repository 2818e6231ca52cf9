"""A visit that moves to another day takes its programme and its parts along."""

import pytest
from django.utils import timezone

from events.models import OutgoingEmail, ProgrammeItem, StudyVisit, VisitPart
from tests.builders import (
    DAY,
    HOUR,
    at_hour,
    build_centre,
    build_part,
    build_staff,
    build_visit,
    register,
)
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client):
    build_centre()
    client.force_login(build_staff())
    return client


@pytest.fixture
def visit():
    """It begins at 10 in winter; two items, the second one at 12, and a part at 10."""
    starts = at_hour(10, in_days=30)
    visit = build_visit(starts_at=starts, ends_at=starts + 6 * HOUR)
    for hours in (0, 2):
        times = {
            "starts_at": starts + hours * HOUR,
            "ends_at": starts + (hours + 1) * HOUR,
        }
        ProgrammeItem.objects.create(visit=visit, title_en=f"Item {hours}", **times)
    build_part(visit)
    return visit


def move(staff, visit, start, **besides):
    """Open the visit's form, change its days, send it; return what was sent."""
    url = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    sent = filled(staff.get(url))
    day = start.partition("T")[0]
    sent |= {"starts_at": start, "ends_at": f"{day}T16:00", "_save": "Save"}
    return url, staff.post(url, sent | besides)


def times_of(model):
    rows = model.objects.order_by("starts_at")
    return [f"{timezone.localtime(row.starts_at):%m-%d %H:%M}" for row in rows]


@pytest.mark.usefixtures("first_mails")
def test_the_programme_moves_over_the_change_of_clocks_and_is_shown_before(
    staff, visit
):
    register(visit, contact_email="a@example.org")
    before = OutgoingEmail.objects.count()
    url, page = move(staff, visit, "2027-04-07T10:00")
    assert [note.replace("\xa0", " ") for note in page.context["notes"]] == [
        "Item 0: Friday, 25 December 2026, 10:00 → Wednesday, 7 April 2027, 10:00",
        "Item 2: Friday, 25 December 2026, 12:00 → Wednesday, 7 April 2027, 12:00",
        "Part tour: Friday, 25 December 2026, 10:00 → Wednesday, 7 April 2027, 10:00",
    ]
    assert page.context["preview"].total == 1
    assert times_of(ProgrammeItem) == ["12-25 10:00", "12-25 12:00"]
    answer = staff.post(url, filled(page) | {"confirmed": "yes"})
    assert answer.status_code == 302
    assert times_of(ProgrammeItem) == ["04-07 10:00", "04-07 12:00"]
    assert times_of(VisitPart) == ["04-07 10:00"]
    mail = OutgoingEmail.objects.latest("pk")
    assert OutgoingEmail.objects.count() == before + 1
    assert "7 April 2027" in mail.text.replace("\xa0", " ")


def test_who_says_so_leaves_the_programme_where_it_is(staff, visit):
    StudyVisit.objects.update(ends_at=visit.ends_at + 3 * DAY)
    later = timezone.localtime(visit.starts_at - DAY).strftime("%Y-%m-%dT10:00")
    besides = {"ends_at": "2026-12-28T16:00"}
    url, page = move(staff, visit, later, **besides)
    staff.post(url, filled(page) | {"confirmed": "yes", "along": "no"})
    assert times_of(StudyVisit) == ["12-24 10:00"]
    assert times_of(ProgrammeItem) == ["12-25 10:00", "12-25 12:00"]


def test_what_somebody_moved_in_the_form_stays_there(staff, visit):
    typed = {
        "programme-1-starts_at": "2027-01-15T15:00",
        "programme-1-ends_at": "2027-01-15T16:00",
    }
    url, page = move(staff, visit, "2027-01-15T11:00", **typed)
    staff.post(url, filled(page) | {"confirmed": "yes"})
    assert times_of(ProgrammeItem) == ["01-15 11:00", "01-15 15:00"]


def test_another_hour_of_the_same_day_moves_nothing(staff, visit):
    _url, answer = move(staff, visit, "2026-12-25T09:00")
    assert answer.status_code == 302
    assert times_of(ProgrammeItem) == ["12-25 10:00", "12-25 12:00"]


def test_items_that_the_page_does_not_show_move_too(staff, visit, monkeypatch):
    monkeypatch.setattr("centre.staff.rows.ROWS_SHOWN", 1)
    url, page = move(staff, visit, "2027-01-15T10:00")
    assert times_of(ProgrammeItem) == ["12-25 10:00", "12-25 12:00"]
    staff.post(url, filled(page) | {"confirmed": "yes"})
    assert times_of(ProgrammeItem) == ["01-15 10:00", "01-15 12:00"]
