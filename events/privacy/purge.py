"""The daily purge: rule by rule, in batches, each with its line in the ledger."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from events.models import Registration, StudyVisit
from events.onsite.figures import write_figures
from events.privacy import ledger
from events.privacy.rules import RULES, Rule

BATCH = 500


@dataclass(frozen=True)
class Line:
    """What a rule erased, or would erase."""

    rule: Rule
    rows: int


@dataclass(frozen=True)
class Report:
    """What a purge did; with `applied` false, what it would have done."""

    at: datetime
    applied: bool
    lines: tuple[Line, ...]

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return sum(line.rows for line in self.lines)


def purge(at: datetime, apply: bool) -> Report:
    """Erase all that is due at a moment (aware), or say what that would be.

    Erasing goes in batches of a transaction each: what is stopped half-way has erased
    and written down the same rows. Of two purges at once the second waits, and finds
    nothing left.
    """
    if not apply:
        lines = tuple(Line(rule, rule.due(at).count()) for rule in RULES)
        return Report(at, False, lines)
    with ledger.alone():
        report = Report(at, True, tuple(Line(rule, _apply(rule, at)) for rule in RULES))
        with transaction.atomic():
            ledger.lock_ledger()
            ledger.close_run(at=at, erased=report.rows)
    return report


def _apply(rule: Rule, at: datetime) -> int:
    """Erase what is due by one rule; each row is looked at once."""
    erased, last = 0, None
    while keys := _batch(rule, at, last):
        erased, last = erased + len(keys), keys[-1]
    return erased


@transaction.atomic
def _batch(rule: Rule, at: datetime, after: object) -> list:
    """Erase the next rows in the order of their keys, and write them down."""
    ledger.lock_ledger()
    due = rule.due(at).order_by("pk")
    if after is not None:
        due = due.filter(pk__gt=after)
    _keep_figures(due[:BATCH])
    keys = [row.pk for row in due.select_for_update(of=("self",))[:BATCH]]
    if keys:
        rule.erase(due.model._default_manager.filter(pk__in=keys), at)
        ledger.write_entry(
            at=at, rule=rule.name, days=rule.days, erased=len(keys), keys=keys
        )
    return keys


def _keep_figures(rows: QuerySet) -> None:
    """Count a visit's delegations before they are forgotten, if nobody has yet.

    The visit is touched before its delegations are locked, as by every service.
    """
    if rows.model is not Registration:
        return
    visits = {row.visit_id for row in rows}
    for visit in StudyVisit.objects.filter(pk__in=visits, figures=None).order_by("pk"):
        write_figures(visit)
