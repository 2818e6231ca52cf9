"""From when to when each day of a visit lasts, for calendars."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from events.visits.days import visit_days

WARSAW = ZoneInfo("Europe/Warsaw")


def moment(text):
    """ "25 10:00" is an hour in February 2027, "28" and more of March and so on."""
    day, hour = text.split()
    hours, minutes = hour.split(":")
    month = 2 if int(day) <= 28 else 3
    day = int(day) if month == 2 else int(day) - 28
    return datetime(2027, month, day, int(hours), int(minutes), tzinfo=WARSAW)


def span(text):
    starts, ends = text.split(" – ")
    return moment(starts), moment(ends)


@pytest.mark.parametrize(
    ("visit", "programme", "days"),
    [
        # One day, also over midnight: its own hours, whatever the programme says.
        ("25 10:00 – 25 16:00", ["25 11:00 – 25 12:00"], ["25 10:00 – 25 16:00"]),
        ("25 18:00 – 26 0:00", [], ["25 18:00 – 26 0:00"]),
        ("25 22:00 – 26 1:30", [], ["25 22:00 – 26 1:30"]),
        # The programme says when a day ends and when the next one begins.
        (
            "25 10:00 – 26 14:00",
            ["25 10:00 – 25 10:30", "25 19:00 – 25 20:30", "26 9:30 – 26 12:30"],
            ["25 10:00 – 25 20:30", "26 9:30 – 26 14:00"],
        ),
        # No programme: the visit's hours on each day.
        (
            "25 10:00 – 27 14:00",
            [],
            ["25 10:00 – 25 14:00", "26 10:00 – 26 14:00", "27 10:00 – 27 14:00"],
        ),
        ("25 18:00 – 26 10:00", [], ["25 18:00 – 26 0:00", "26 0:00 – 26 10:00"]),
        ("25 10:00 – 27 0:00", [], ["25 10:00 – 26 0:00", "26 10:00 – 27 0:00"]),
        # A day of three without items; what is outside the visit counts for nothing.
        (
            "27 10:00 – 29 14:00",
            ["27 8:00 – 27 9:00", "27 16:00 – 27 17:00", "29 9:00 – 29 10:00"],
            ["27 10:00 – 27 17:00", "28 10:00 – 28 14:00", "29 9:00 – 29 14:00"],
        ),
        # An evening goes on into the next day.
        (
            "25 10:00 – 26 14:00",
            ["25 22:00 – 26 1:00"],
            ["25 10:00 – 26 1:00", "26 10:00 – 26 14:00"],
        ),
    ],
)
def test_each_day_of_a_visit_has_its_hours(visit, programme, days):
    found = visit_days(*span(visit), map(span, programme))
    assert found == [span(day) for day in days]


def test_a_visit_over_the_years_end_and_the_night_of_summer_time():
    starts = datetime(2026, 12, 31, 20, tzinfo=WARSAW)
    ends = datetime(2027, 1, 1, 22, tzinfo=WARSAW)
    middle = datetime(2026, 12, 31, 22, tzinfo=WARSAW), ends.replace(hour=20)
    assert visit_days(starts, ends, []) == [(starts, middle[0]), (middle[1], ends)]
    starts = datetime(2027, 3, 27, 10, tzinfo=WARSAW)
    (first, second) = visit_days(starts, starts.replace(day=28, hour=12), [])
    assert [m.strftime("%H:%M%z") for m in (*first, *second)] == [
        "10:00+0100", "12:00+0100", "10:00+0200", "12:00+0200",
    ]  # fmt: skip


def test_what_lasts_for_months_is_one_entry():
    starts = datetime(2027, 1, 1, 10, tzinfo=WARSAW)
    for day, number in [(31, 31), (1, 1)]:
        ends = starts.replace(month=1 if day > 1 else 2, day=day, hour=12)
        assert len(visit_days(starts, ends, [])) == number
