"""Poland's days off work, in years that are known."""

from datetime import date

import pytest

from centre.house.holidays import easter_sunday, public_holidays

pytestmark = pytest.mark.once


def test_easter_is_where_calendars_have_it():
    known = {
        1954: (4, 18), 1981: (4, 19), 2000: (4, 23), 2008: (3, 23), 2019: (4, 21),
        2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25),
        2049: (4, 18), 2076: (4, 19), 2100: (3, 28),
    }  # fmt: skip
    assert {y: easter_sunday(y) for y in known} == {
        y: date(y, *day) for y, day in known.items()
    }


def test_a_year_has_its_fixed_and_its_movable_holidays():
    assert [(h.day.month, h.day.day) for h in public_holidays(2026)] == [
        (1, 1), (1, 6), (4, 5), (4, 6), (5, 1), (5, 3), (5, 24), (6, 4), (8, 15),
        (11, 1), (11, 11), (12, 24), (12, 25), (12, 26),
    ]  # fmt: skip


@pytest.mark.parametrize(("year", "is_free"), [(2024, False), (2025, True)])
def test_christmas_eve_is_free_since_2025(year, is_free):
    days = [h.day for h in public_holidays(year)]
    assert (date(year, 12, 24) in days) == is_free
