"""A visit of several days in calendars: an entry for each day, also when it changes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from events.models import OutgoingEmail, ProgrammeItem
from events.visits.changes import Arrangements, announce_changes, cancel_visit
from tests.builders import build_centre, build_registration, build_visit
from tests.calendars import read_calendar, shown
from tests.clock import USUAL

# Its days are days of a year, so it has a moment of its own before them.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

WARSAW = ZoneInfo("Europe/Warsaw")
FIRST = datetime(2027, 2, 25, 10, tzinfo=WARSAW)


@pytest.fixture(autouse=True)
def before_the_visit(time_machine):
    time_machine.move_to(datetime.fromisoformat(USUAL))


@pytest.fixture
def visit(before_the_visit):
    """From 25 February, 10:00, to 26 February, 14:00, with an evening."""
    build_centre()
    visit = build_visit(
        starts_at=FIRST, ends_at=FIRST.replace(day=26, hour=14), venue_pl="Sala 1"
    )
    add_item(visit, FIRST, hours=1, title="Welcome")
    add_item(visit, FIRST.replace(hour=19), hours=1.5, title="Choir")
    add_item(visit, FIRST.replace(day=26, hour=9, minute=30), hours=1, title="Coffee")
    return visit


def add_item(visit, starts_at, *, hours, title):
    item = ProgrammeItem(
        visit=visit,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        title_en=title,
    )
    item.full_clean()
    item.save()


def on_page(client):
    """Day, hours, status and sequence of each entry of the public file."""
    file = client.get("/en/study-visits/wizyta/calendar.ics").content
    return [
        (*shown(e), e.status.value, int(e.sequence.value)) for e in read_calendar(file)
    ]


def mailed():
    """The same of the newest mail."""
    file = OutgoingEmail.objects.latest("pk").calendar
    return [(*shown(e), e.status.value) for e in read_calendar(file)]


def change(visit, **fields):
    before = Arrangements.of(visit)
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save()
    announce_changes(visit=visit, before=before, at=timezone.now())


def test_each_day_is_an_entry_and_the_night_is_free(client, visit):
    assert on_page(client) == [
        ("2027-02-25", "10:00", "20:30", "CONFIRMED", 0),
        ("2027-02-26", "09:30", "14:00", "CONFIRMED", 0),
    ]


def test_an_entry_says_what_is_on_where_and_how_to_come_back(client, visit):
    file = client.get("/en/study-visits/wizyta/calendar.ics").content
    first, second = read_calendar(file)
    url = first.url.value
    assert url.endswith("/en/study-visits/wizyta/")
    assert [e.description.value.split("\n") for e in (first, second)] == [
        ["10:00–11:00 Welcome", "19:00–20:30 Choir", url],
        ["9:30–10:30 Coffee", url],
    ]
    assert first.location.value == "Sala 1, ul. Przykładowa 20, 30-000 Kraków"
    assert [e.uid.value.partition("@")[0] for e in (first, second)] == [
        f"visit-{visit.pk}",
        f"visit-{visit.pk}-2",
    ]


@pytest.mark.usefixtures("first_mails")
def test_a_day_that_falls_away_is_cancelled_in_every_calendar(client, visit):
    build_registration(visit)
    visit.programme.filter(starts_at__gte=FIRST + timedelta(hours=12)).delete()
    change(visit, ends_at=FIRST.replace(hour=21))
    now = [
        ("2027-02-25", "10:00", "21:00", "CONFIRMED"),
        ("2027-02-26", "10:00", "14:00", "CANCELLED"),
    ]
    assert mailed() == now
    assert on_page(client) == [(*entry, 1) for entry in now]


def test_a_day_that_comes_back_is_an_entry_again(client, visit):
    change(visit, ends_at=FIRST.replace(hour=21))
    change(visit, ends_at=FIRST.replace(day=26, hour=15))
    assert on_page(client) == [
        ("2027-02-25", "10:00", "20:30", "CONFIRMED", 2),
        ("2027-02-26", "09:30", "15:00", "CONFIRMED", 2),
    ]
    visit.refresh_from_db()
    assert visit.former_days is None


@pytest.mark.usefixtures("first_mails")
def test_a_visit_that_moves_takes_its_days_along(client, visit):
    build_registration(visit)
    week = timedelta(days=7)
    for item in visit.programme.all():
        item.starts_at += week
        item.ends_at += week
        item.save()
    change(visit, starts_at=visit.starts_at + week, ends_at=visit.ends_at + week)
    assert mailed() == [
        ("2027-03-04", "10:00", "20:30", "CONFIRMED"),
        ("2027-03-05", "09:30", "14:00", "CONFIRMED"),
    ]


@pytest.mark.usefixtures("first_mails")
def test_another_evening_is_another_version_though_nobody_is_told(client, visit):
    before = Arrangements.of(visit)
    visit.programme.filter(title_en="Choir").delete()
    announce_changes(visit=visit, before=before, at=timezone.now())
    assert on_page(client)[0] == ("2027-02-25", "10:00", "11:00", "CONFIRMED", 1)
    assert OutgoingEmail.objects.count() == 0


@pytest.mark.usefixtures("first_mails")
def test_all_days_of_a_visit_that_is_called_off_go(client, visit):
    build_registration(visit)
    cancel_visit(visit=visit, at=timezone.now(), staff=None)
    gone = [("2027-02-25", "10:00", "20:30"), ("2027-02-26", "09:30", "14:00")]
    assert mailed() == [(*day, "CANCELLED") for day in gone]
    assert on_page(client) == [(*day, "CANCELLED", 1) for day in gone]


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_a_visit_of_one_day_that_does_not_take_place_is_cancelled(client, state):
    build_centre()
    visit = build_visit()
    change(visit, state=state)
    file = client.get("/en/study-visits/wizyta/calendar.ics").content
    (event,) = read_calendar(file)
    assert event.status.value == "CANCELLED"
    assert b"METHOD:CANCEL" in file
