"""Announce changes of a visit's time, place or programme, and cancel visits."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects

from events.models import (
    OutgoingEmail,
    ProgrammeItem,
    Registration,
    StudyVisit,
    VisitPart,
)
from events.places.locks import lock
from events.registrations.mail import contact_emails
from events.registrations.rules.decisions import transition_and_notify
from events.registrations.rules.parts import admit_waiting
from events.registrations.rules.transitions import Change
from events.registrations.rules.waiting import promote_waiting
from events.visit_requests.rules import end_proposals, renew_proposals
from events.visits.days import Span, visit_days

# Several edits within the first time become one e-mail, sent within the second at most.
EDITS_SETTLE = timedelta(minutes=15)
EDITS_SETTLE_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class Arrangements:
    """What delegations are told of a visit: time, place, state, parts, programme."""

    starts_at: datetime
    ends_at: datetime
    venues: tuple[str, ...]
    state: str
    # Start, end and room (in every language) of each part, by its primary key.
    parts: dict[int, tuple[datetime, datetime, tuple[str, ...]]] = field(compare=False)
    # Start and end of each programme item, by its primary key.
    programme: dict[int, tuple[datetime, datetime]] = field(compare=False)

    @classmethod
    def of(cls, visit: StudyVisit) -> "Arrangements":
        """Read the present arrangements of a visit, its place in every language.

        Times are cut to the minute, as everybody reads and types them.
        """
        return cls._made_of(visit, visit.parts.all(), visit.programme.all())

    @classmethod
    def of_form(cls, visit: StudyVisit, formsets: list[Any]) -> "Arrangements":
        """Read the arrangements that a valid form will save into `visit`."""
        parts = remaining_rows(visit, formsets, VisitPart)
        return cls._made_of(
            visit, parts, remaining_rows(visit, formsets, ProgrammeItem)
        )

    @classmethod
    def _made_of(
        cls,
        visit: StudyVisit,
        parts: Iterable[VisitPart],
        programme: Iterable[ProgrammeItem],
    ) -> "Arrangements":
        """Build the arrangements; a new row has a number below zero for its key."""
        return cls(
            *_minutes(visit),
            _in_each_language(visit, "venue"),
            str(visit.state),
            {
                part.pk or -n: (*_minutes(part), _in_each_language(part, "room"))
                for n, part in enumerate(parts, 1)
            },
            {item.pk or -n: _minutes(item) for n, item in enumerate(programme, 1)},
        )

    @property
    def days(self) -> list[Span]:
        """The days that calendars have, each with its start and its end."""
        return visit_days(self.starts_at, self.ends_at, self.programme.values())

    @property
    def digest(self) -> str:
        """A hash of all of it, parts and programme included."""
        items = sorted(self.parts.items()), sorted(self.programme.items())
        arranged = (*vars(self).values(), items)
        return hashlib.sha256(repr(arranged).encode()).hexdigest()

    def parts_changed(self, before: "Arrangements") -> list[int]:
        """Return the keys of the parts that have another time or room than before."""
        return [pk for pk in self.parts if self.parts[pk] != before.parts.get(pk)]


def remaining_rows(
    visit: StudyVisit,
    formsets: list[Any],
    model: type[VisitPart] | type[ProgrammeItem],
) -> list[Any]:
    """Return the parts or the programme as saving valid formsets will leave them."""
    for formset in formsets:
        if formset.model is model:
            gone = formset.deleted_forms
            rows = [form for form in formset.forms if form not in gone]
            sent = [f.instance for f in rows if f.instance.pk or f.has_changed()]
            return [*sent, *formset.hidden_rows()]
    return list(model.objects.filter(visit=visit))  # staff who may not change them


@transaction.atomic
def announce_changes(
    *, visit: StudyVisit, before: Arrangements, at: datetime, staff: User | None = None
) -> int:
    """Announce what changed since `before`; return to how many registrations.

    The visit, its parts and its programme are saved already. Free places are offered.

    - A visit that was cancelled cancels all its registrations.
    - Another time, place or state, and a programme item that is new, gone or at another
      time, is announced to every registration that has not ended; another time or room
      of a part to those that chose it.
    - Each announcement raises the calendar's SEQUENCE and waits for `EDITS_SETTLE`. A
      further edit meanwhile replaces the e-mail, which goes out `EDITS_SETTLE_WITHIN`
      after the first edit at the latest.
    - Edits that undo each other withdraw the e-mails; who got one meanwhile is told.
    - After another time, place or state of a planned visit its confirmed delegations
      have to reconfirm.
    """
    now = Arrangements.of(visit)
    if now.state == StudyVisit.State.CANCELLED and before.state != now.state:
        return len(cancel_visit(visit=visit, at=at, staff=staff))
    locked = lock(visit)
    admit_waiting(locked, at)
    promote_waiting(visit=visit, at=at)
    plan = plan_announcement(locked, before, now, at)
    announced = [
        "calendar_sequence",
        "former_days",
        "previous_starts_at",
        "settling",
    ]
    locked.save(update_fields=announced)
    for name in announced:
        setattr(visit, name, getattr(locked, name))
    if plan is None:
        return 0
    if now != before:
        _request_reconfirmation(locked)
    if locked.settling is None:
        _unsent(at).filter(registration__visit=locked).delete()
        _unsent(at).filter(request__visit=locked).delete()
    elif now != before:
        _update_proposals(locked, at, plan.due_at)
    prefetch_related_objects([locked], "programme")
    for registration in plan.told:
        registration.visit = locked  # read once for hundreds of e-mails
        contact_emails.queue_visit_changed(registration, at=at, due_at=plan.due_at)
    return len(plan.told)


@dataclass(frozen=True)
class Announcement:
    """The registrations that a change is announced to, and when."""

    told: QuerySet[Registration]
    due_at: datetime


def plan_announcement(
    visit: StudyVisit, before: Arrangements, now: Arrangements, at: datetime
) -> Announcement | None:
    """Decide whom a change is announced to; None where nothing is announced.

    The visit's `calendar_sequence`, `former_days`, `previous_starts_at` and `settling`
    are set and not saved; the database is not written. Another day's hours are another
    version of the public calendar too, whoever hears of them.
    """
    affected = _affected(visit, now, before, at)
    tells = now != before or affected.exists()
    if tells or now.days != before.days:
        visit.calendar_sequence += 1
        _keep_former_days(visit, before, now)
    _keep_previous_start(visit, before, now, at)
    if not tells:
        return None
    since, due_at = _settle(visit, before, now, at)
    if visit.settling is None:
        # Another e-mail sent meanwhile already said what was undone.
        sent = OutgoingEmail.objects.filter(due_at__gte=since).exclude(
            pk__in=_unsent(at).values("pk")
        )
        affected = affected.filter(emails__in=sent).distinct()
    return Announcement(affected, due_at)


def _keep_former_days(
    visit: StudyVisit, before: Arrangements, now: Arrangements
) -> None:
    """Keep the days that fell away: calendars still have them, and must lose them."""
    known = [[moment.isoformat() for moment in day] for day in before.days]
    known += (visit.former_days or [])[len(known) :]
    visit.former_days = known if len(known) > len(now.days) else None


def _affected(
    visit: StudyVisit, now: Arrangements, before: Arrangements, at: datetime
) -> QuerySet[Registration]:
    """Return the registrations that a change is announced to.

    Time, place, state and programme concern all active ones, a part those that chose
    it. The programme and the parts of a visit that is over concern nobody.
    """
    everybody = Registration.objects.filter(visit=visit).active()
    if now != before:
        return everybody
    if at >= now.ends_at:
        return everybody.none()
    if now.programme != before.programme:
        return everybody
    chosen = everybody.filter(part_choices__part__in=now.parts_changed(before))
    return chosen.distinct()


def _keep_previous_start(
    visit: StudyVisit, before: Arrangements, now: Arrangements, at: datetime
) -> None:
    """Keep when a public visit was to start, unless it is back at that time."""
    if now.starts_at == visit.previous_starts_at:
        visit.previous_starts_at = None
    elif now.starts_at != before.starts_at and visit.is_published(at):
        visit.previous_starts_at = visit.previous_starts_at or before.starts_at


def _settle(
    visit: StudyVisit, before: Arrangements, now: Arrangements, at: datetime
) -> tuple[datetime, datetime]:
    """Return since when edits wait, and until when; set both on the visit, unsaved.

    Edits that undo each other clear them.
    """
    earlier = visit.settling
    if earlier is None or at >= datetime.fromisoformat(earlier["due_at"]):
        was = [before.starts_at.isoformat(), before.ends_at.isoformat()]
        earlier = {"since": at.isoformat(), "told": before.digest, "was": was}
    since = datetime.fromisoformat(earlier["since"])
    due_at = min(at + EDITS_SETTLE, since + EDITS_SETTLE_WITHIN)
    undone = earlier["told"] == now.digest
    visit.settling = None if undone else {**earlier, "due_at": due_at.isoformat()}
    return since, due_at


def asks_again(visit: StudyVisit) -> bool:
    """Return whether confirmed delegations have to reconfirm.

    They need not where edits undo each other.
    """
    return visit.state == StudyVisit.State.PLANNED and visit.settling is not None


def _request_reconfirmation(visit: StudyVisit) -> None:
    """Have confirmed delegations reconfirm, or withdraw the question."""
    confirmed = Registration.objects.filter(
        visit=visit, status=Registration.Status.CONFIRMED
    )
    sequence = visit.calendar_sequence if asks_again(visit) else None
    confirmed.update(move_to_answer=sequence)


def _update_proposals(visit: StudyVisit, at: datetime, due_at: datetime) -> None:
    """Renew the proposals of a planned visit, end those of another."""
    if visit.state != StudyVisit.State.PLANNED:
        end_proposals(visit=visit, at=at)
    else:
        renew_proposals(visit=visit, at=at, due_at=due_at)


def _unsent(at: datetime) -> QuerySet[OutgoingEmail]:
    """Return the e-mails that wait for further edits, which may still be deleted."""
    kinds = [OutgoingEmail.Kind.VISIT_CHANGED, OutgoingEmail.Kind.REQUEST_ANSWER]
    return OutgoingEmail.objects.filter(
        state=OutgoingEmail.State.QUEUED, attempts=0, due_at__gt=at, kind__in=kinds
    )


def _in_each_language(thing: StudyVisit | VisitPart, field: str) -> tuple[str, ...]:
    names = [f.name for f in thing._meta.fields if f.name.startswith(f"{field}_")]
    return tuple(getattr(thing, name) or "" for name in names)


def _minutes(
    timed: StudyVisit | VisitPart | ProgrammeItem,
) -> tuple[datetime, datetime]:
    return _minute(timed.starts_at), _minute(timed.ends_at)


def _minute(moment: datetime) -> datetime:
    """Return a moment cut to its minute, in UTC so that equal ones compare equal."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


Status = Registration.Status


@transaction.atomic
def cancel_visit(
    *, visit: StudyVisit, at: datetime, staff: User | None, reason: str = ""
) -> list[Registration]:
    """Cancel a visit, its active registrations and its proposals, and e-mail them.

    Returns the registrations. Cancelling twice is the same as once.
    """
    visit = lock(visit)
    end_proposals(visit=visit, at=at)
    active = list(Registration.objects.filter(visit=visit).active().select_for_update())
    if visit.state == StudyVisit.State.CANCELLED and not active:
        return []
    visit.state = StudyVisit.State.CANCELLED
    visit.calendar_sequence += 1
    visit.save()
    prefetch_related_objects([visit], "programme")
    by = Change(at=at, staff=staff, reason=reason)
    for registration in active:
        registration.visit = visit  # read once for hundreds of e-mails
        transition_and_notify(registration, Status.CANCELLED, by)
    return active
