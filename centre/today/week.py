"""What is on today and in the six days after it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from centre.text.dates import format_hours, in_krakow
from centre.today.items import may_see
from events.activities.listing import DayRows, read_folded
from events.models import Session, StudyVisit

DAYS_AHEAD = 7


@dataclass(frozen=True)
class WeekEntry:
    """A session or a visit on one day."""

    day: date
    hours: str
    name: str
    kind: str
    url: str
    is_cancelled: bool = False


@dataclass(frozen=True)
class WeekDay:
    """What is on on one day; `more` sessions of a long one are left out."""

    day: date
    entries: list[WeekEntry]
    more: int = 0

    @property
    def more_url(self) -> str:
        """The list of all activities of the day."""
        query = {"on": self.day.isoformat()}
        return reverse("admin:events_activity_changelist", query=query)


def this_week(user: Any, at: datetime) -> list[WeekDay]:
    """Return what is on, day by day in Kraków, of what a user may open.

    What began before today and goes on stands under today.
    """
    today = timezone.localdate(at)
    first, last = _midnight(today), _midnight(today + timedelta(days=DAYS_AHEAD))
    days = _days(user, first, last)
    more = {day: left_out for day, _sessions, left_out in days}
    found = [*_sessions(days, first), *_visits(user, first, last)]
    moments = sorted(found, key=lambda pair: pair[0])
    entries = [entry for _moment, entry in moments]
    return [
        WeekDay(day, list(rows), more.get(day, 0))
        for day, rows in groupby(entries, lambda entry: entry.day)
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _days(user: Any, first: datetime, last: datetime) -> list[DayRows]:
    if not may_see(user, "events.activity"):
        return []
    on = Session.objects.filter(Session.objects.overlapping(first, last))
    return read_folded(on, in_krakow(first).date())


def _sessions(days: list[DayRows], first: datetime) -> Any:
    for session in (session for _day, rows, _more in days for session in rows):
        url = reverse("admin:events_activity_change", args=[session.activity_id])
        cancelled = session.state == Session.State.CANCELLED
        yield _entry(session, session.activity, url, first, is_cancelled=cancelled)


def _visits(user: Any, first: datetime, last: datetime) -> Any:
    url_name = _visit_page(user)
    if not url_name:
        return
    rows = StudyVisit.objects.filter(Q(ends_at__gt=first), starts_at__lt=last).brief()
    for visit in rows.order_by("starts_at", "pk"):
        url = reverse(url_name, args=[visit.pk])
        cancelled = visit.state == StudyVisit.State.CANCELLED
        yield _entry(visit, visit, url, first, is_cancelled=cancelled)


def _visit_page(user: Any) -> str:
    """Return the page of a visit that a user works with; "" for none."""
    if may_see(user, "events.studyvisit"):
        full = may_see(user, "events.registration")
        page = "events_studyvisit_desk" if full else "events_studyvisit_change"
        return f"admin:{page}"
    return "admin:events_day" if user.has_perm("events.add_arrival") else ""


def _entry(
    moments: Any, thing: Any, url: str, first: datetime, *, is_cancelled: bool
) -> tuple[datetime, WeekEntry]:
    begins = max(moments.starts_at, first)
    hours = format_hours(moments.starts_at, moments.ends_at, get_language() or "")
    kind = str(thing._meta.verbose_name)
    day = in_krakow(begins).date()
    return begins, WeekEntry(day, hours, str(thing), kind, url, is_cancelled)
