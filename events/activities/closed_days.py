"""What is planned on days on which the house is closed.

Staff are told of it, and nothing is refused: a concert on a holiday may be meant.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centre.models import HouseClosure
from centre.text.dates import format_date_range, in_krakow, last_day
from events.activities.periods import ONE_DAY, begin
from events.models import Session, StudyVisit

NAMED = 5  # of what is planned; more would hide the form


def planned_on(first: date, last: date) -> list[str]:
    """Return the sessions and visits between two days in Kraków, each with its days.

    What is cancelled or postponed is left out.
    """
    start, end = begin(first), begin(last + ONE_DAY)
    meets = {"starts_at__lt": end, "ends_at__gt": start}
    sessions = Session.objects.filter(**meets).exclude(state=Session.State.CANCELLED)
    visits = StudyVisit.objects.filter(**meets, state=StudyVisit.State.PLANNED)
    planned = [
        *(
            (s.starts_at, s.ends_at, s.activity)
            for s in sessions.select_related("activity")
        ),
        *((v.starts_at, v.ends_at, v) for v in visits),
    ]
    planned.sort(key=lambda row: row[:2])
    return [f"{_days(begins, ends)}: {thing}" for begins, ends, thing in planned]


def closed_meanwhile(timed: Iterable[Any], today: date) -> list[str]:
    """Return the closures, from a day on, that meet sessions or visits, in words."""
    spans = [
        (in_krakow(t.starts_at).date(), last_day(t.starts_at, t.ends_at)) for t in timed
    ]
    return closures_within(spans, today)


def closures_within(spans: Iterable[tuple[date, date]], today: date) -> list[str]:
    """Return the closures, from a day on, that meet spans of days, in words."""
    spans, closures = [*spans], [*HouseClosure.objects.coming(today)]
    language = get_language() or ""
    return [
        f"{format_date_range(c.first_day, c.last_day, language)} {reason}".strip()
        for c in closures
        for reason in [f"({c.localized.reason})" if c.localized.reason else ""]
        if any(first <= c.last_day and last >= c.first_day for first, last in spans)
    ]


def warn_of_closures(request: HttpRequest, timed: Iterable[Any]) -> None:
    """Tell staff on which days of what they saved the house is closed."""
    for days in closed_meanwhile(timed, timezone.localdate())[:NAMED]:
        text = _("The Centre is closed on %(days)s. What you saved takes place anyway.")
        messages.warning(request, text % {"days": days})


def _days(starts_at: datetime, ends_at: datetime) -> str:
    first, last = in_krakow(starts_at).date(), last_day(starts_at, ends_at)
    return format_date_range(first, last, get_language() or "")
