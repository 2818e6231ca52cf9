"""What an address of the JSON asks for: read strictly, because no person sees it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q
from django.http import QueryDict

from events.activities.asked import read_asked, read_kind
from events.activities.filters import FILTERS, demand
from events.activities.periods import Period, period_of, week_of
from events.models import ActivityType

DAYS = ("when", "week")
AFTER = "after"
# A start in UTC to the microsecond, and the key of what starts then.
_CURSOR = re.compile(r"(\d{20})-(\d{1,18})", re.ASCII)
_START = "%Y%m%d%H%M%S%f"
_FROM_A_LINK = "Take this parameter from a link “next”."


class Unanswerable(Exception):
    """A query that makes no sense; `parameter` is the one, `allowed` its values."""

    def __init__(
        self, parameter: str, detail: str, allowed: Iterable[str] = ()
    ) -> None:
        super().__init__(detail)
        self.parameter, self.detail, self.allowed = parameter, detail, [*allowed]


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before: its start and its key."""

    starts_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.starts_at.astimezone(UTC).strftime(_START)}-{self.pk}"

    def beyond(self) -> Q:
        """Return the condition that a row stands behind it."""
        same = Q(starts_at=self.starts_at, pk__gt=self.pk)
        return Q(starts_at__gt=self.starts_at) | same


def check_names(query: QueryDict, allowed: Iterable[str]) -> None:
    """Refuse parameters that are not known, or there twice.

    Raises Unanswerable.
    """
    for name, values in query.lists():
        if name not in allowed:
            raise Unanswerable(
                name[:100], "There is no such parameter here.", [*allowed]
            )
        if len(values) > 1:
            raise Unanswerable(name, "This parameter may be there once.")


def read_filters_strictly(query: QueryDict, prefix: str = "") -> Q:
    """Return the condition for the calendar's filters; "" asks for nothing.

    Raises Unanswerable where a value is not known.
    """
    for name, found in FILTERS.items():
        value = query.get(name, "")
        if value and value not in found.names:
            raise Unanswerable(name, "There is no such value.", found.names)
    given = {name: query.get(name, "") for name in FILTERS if query.get(name)}
    return demand(given, prefix)


def read_choices(query: QueryDict, prefix: str = "") -> Q:
    """Return the condition for filters and kind, over an activity's columns.

    Raises Unanswerable where a value is not known.
    """
    condition = read_filters_strictly(query, prefix)
    if slug := query.get("kind", ""):
        kind = read_kind(slug, ActivityType.objects.filter(slug=slug))
        if kind is None:
            known = ActivityType.objects.values_list("slug", flat=True)
            raise Unanswerable("kind", "There is no such kind.", known)
        condition &= Q(**{f"{prefix}type": kind})
    return condition


def read_span(query: QueryDict, today: date) -> tuple[Period, Period]:
    """Return the days of a page, and all that are asked for.

    A page ends on a Sunday, as those of the calendar do.

    Raises Unanswerable for days that are none.
    """
    when, week = query.get("when", ""), query.get("week", "")
    if when and period_of(when, today) is None:
        words = ["today", "7-days", "weekend", "YYYY-MM", "YYYY-MM-DD"]
        raise Unanswerable("when", "These are no days.", words)
    asked = read_asked(QueryDict(f"when={when}"), None, today)
    bounds = asked.bounds(today)
    if not week:
        return asked.span(today), bounds
    days = week_of(week)
    if days is None:
        raise Unanswerable("week", "This is no week of ISO 8601.", ["YYYY-Www"])
    has_some = days.first <= bounds.last and bounds.first <= days.last
    return (days.within(bounds) if has_some else days), bounds


def read_cursor(query: QueryDict) -> Cursor | None:
    """Return the end of the page before, None where no page is before.

    Raises Unanswerable for what no link here has.
    """
    text = query.get(AFTER, "")
    if not text:
        return None
    found = _CURSOR.fullmatch(text)
    try:
        starts_at = datetime.strptime(f"{found[1]}Z", f"{_START}%z") if found else None
    except ValueError:
        starts_at = None
    if found is None or starts_at is None:
        raise Unanswerable(AFTER, _FROM_A_LINK)
    return Cursor(starts_at, int(found[2]))


def read_key(query: QueryDict) -> int:
    """Return the key of the last row of the page before; 0 where no page is before.

    Raises Unanswerable for what no link here has.
    """
    text = query.get(AFTER, "")
    if not re.fullmatch(r"\d{0,18}", text, re.ASCII):
        raise Unanswerable(AFTER, _FROM_A_LINK)
    return int(text or 0)
