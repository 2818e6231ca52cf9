"""A visit that moves takes its programme and parts along, by the clocks of Kraków."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from centre.staff.forms import MomentField
from centre.staff.rows import LongFormSet
from centre.text.dates import in_krakow
from events.models import ProgrammeItem, StudyVisit, VisitPart

WEEK = timedelta(weeks=1)
COPIED_AHEAD = timedelta(weeks=4)  # a copy leaves time to invite delegations
MOVED = {"programme": ProgrammeItem, "parts": VisitPart}


@dataclass(frozen=True)
class Move:
    """A row that moves along: what it is, from when, to when (by the clocks)."""

    row: ProgrammeItem | VisitPart
    before: datetime
    after: datetime


def move_rows_along(sent: QueryDict, visit: StudyVisit) -> tuple[QueryDict, list[Move]]:
    """Return what was sent with the rows that move along with the visit's first day.

    A visit that stays on its day moves nothing. A row moves by as much as the visit's
    start, if it was sent with the times that it has: one that somebody moved stays
    there.
    """
    distance = distance_of(sent, visit)
    if not distance:
        return sent, []
    moved, moves = sent.copy(), []
    for prefix, model in MOVED.items():
        for name, row in _sent_rows(sent, prefix, model, visit):
            times = {f: _clock(getattr(row, f)) for f in ("starts_at", "ends_at")}
            if any(sent.get(f"{name}-{f}") != _typed(t) for f, t in times.items()):
                continue
            try:
                after = {f: time + distance for f, time in times.items()}
            except OverflowError:
                continue
            for f, time in after.items():
                moved[f"{name}-{f}"] = _typed(time)
            moves.append(Move(row, times["starts_at"], after["starts_at"]))
    return moved, moves


def distance_of(sent: QueryDict, visit: StudyVisit) -> timedelta | None:
    """Return how far what was sent moves a visit by the clocks; None within a day."""
    try:
        typed = MomentField(required=False).clean(sent.get("starts_at", ""))
    except ValidationError:
        return None
    if typed is None:
        return None
    before, after = _clock(visit.starts_at), _clock(typed)
    return None if before.date() == after.date() else after - before


def _sent_rows(
    sent: QueryDict, prefix: str, model: Any, visit: StudyVisit
) -> Iterator[tuple[str, Any]]:
    """Yield each stored row that a form sent, behind the beginning of its names."""
    rows = {str(row.pk): row for row in model.objects.filter(visit=visit)}
    total = sent.get(f"{prefix}-INITIAL_FORMS", "")
    for number in range(int(total) if total.isdecimal() and len(total) < 5 else 0):
        name = f"{prefix}-{number}"
        row = rows.get(sent.get(f"{name}-id", ""))
        if row is not None and f"{name}-DELETE" not in sent:
            yield name, row


class MovingFormSet(LongFormSet):
    """Rows that move along with their visit, those too that its page does not show."""

    moved_by: timedelta | None = None

    def hidden_rows(self) -> Any:
        rows = super().hidden_rows()
        return (
            [moved_row(row, self.moved_by) for row in rows] if self.moved_by else rows
        )

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        if self.moved_by:
            for row in self.hidden_rows():
                row.save()
        return saved


def moved_row(row: Any, distance: timedelta) -> Any:
    """Move a row by a distance, by the clocks of Kraków; return it, not saved."""
    times = shifted({f: getattr(row, f) for f in ("starts_at", "ends_at")}, distance)
    for name, moment in times.items():
        setattr(row, name, moment)
    return row


def weeks_to_copy(visit: StudyVisit, at: datetime) -> timedelta:
    """Return how many whole weeks later a copy of a visit takes place.

    It is after the visit itself, and `COPIED_AHEAD` of a moment (aware) at least.
    """
    missing = at + COPIED_AHEAD - visit.starts_at
    return WEEK * max(1, -(-missing // WEEK))


def shifted(values: dict[str, Any], distance: timedelta) -> dict[str, Any]:
    """Return values with every moment later by a distance, by the clocks of Kraków."""
    return {
        name: timezone.make_aware(_clock(value) + distance)
        if isinstance(value, datetime)
        else value
        for name, value in values.items()
    }


def _clock(moment: datetime) -> datetime:
    """Return what the clocks of Kraków show at a moment."""
    return in_krakow(moment).replace(tzinfo=None, second=0, microsecond=0)


def _typed(moment: datetime) -> str:
    """Return a moment as the browser's own input sends it."""
    return moment.isoformat(timespec="minutes")
