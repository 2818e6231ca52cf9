"""The days that the calendar can be asked for, in Kraków's time zone."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import get_language, gettext

from centre.content.date_bounds import FIRST_DAY, LAST_DAY
from centre.text.dates import format_day, format_month

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class Period:
    """Days from the first to the last one, both in it; `name` as a visitor reads it."""

    first: date
    last: date
    name: str = ""

    @property
    def is_one_page(self) -> bool:
        """Whether all of it stands on one page: a week at most."""
        return self.last - self.first < ONE_WEEK

    def without_past(self, today: date) -> "Period":
        """Return what is left of it today; the period itself where it is over."""
        first = max(self.first, min(today, self.last))
        return Period(first, self.last, self.name)

    def within(self, other: "Period") -> "Period":
        """Return the days that are in both; they must have some in common."""
        return Period(max(self.first, other.first), min(self.last, other.last))


def period_of(when: str, today: date) -> Period | None:
    """Return the days that a word of the query means, None where it means none.

    The words: today, 7-days, weekend, a month ("2026-12") and a day ("2026-12-05").
    """
    saturday = today + (SATURDAY - today.weekday()) * ONE_DAY
    language = get_language() or ""
    days = gettext("The next %(days)s days") % {"days": ONE_WEEK.days}
    named = {
        "today": Period(today, today, gettext("Today")),
        "7-days": Period(today, today + ONE_WEEK - ONE_DAY, days),
        "weekend": Period(
            max(saturday, today), saturday + ONE_DAY, gettext("This weekend")
        ),
    }
    if when in named:
        return named[when]
    if month := _day_of(rf"{when}-01" if re.fullmatch(r"[\d-]{7}", when) else ""):
        return Period(month, last_of_month(month), format_month(month, language))
    if day := _day_of(when):
        return Period(day, day, format_day(day, language))
    return None


def week_of(text: str) -> Period | None:
    """Return the week that a text like "2026-W50" means, Monday to Sunday, or None."""
    found = re.fullmatch(r"(\d{4})-W(\d{2})", text, re.ASCII)
    try:
        monday = (
            date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        )
    except ValueError:
        return None
    return week_with(monday) if monday and FIRST_DAY <= monday <= LAST_DAY else None


def week_with(day: date) -> Period:
    """Return the week that a day lies in, Monday to Sunday."""
    monday = day - day.weekday() * ONE_DAY
    return Period(monday, monday + SUNDAY * ONE_DAY)


def week_name(day: date) -> str:
    """Return a day's week as `week_of` reads it: "2026-W50"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def month_name(day: date) -> str:
    """Return a day's month as `period_of` reads it: "2026-12"."""
    return f"{day:%Y-%m}"


def last_of_month(day: date) -> date:
    """Return the last day of a day's month."""
    return next_month(day) - ONE_DAY


def next_month(day: date) -> date:
    """Return the first day of the month that follows a day's."""
    return (day.replace(day=1) + 31 * ONE_DAY).replace(day=1)


def begin(day: date) -> datetime:
    """Return the moment at which a day begins (aware)."""
    return timezone.make_aware(datetime.combine(day, time()))


def _day_of(text: str) -> date | None:
    """Return a day written as "2026-12-05" in the years that a date may lie in."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
