"""A page of the calendar: whole days, or of long ones a part.

The database chooses by keys alone; then the sessions that are shown are read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from centre.content.date_bounds import LAST_DAY
from centre.text.dates import EVENING, last_day
from events.activities.asked import Asked
from events.activities.periods import ONE_DAY, ONE_WEEK, Period, begin, week_with
from events.models import Session
from events.models.querysets import SessionQuerySet

SESSIONS_A_DAY = 3
# Among other days, a day of more sessions than this shows a few of them; its own page
# has all of them, in parts. docs/adr/0062.
WHOLE_DAY = 20
FEW_OF_DAY = 8
FOLDED = Q(of_day__lte=WHOLE_DAY) | Q(rank__lte=FEW_OF_DAY)
PART_OF_DAY = 100

# A day, its sessions, and how many come after these.
DayRows = tuple[date, list[Session], int]


@dataclass(frozen=True)
class DayPage:
    """The sessions of some days; `earlier` and `later` are days of pages beside it.

    `part` is the number of the part of a day that is shown, from 1.
    """

    span: Period
    days: list[DayRows]
    earlier: date | None = None
    later: date | None = None
    part: int = 1

    @property
    def sessions(self) -> list[Session]:
        """All sessions that the page shows."""
        return [session for _day, sessions, _more in self.days for session in sessions]


def read_page(sessions: SessionQuerySet, asked: Asked, now: datetime) -> DayPage:
    """Read the page that is asked for, of sessions that have not ended (now: aware).

    The first page is the first week in which something is. A part of a day that has no
    such part any more is its first one.
    """
    today = timezone.localdate(now)
    if asked.is_day:
        page = _read_part(sessions, asked, asked.part, today)
        lost = asked.part > 1 and not page.days
        return _read_part(sessions, asked, 1, today) if lost else page
    if asked.by_month:
        return _read_days(sessions, asked.span(today), Period(today, LAST_DAY), today)
    bounds = asked.bounds(today)
    page = _read_days(sessions, asked.span(today), bounds, today)
    if page.later and not (page.days or asked.week):
        span = week_with(page.later).within(bounds)
        page = _read_days(sessions, span, bounds, today)
    return page


def read_agenda(now: datetime) -> list[DayRows]:
    """Return seven days from the first on which something is (now: aware).

    Of each day there are a few sessions and the number of those that are left out.
    """
    today = timezone.localdate(now)
    coming = Session.objects.public(now).upcoming(now)
    first = Greatest(_first(coming, "starts_at"), Value(now))
    week = coming.filter(starts_at__lt=first + ONE_WEEK).for_list()
    days = _by_day(week.ranked_by_day(_listed(today)).filter(rank__lte=SESSIONS_A_DAY))
    return [row for row in days if row[0] - days[0][0] < ONE_WEEK]


def read_folded(sessions: SessionQuerySet, first: date) -> list[DayRows]:
    """Return sessions by the days from a first one on, the long ones folded."""
    ranked = sessions.ranked_by_day(_listed(first))
    return _with_sessions(_keys_by_day(ranked.filter(FOLDED)))


def _read_days(
    sessions: SessionQuerySet, span: Period, bounds: Period, today: date
) -> DayPage:
    """Read the days of a span, the long ones folded, and the sessions beside it."""
    start, end = begin(span.first), begin(span.last + ONE_DAY)
    before = sessions.filter(starts_at__lt=start, starts_at__gte=begin(bounds.first))
    after = sessions.filter(
        starts_at__gte=end, starts_at__lt=begin(bounds.last + ONE_DAY)
    )
    shown = _on(sessions, span, today)
    found = sessions.filter(
        shown | Q(pk=_first(before.order_by("-starts_at", "-pk"))) | Q(pk=_first(after))
    )
    # What is beside the span keeps its own day.
    listed = Case(When(shown, then=_listed(span.first)), default=TruncDate("starts_at"))
    days = _keys_by_day(found.ranked_by_day(listed).filter(FOLDED))
    return DayPage(
        span,
        _with_sessions(row for row in days if span.first <= row[0] <= span.last),
        next((day for day, *_ in days if day < span.first), None),
        next((day for day, *_ in days if day > span.last), None),
    )


def _read_part(
    sessions: SessionQuerySet, asked: Asked, part: int, today: date
) -> DayPage:
    """Read a part of a single day."""
    span = asked.span(today)
    skipped = (part - 1) * PART_OF_DAY
    found = sessions.filter(_on(sessions, span, today))
    chosen = Q(rank__gt=skipped, rank__lte=skipped + PART_OF_DAY)
    days = _keys_by_day(found.ranked_by_day(_listed(span.first)).filter(chosen))
    return DayPage(span, _with_sessions(days), part=part)


def _first(sessions: QuerySet, column: str = "pk") -> Subquery:
    return Subquery(sessions.values(column)[:1])


def _listed(first: date) -> Greatest:
    """Return the day a session is listed on: the first one if it began before that."""
    return Greatest(TruncDate("starts_at"), Value(first))


def _on(sessions: SessionQuerySet, span: Period, today: date) -> Q:
    """Return the condition that a session is on in the days of a span; see `is_on`."""
    start = begin(span.first)
    goes_on = sessions.overlapping(start, begin(span.last + ONE_DAY))
    if span.first == today:
        return goes_on
    return goes_on & (
        Q(starts_at__gte=start) | Q(ends_at__gte=F("starts_at") + EVENING)
    )


def is_on(session: Session, first: date, today: date) -> bool:
    """Return whether a session is said to be on after a day has begun, or still is.

    An evening that goes on past midnight belongs to the day before.
    """
    return first == today or last_day(session.starts_at, session.ends_at) >= first


def _by_day(sessions: Any) -> list[DayRows]:
    """Return the sessions of `ranked_by_day` by their days."""
    found = [(d, [*rows]) for d, rows in groupby(sessions, key=lambda s: s.listed)]
    return [(day, rows, rows[0].of_day - rows[-1].rank) for day, rows in found]


def _keys_by_day(sessions: SessionQuerySet) -> list[DayRows]:
    """Return as `_by_day` does, with rows of keys instead of sessions."""
    return _by_day(sessions.values_list("pk", "listed", "rank", "of_day", named=True))


def _with_sessions(days: Iterable[DayRows]) -> list[DayRows]:
    """Return days with the sessions of their keys, without what is deleted by now."""
    found = [*days]
    keys = [row.pk for _day, rows, _more in found for row in rows]
    read = Session.objects.for_list().in_bulk(keys)
    return [
        (day, [read[row.pk] for row in rows if row.pk in read], more)
        for day, rows, more in found
    ]


@dataclass(frozen=True)
class Cell:
    """A day in a month's table; without a day where the month has not begun."""

    day: date | None
    sessions: list[Session]
    more: int = 0


def month_table(page: DayPage) -> list[list[Cell]]:
    """Return the days of a month as weeks of seven cells, Monday first.

    Weeks that are over are left out.
    """
    on = {day: (sessions, more) for day, sessions, more in page.days}
    first, last = week_with(page.span.first).first, week_with(page.span.last).last
    days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    cells = [
        Cell(
            day if page.span.first <= day <= page.span.last else None,
            *on.get(day, ([], 0)),
        )
        for day in days
    ]
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]
