"""The dates of an imported activity: new ones come, others move, none comes twice."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from centre.importing.models import ImportedSource
from centre.importing.notes import Note, note
from centre.importing.texts import SourceDate, hash_of
from events.models import Activity, Session


@dataclass
class DateChanges:
    """What an import does with an activity's dates."""

    new: list[SourceDate] = field(default_factory=list)
    moved: list[tuple[Session, SourceDate]] = field(default_factory=list)
    cancelled: list[Session] = field(default_factory=list)
    kept: int = 0  # changed here

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.cancelled)

    def notes(self) -> list[Note]:
        """Return what a report says of it."""
        found = [note("kept_dates")] if self.kept else []
        numbers = (len(self.new), len(self.moved), len(self.cancelled))
        if any(numbers):
            names = ("new", "moved", "cancelled")
            found.append(note("dates", **dict(zip(names, numbers, strict=True))))
        return found


def stored_dates(dates: Iterable[SourceDate]) -> list[list[Any]]:
    """Return dates as JSON; `read_dates_back` reads them."""
    return [
        [d.key, d.starts_at.isoformat(), d.ends_at.isoformat(), d.is_cancelled]
        for d in dates
    ]


def read_dates_back(rows: Iterable[list[Any]]) -> list[SourceDate]:
    """Return what `stored_dates` made JSON of."""
    return [
        SourceDate(
            key, datetime.fromisoformat(start), datetime.fromisoformat(end), cancelled
        )
        for key, start, end, cancelled in rows
    ]


def compare_dates(
    source: str, event: str, activity: Any, dates: list[SourceDate], at: datetime
) -> DateChanges:
    """Return what is to be done so that an activity has the dates of an event.

    A session that was changed or deleted here is left as it is. One to come that the
    event no longer has is cancelled; one that it has again is planned again.
    """
    rows = ImportedSource.objects.filter(source=source, key__startswith=f"{event}#")
    known = {row.key.rpartition("#")[2]: row for row in rows}
    sessions = Session.objects.filter(activity=activity.pk).in_bulk()
    changes, wanted = DateChanges(), {date.key: date for date in dates}
    for key, date in wanted.items():
        row = known.get(key)
        if row is None:
            changes.new += [] if date.is_cancelled else [date]
        elif session := sessions.get(row.object_id):
            _compare(changes, row, session, date)
    for key in known.keys() - wanted.keys():
        session = sessions.get(known[key].object_id)
        if session and session.starts_at > at and _is_planned(known[key], session):
            changes.cancelled.append(session)
    return changes


def _compare(changes: DateChanges, row: Any, session: Session, date: Any) -> None:
    if row.source_hash == _hash(date):
        return
    if not _is_untouched(row, session):
        changes.kept += 1
    elif date.is_cancelled:
        changes.cancelled.append(session)
    else:
        changes.moved.append((session, date))


def _is_planned(row: Any, session: Session) -> bool:
    return _is_untouched(row, session) and session.state != Session.State.CANCELLED


def _is_untouched(row: Any, session: Session) -> bool:
    return bool(row.written_hash == _session_hash(session))


def _hash(date: SourceDate) -> str:
    return hash_of([_seconds(date), date.is_cancelled])


def _session_hash(session: Session) -> str:
    return hash_of([_seconds(session), session.state])


def _seconds(timed: Any) -> list[float]:
    return [timed.starts_at.timestamp(), timed.ends_at.timestamp()]


@transaction.atomic
def apply_dates(
    source: str, event: str, activity: Any, changes: DateChanges, dates: Any
) -> None:
    """Do what `compare_dates` says; two at once wait for each other.

    A date on which the activity has a session already becomes that one.
    """
    Activity.objects.select_for_update().get(pk=activity.pk)
    for date in changes.new:
        session, _is_new = Session.objects.get_or_create(
            activity=activity,
            starts_at=date.starts_at,
            defaults={"ends_at": date.ends_at},
        )
        _remember_date(source, event, session, date)
    for session, date in changes.moved:
        taken = Session.objects.filter(activity=activity, starts_at=date.starts_at)
        if taken.exclude(pk=session.pk).exists():
            continue
        is_another = _seconds(session) != _seconds(date)
        session.starts_at, session.ends_at = date.starts_at, date.ends_at
        states = Session.State
        session.state = states.MOVED if is_another else states.PLANNED
        session.save()
        _remember_date(source, event, session, date)
    by_session = _dates_by_session(source, event, dates)
    for session in changes.cancelled:
        session.state = Session.State.CANCELLED
        session.save()
        _remember_date(source, event, session, by_session.get(session.pk))


def _dates_by_session(source: str, event: str, dates: Any) -> dict[int, SourceDate]:
    rows = ImportedSource.objects.filter(source=source, key__startswith=f"{event}#")
    by_key = {date.key: date for date in dates}
    keys = {row.object_id: row.key.rpartition("#")[2] for row in rows}
    return {pk: by_key[key] for pk, key in keys.items() if key in by_key}


def _remember_date(source: str, event: str, session: Session, date: Any) -> None:
    """Store what a session was made of; without a date, that it is cancelled now.

    Should its date be there again, that is a change.
    """
    written = {"written_hash": _session_hash(session)}
    if date is None:
        rows = ImportedSource.objects.filter(source=source, model="events.session")
        rows.filter(object_id=session.pk).update(source_hash="", **written)
        return
    ImportedSource.objects.update_or_create(
        source=source,
        key=f"{event}#{date.key}",
        defaults={
            "model": "events.session",
            "object_id": session.pk,
            "source_hash": _hash(date),
            **written,
        },
    )
