"""A page of the calendar: whole days, read by one query."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from centre.content.date_bounds import LAST_DAY
from centre.text.dates import last_day
from events.activities.asked import Asked
from events.activities.periods import ONE_DAY, ONE_WEEK, Period, begin, week_with
from events.models import Session
from events.models.querysets import SessionQuerySet

SESSIONS_A_DAY = 3


@dataclass(frozen=True)
class DayPage:
    """The sessions of some days; `earlier` and `later` are days of pages beside it."""

    span: Period
    days: list[tuple[date, list[Session]]]
    earlier: date | None = None
    later: date | None = None

    @property
    def sessions(self) -> list[Session]:
        """All sessions of the page."""
        return [session for _day, sessions in self.days for session in sessions]


def read_page(sessions: SessionQuerySet, asked: Asked, now: datetime) -> DayPage:
    """Read the page that is asked for, of sessions that have not ended (now: aware).

    The first page is the first week in which something is.
    """
    today = timezone.localdate(now)
    if asked.by_month:
        return _read(sessions, asked.span(today), Period(today, LAST_DAY), today)
    bounds = asked.bounds(today)
    page = _read(sessions, asked.span(today), bounds, today)
    if page.later and not (page.days or asked.week):
        page = _read(sessions, week_with(page.later).within(bounds), bounds, today)
    return page


def read_agenda(now: datetime) -> list[tuple[date, list[Session], int]]:
    """Return seven days from the first on which something is (now: aware).

    Of each day there are a few sessions and the number of those that are left out.
    """
    today = timezone.localdate(now)
    coming = Session.objects.public(now).upcoming(now)
    first = Greatest(_first(coming, "starts_at"), Value(now))
    week = coming.filter(starts_at__lt=first + ONE_WEEK).for_list()
    found = week.few_a_day(SESSIONS_A_DAY, today)
    days = [(d, [*rows]) for d, rows in groupby(found, key=lambda s: s.listed)]
    return [
        (day, rows, rows[0].of_day - len(rows))
        for day, rows in days
        if day - days[0][0] < ONE_WEEK
    ]


def _read(
    sessions: SessionQuerySet, span: Period, bounds: Period, today: date
) -> DayPage:
    start, end = begin(span.first), begin(span.last + ONE_DAY)
    before = sessions.filter(starts_at__lt=start, starts_at__gte=begin(bounds.first))
    after = sessions.filter(
        starts_at__gte=end, starts_at__lt=begin(bounds.last + ONE_DAY)
    )
    found = sessions.filter(
        sessions.overlapping(start, end)
        | Q(pk=_first(before.order_by("-starts_at", "-pk")))
        | Q(pk=_first(after))
    )
    earlier = later = None
    shown: list[Session] = []
    for session in found:
        if session.starts_at >= end:
            later = session.day
        elif is_on(session, span.first, today):
            shown.append(session)
        elif session.day >= bounds.first:
            earlier = session.day
    return DayPage(span, _by_day(shown, span.first), earlier, later)


def _first(sessions: QuerySet, column: str = "pk") -> Subquery:
    return Subquery(sessions.values(column)[:1])


def is_on(session: Session, first: date, today: date) -> bool:
    """Return whether a session is said to be on after a day has begun, or still is.

    An evening that goes on past midnight belongs to the day before.
    """
    return first == today or last_day(session.starts_at, session.ends_at) >= first


def _by_day(sessions: list[Session], first: date) -> list[tuple[date, list[Session]]]:
    """Return the sessions of each day, what is cancelled behind what takes place."""
    cancelled = Session.State.CANCELLED
    ordered = sorted(
        sessions,
        key=lambda s: (s.listed_on(first), s.state == cancelled, s.starts_at, s.pk),
    )
    days = groupby(ordered, key=lambda session: session.listed_on(first))
    return [(day, [*rows]) for day, rows in days]


@dataclass(frozen=True)
class Cell:
    """A day in a month's table; without a day where the month has not begun."""

    day: date | None
    sessions: list[Session]


def month_table(page: DayPage) -> list[list[Cell]]:
    """Return the days of a month as weeks of seven cells, Monday first.

    Weeks that are over are left out.
    """
    sessions = dict(page.days)
    first, last = week_with(page.span.first).first, week_with(page.span.last).last
    days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    cells = [
        Cell(
            day if page.span.first <= day <= page.span.last else None,
            sessions.get(day, []),
        )
        for day in days
    ]
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]
