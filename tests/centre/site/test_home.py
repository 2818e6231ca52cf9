"""What the home page chooses: the next days, a visit that one can join."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.builders import (
    DAY,
    build_activity,
    build_centre,
    build_registration,
    build_session,
    build_visit,
)

pytestmark = pytest.mark.django_db

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(autouse=True)
def wednesday(db, time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 10, 30, tzinfo=WARSAW), tick=False)
    build_centre()


def build(day, hours, **fields):
    for hour in hours:
        activity = build_activity(f"a-{day}-{hour}")
        starts_at = datetime(2026, 11, 1, hour, tzinfo=WARSAW) + (day - 1) * DAY
        build_session(activity, starts_at, **fields)


def agenda(client):
    """Day, hours that are shown, number of those that are not."""
    found = client.get("/en/").context["agenda"]
    return [
        (day.day, [s.starts_at.astimezone(WARSAW).hour for s in rows], more)
        for day, rows, more in found
    ]


def test_a_crowded_day_does_not_hide_the_next(client):
    build(25, range(11, 20))
    build(28, [10, 12])
    assert agenda(client) == [(25, [11, 12, 13], 6), (28, [10, 12], 0)]
    page = client.get("/en/").text
    assert 'href="/en/activities/?when=2026-11-25"' in page
    assert "6 more: Wednesday, 25\xa0November" in page


def test_what_is_cancelled_comes_last(client):
    build(26, [9, 10], state="cancelled")
    build(26, [11, 12, 13])
    assert agenda(client) == [(26, [11, 12, 13], 2)]


def test_seven_days_are_told_from_the_first_on_which_something_is(client):
    build(35, [18])
    build(41, [18])
    build(42, [9])
    assert agenda(client) == [(5, [18], 0), (11, [18], 0)]


def test_what_goes_on_stands_under_today(client):
    start = datetime(2026, 11, 24, 10, tzinfo=WARSAW)
    build_session(build_activity("days"), start, ends_at=start + 3 * DAY)
    assert agenda(client) == [(25, [10], 0)]


def test_an_empty_house_says_so(client):
    assert agenda(client) == []
    assert "Nothing is planned for the next few days" in client.get("/en/").text


def visit_at_home(client):
    visit = client.get("/en/").context["visit"]
    return visit.slug if visit else None


def test_the_visit_is_one_that_can_be_joined(client):
    assert visit_at_home(client) is None
    page = client.get("/en/").text
    assert "Do you want to see how we work?" in page
    assert 'href="/en/ask-for-a-visit/"' in page
    soon = build_visit("soon")
    later = {"starts_at": soon.starts_at + DAY, "ends_at": soon.ends_at + DAY}
    build_registration(soon, seats=12)
    type(soon).objects.update(capacity=12)
    assert visit_at_home(client) is None
    type(soon).objects.update(waiting_list="strict")
    assert visit_at_home(client) == "soon"
    build_visit("free", **later)
    assert visit_at_home(client) == "free"
    type(soon).objects.filter(slug="free").update(state="cancelled")
    assert visit_at_home(client) == "soon"
