"""What one address of the calendar asks for, and the addresses beside it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from centre.content.addressed import at_slug
from centre.content.date_bounds import LAST_DAY
from events.activities.filters import FILTERS, read_filters
from events.activities.periods import (
    ONE_DAY,
    Period,
    month_name,
    period_of,
    week_name,
    week_of,
    week_with,
)
from events.models import ActivityType

# What an address may ask for, besides a kind.
PAGE_WORDS = ("view", "when", "week", "part", *FILTERS)
PARTS = re.compile("[2-9]|[1-9][0-9]")
# As many days after a week's first one on its page are few.
FEW_DAYS = 3


@dataclass(frozen=True)
class Asked:
    """A kind, filters, days, which page of them, and whether as a month's table.

    `when` is "" and `week` None where no days, or no later page, are asked for. `part`
    is that of a single day which has many, from 1.
    `path` is that of a page beside the calendar, "" of the calendar itself.
    """

    kind: ActivityType | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    when: str = ""
    period: Period | None = None
    week: Period | None = None
    by_month: bool = False
    path: str = ""
    part: int = 1

    @property
    def query(self) -> dict[str, str]:
        """The words of the query that make this page, in one order."""
        view = {"view": "month"} if self.by_month else {}
        when = {"when": self.when} if self.when else {}
        week = {"week": week_name(self.week.first)} if self.week else {}
        part = {"part": str(self.part)} if self.part > 1 else {}
        return {**view, **when, **self.filters, **week, **part}

    @property
    def whole_query(self) -> dict[str, str]:
        """The words of `query` and the kind, for an address that names none."""
        return {**({"kind": self.kind.slug} if self.kind else {}), **self.query}

    def with_choice(self, **changes: Any) -> "Asked":
        """Return what asks for something else in `kind`, `when` or filters.

        None takes a choice away. Another choice begins with its first page.
        """
        kind = changes.pop("kind", self.kind)
        when = changes.pop("when", self.when) or ""
        filters = {**self.filters, **changes}
        kept = {name: filters[name] for name in FILTERS if filters.get(name)}
        return replace(self, kind=kind, filters=kept, when=when, week=None, part=1)

    @property
    def address(self) -> str:
        """The address of this page, in the active language."""
        query = urlencode(self.whole_query if self.path else self.query)
        if self.path:
            path = self.path
        elif self.kind:
            path = self.kind.get_absolute_url()
        else:
            path = reverse("events:activity-list")
        return f"{path}?{query}" if query else path

    @property
    def is_day(self) -> bool:
        """Whether a single day is asked for: where it has many, in parts."""
        period = self.period
        return bool(period and period.first == period.last and not self.by_month)

    def day_address(self, day: date) -> str:
        """Return the address of the page of a single day, all else as it is asked."""
        plain = replace(self, by_month=False, path="")
        return plain.with_choice(when=day.isoformat()).address

    def is_indexed(self) -> bool:
        """Return whether search engines shall keep the page: one choice at most.

        No later page or part and no single day: what they show is on others, and there
        are more of them than anybody looks for. A table has chosen its month.
        docs/adr/0026.
        """
        choices = len(self.filters) + bool(self.kind) + bool(self.when)
        is_day = self.when[:1].isdigit() and len(self.when) > len("2026-12")
        return choices <= 1 and not (self.week or self.part > 1 or is_day)

    def bounds(self, today: date) -> Period:
        """Return the days that are asked for and not over; without end if none are."""
        return (
            self.period.without_past(today) if self.period else Period(today, LAST_DAY)
        )

    def span(self, today: date) -> Period:
        """Return the days of this page: all that are asked for, or a week of them.

        The first page goes on to the next Sunday where few days of its week are left.
        """
        bounds = self.bounds(today)
        if bounds.is_one_page or self.by_month:
            return bounds
        week = self.week or week_with(bounds.first)
        is_short = not self.week and (week.last - bounds.first).days < FEW_DAYS
        last = week_with(week.last + ONE_DAY).last if is_short else week.last
        return Period(week.first, last).within(bounds)


def read_kind(slug: str, types: Iterable[ActivityType]) -> ActivityType | None:
    """Return the type that a slug leads to, in any language; None where there is none.

    `types` are those that were read, and have it if one has it now.
    """
    if not slug or not slug.isprintable():  # the database would not even look
        return None
    if known := next((t for t in types if slug in {t.slug, t.localized_slug}), None):
        return known
    try:
        found: ActivityType = at_slug(ActivityType.objects.all(), slug)
    except ActivityType.DoesNotExist:
        return None
    return found


def read_asked(query: QueryDict, kind: ActivityType | None, today: date) -> Asked:
    """Return what an address asks for; a word that makes no sense asks for nothing.

    A table is always of a month: of the one in which the days begin that are asked for.
    """
    by_month = query.get("view") == "month"
    when = query.get("when", "")
    period = period_of(when, today)
    if by_month:
        when = month_name(period.first if period else today)
        period = period_of(when, today)
    asked = Asked(kind, read_filters(query), when if period else "", period)
    if by_month:
        return replace(asked, by_month=True)
    if asked.is_day and PARTS.fullmatch(part := query.get("part", "")):
        return replace(asked, part=int(part))
    return replace(asked, week=_later_week(query.get("week", ""), asked, today))


def _later_week(text: str, asked: Asked, today: date) -> Period | None:
    """Return the week that an address names, if it is a later page of what it asks."""
    week, bounds = week_of(text), asked.bounds(today)
    if week is None or bounds.is_one_page:
        return None
    return week if bounds.first < week.first <= bounds.last else None
