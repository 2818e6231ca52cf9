"""Loading the demo on any day, over nothing, and its calendar."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from centre.demo.calendar import coming_holidays, moment, session_times
from centre.demo.loader import load_demo
from events.models import StudyVisit

pytestmark = pytest.mark.once


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 12, 23), date(2027, 4, 30)])
def test_it_loads_on_any_day(day):
    at = moment(day, "12:00")
    with time_machine.travel(at, tick=False):
        load_demo(at)
        states = [v.registration_state for v in StudyVisit.objects.upcoming(at)]
    assert states == ["waiting", "open"]


# --- The calendar ------------------------------------------------------------------


def test_hours_are_those_of_krakow_in_winter_and_summer():
    assert moment(date(2026, 1, 15), "9:30") == datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
    assert moment(date(2026, 7, 15), "9:30") == datetime(2026, 7, 15, 7, 30, tzinfo=UTC)


def test_sessions_skip_holidays_and_keep_their_number():
    entry = {"every": (3, "18:00", "20:00"), "times": 3}
    days = [start.date() for start, _end in session_times(entry, date(2026, 12, 18))]
    # Thursdays; the 24th of December is left out.
    assert days == [date(2026, 12, 31), date(2027, 1, 7), date(2027, 1, 14)]


def test_a_session_may_be_today_and_weeks_away():
    monday = date(2026, 11, 23)
    entry = {"every": (0, "18:00", "20:00"), "times": 1}
    later = entry | {"in_weeks": 2}
    assert [s.date() for s, _end in session_times(entry, monday)] == [monday]
    assert [s.date() for s, _end in session_times(later, monday)] == [date(2026, 12, 7)]


def test_coming_holidays_reach_into_the_next_year():
    assert [h.day for h in coming_holidays(date(2026, 12, 25))] == [
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
        date(2027, 1, 6),
    ]
