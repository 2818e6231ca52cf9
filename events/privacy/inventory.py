"""What personal data is held now, and when each part of it goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet, Value

from events.privacy.categories import DataCategory
from events.privacy.rules import RULES, Rule

# The purge runs daily; this late it has missed a day.
GRACE = timedelta(hours=36)


@dataclass(frozen=True)
class InventoryLine:
    """The rows that one rule is about, at a moment."""

    rule: Rule
    rows: int
    oldest: datetime | None  # since when the time of the oldest runs
    overdue: int  # rows that should be gone since more than a day

    @property
    def goes_at(self) -> datetime | None:
        """When the next of them goes."""
        return self.oldest and self.oldest + timedelta(days=self.rule.days)


@dataclass(frozen=True)
class InventoryGroup:
    """What is held of one category."""

    category: DataCategory
    lines: tuple[InventoryLine, ...]


def inventory(at: datetime) -> list[InventoryGroup]:
    """Count what is held at a moment (aware), by category: one query for all rules."""
    first, *others = (_counted(rule, at) for rule in RULES)
    counted = {row.pop("of_rule"): row for row in first.union(*others, all=True)}
    lines = [InventoryLine(rule, **counted[rule.name]) for rule in RULES]
    groups = (
        InventoryGroup(
            category, tuple(line for line in lines if line.rule.category == category)
        )
        for category in DataCategory
    )
    return [group for group in groups if group.lines]


def _counted(rule: Rule, at: datetime) -> QuerySet:
    """One row with the numbers of a rule's `InventoryLine`."""
    late = Q(since__lte=at - timedelta(days=rule.days) - GRACE)
    held = rule.held()
    # A translated model's own rows would bring all their columns along.
    plain: QuerySet = QuerySet(held.model, held.query)
    return (
        plain.order_by()
        .values(of_rule=Value(rule.name))
        .annotate(
            rows=Count("pk"), oldest=Min("since"), overdue=Count("pk", filter=late)
        )
    )
