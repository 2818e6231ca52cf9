"""Days that repeat, and the sessions that are made of them. Hours are Kraków's."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.house.holidays import public_holidays
from centre.models import HouseClosure
from events.activities.periods import ONE_DAY, ONE_WEEK, next_month
from events.models import Activity, Session

MAX_DATES = 60  # made at once: a form with more can't be read
MAX_WEEKS = 8  # between two of them
LAST_OF_MONTH = 5  # a fifth weekday, which not every month has, means the last


@dataclass(frozen=True)
class Repetition:
    """On which weekdays (0 for Monday), from the first to the last day, how often.

    `weeks` are counted from the week of the first day; 0 means once a month, in that
    week of the month in which the first such weekday lies.
    """

    weekdays: Collection[int]
    first: date
    last: date
    weeks: int = 1

    def days(self, limit: int) -> list[date]:
        """Return the days in their order, so many at most."""
        every = self._monthly() if self.weeks == 0 else self._weekly()
        return [*islice(every, limit)]

    def _weekly(self) -> Iterator[date]:
        monday = self.first.toordinal() - self.first.weekday()
        for week in range(monday, self.last.toordinal() + 1, 7 * self.weeks):
            for number in range(week, week + 7):
                if self._has(day := date.fromordinal(number)):
                    yield day

    def _monthly(self) -> Iterator[date]:
        weekday_in = {
            weekday: _number_in_month(
                self.first + (weekday - self.first.weekday()) % 7 * ONE_DAY
            )
            for weekday in self.weekdays
        }
        month = self.first.replace(day=1)
        while month <= self.last:
            days = (_nth(month, day, n) for day, n in weekday_in.items())
            yield from sorted(day for day in days if self._has(day))
            month = next_month(month)

    def _has(self, day: date) -> bool:
        return self.first <= day <= self.last and day.weekday() in self.weekdays


def _number_in_month(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _nth(month: date, weekday: int, number: int) -> date:
    """Return a weekday of a month by its number; the last one for the fifth."""
    first = month + (weekday - month.weekday()) % 7 * ONE_DAY
    if number < LAST_OF_MONTH:
        return first + (number - 1) * ONE_WEEK
    after = next_month(month)
    return after - ((after.weekday() - weekday - 1) % 7 + 1) * ONE_DAY


def days_off(first: date, last: date) -> dict[date, str | Promise]:
    """Return why nothing is meant to be on days: the house's closures, holidays."""
    reasons: dict[date, str | Promise] = {
        holiday.day: holiday.name
        for year in range(first.year, last.year + 1)
        for holiday in public_holidays(year)
    }
    for closure in HouseClosure.objects.on_days(first, last):
        reason = closure.localized.reason or _("The Centre is closed")
        for number in range((closure.last_day - closure.first_day).days + 1):
            reasons.setdefault(closure.first_day + number * ONE_DAY, reason)
    return reasons


@transaction.atomic
def make_sessions(
    activity: Activity, times: Iterable[tuple[datetime, datetime]]
) -> list[Session]:
    """Make a session for each start and end; return those that were not there yet.

    What starts when another of the activity does is left out, so that twice is the
    same as once. Two people at once wait for each other.
    """
    Activity.objects.select_for_update().get(pk=activity.pk)
    wanted = dict(times)
    there = Session.objects.filter(activity=activity, starts_at__in=[*wanted])
    for start in there.values_list("starts_at", flat=True):
        wanted.pop(start, None)
    return Session.objects.bulk_create(
        Session(activity=activity, starts_at=start, ends_at=end)
        for start, end in sorted(wanted.items())
    )
