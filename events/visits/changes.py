"""A visit's time, place or programme changes: who comes hears of it, once."""

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

# Several edits within this time become one mail, which waits no longer than that.
EDITS_SETTLE = timedelta(minutes=15)
EDITS_SETTLE_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class Arrangements:
    """What people know of a visit: what they have in their calendars, and its hours."""

    starts_at: datetime
    ends_at: datetime
    venues: tuple[str, ...]
    state: str
    # When and where each part is, by its primary key.
    parts: dict[int, tuple[datetime, datetime, str]] = field(compare=False)
    # When each item of the programme is, by its primary key.
    programme: dict[int, tuple[datetime, datetime]] = field(compare=False)

    @classmethod
    def of(cls, visit: StudyVisit) -> "Arrangements":
        """A visit's time, place in every language, state, its parts and programme.

        Times are taken to the minute, as everybody reads and types them.
        """
        return cls._made_of(visit, visit.parts.all(), visit.programme.all())

    @classmethod
    def of_form(cls, visit: StudyVisit, formsets: list[Any]) -> "Arrangements":
        """The same as a valid form would save them; `visit` is its instance."""
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
        """What is new has no key yet; a number below zero stands for it."""
        names = [f.name for f in visit._meta.fields if f.name.startswith("venue_")]
        return cls(
            *_minutes(visit),
            tuple(getattr(visit, name) or "" for name in names),
            str(visit.state),
            {p.pk or -n: (*_minutes(p), p.room) for n, p in enumerate(parts, 1)},
            {item.pk or -n: _minutes(item) for n, item in enumerate(programme, 1)},
        )

    @property
    def digest(self) -> str:
        """A short text that is another one for whatever is arranged otherwise."""
        items = sorted(self.parts.items()), sorted(self.programme.items())
        arranged = (*vars(self).values(), items)
        return hashlib.sha256(repr(arranged).encode()).hexdigest()

    def parts_changed(self, before: "Arrangements") -> list[int]:
        """The parts that are at another time or in another room than before."""
        return [pk for pk in self.parts if self.parts[pk] != before.parts.get(pk)]


def remaining_rows(
    visit: StudyVisit,
    formsets: list[Any],
    model: type[VisitPart] | type[ProgrammeItem],
) -> list[Any]:
    """The parts or the programme that there will be once valid formsets are saved."""
    for formset in formsets:
        if formset.model is model:
            gone = formset.deleted_forms
            rows = [form for form in formset.forms if form not in gone]
            return [f.instance for f in rows if f.instance.pk or f.has_changed()]
    return list(model.objects.filter(visit=visit))  # whoever may not change them


@transaction.atomic
def announce_changes(
    *, visit: StudyVisit, before: Arrangements, at: datetime, staff: User | None = None
) -> int:
    """Tell the delegations what is different since `before`; the number of mails.

    The visit and its parts are saved already. A cancelled one cancels all its
    registrations. Another time or place raises the calendar's SEQUENCE and waits a
    quarter of an hour: a further edit meanwhile replaces the mail, which goes out an
    hour after the first edit at the latest. Where all is again as people were told,
    nothing goes out. An item of the programme that is new, gone or at another time is
    told to all, another time or room of a part to those who chose it. Free places are
    offered. Who is confirmed is asked whether she still comes to another time or place.
    """
    now = Arrangements.of(visit)
    if now.state == StudyVisit.State.CANCELLED and before.state != now.state:
        return len(cancel_visit(visit=visit, at=at, staff=staff))
    locked = lock(visit)
    admit_waiting(locked, at)
    promote_waiting(visit=visit, at=at)
    plan = plan_announcement(locked, before, now, at)
    if plan is None:
        return 0
    locked.save(update_fields=["calendar_sequence", "settling"])
    visit.calendar_sequence, visit.settling = locked.calendar_sequence, locked.settling
    if now != before:
        _ask_again(locked)
    if locked.settling is None:
        _unsent(at).filter(registration__visit=locked).delete()
        _unsent(at).filter(request__visit=locked).delete()
    elif now != before:
        _tell_proposals(locked, at, plan.due_at)
    prefetch_related_objects([locked], "programme")
    for registration in plan.told:
        registration.visit = locked  # read once for hundreds of mails
        contact_emails.queue_visit_changed(registration, at=at, due_at=plan.due_at)
    return len(plan.told)


@dataclass(frozen=True)
class Announcement:
    """Which delegations hear of a change, and when."""

    told: QuerySet[Registration]
    due_at: datetime


def plan_announcement(
    visit: StudyVisit, before: Arrangements, now: Arrangements, at: datetime
) -> Announcement | None:
    """Decide who hears of a change; None where there is none to hear of.

    The visit's `calendar_sequence` and `settling` are set and not saved. Nothing is
    written.
    """
    told = _who_hears(visit, now, before, at)
    if now == before and not told.exists():
        return None
    visit.calendar_sequence += 1
    since, due_at = _settle(visit, before, now, at)
    if visit.settling is None:
        # Who got another mail meanwhile has read there what was undone.
        sent = OutgoingEmail.objects.filter(due_at__gte=since).exclude(
            pk__in=_unsent(at).values("pk")
        )
        told = told.filter(emails__in=sent).distinct()
    return Announcement(told, due_at)


def _who_hears(
    visit: StudyVisit, now: Arrangements, before: Arrangements, at: datetime
) -> QuerySet[Registration]:
    """All; of a part those who chose it; of hours of a visit that is over nobody."""
    everybody = Registration.objects.filter(visit=visit).active()
    if now != before:
        return everybody
    if at >= now.ends_at:
        return everybody.none()
    if now.programme != before.programme:
        return everybody
    chosen = everybody.filter(part_choices__part__in=now.parts_changed(before))
    return chosen.distinct()


def _settle(
    visit: StudyVisit, before: Arrangements, now: Arrangements, at: datetime
) -> tuple[datetime, datetime]:
    """Since when edits are not mailed, and when they are; the visit remembers both.

    It forgets them where the edits undo each other.
    """
    earlier = visit.settling
    if earlier is None or at >= datetime.fromisoformat(earlier["due_at"]):
        earlier = {"since": at.isoformat(), "told": before.digest}
    since = datetime.fromisoformat(earlier["since"])
    due_at = min(at + EDITS_SETTLE, since + EDITS_SETTLE_WITHIN)
    undone = earlier["told"] == now.digest
    visit.settling = None if undone else {**earlier, "due_at": due_at.isoformat()}
    return since, due_at


def asks_again(visit: StudyVisit) -> bool:
    """Whether who is confirmed is asked anew; not where edits undo each other."""
    return visit.state == StudyVisit.State.PLANNED and visit.settling is not None


def _ask_again(visit: StudyVisit) -> None:
    """Ask who is confirmed whether they still come, or take the question back."""
    comes = Registration.objects.filter(
        visit=visit, status=Registration.Status.CONFIRMED
    )
    comes.update(move_to_answer=visit.calendar_sequence if asks_again(visit) else None)


def _tell_proposals(visit: StudyVisit, at: datetime, due_at: datetime) -> None:
    """Tell those whom the visit is only proposed; a part does not matter to them."""
    if visit.state != StudyVisit.State.PLANNED:
        end_proposals(visit=visit, at=at)
    else:
        renew_proposals(visit=visit, at=at, due_at=due_at)


def _unsent(at: datetime) -> QuerySet[OutgoingEmail]:
    """The mails that wait for further edits; those of undone ones never go out."""
    kinds = [OutgoingEmail.Kind.VISIT_CHANGED, OutgoingEmail.Kind.REQUEST_ANSWER]
    return OutgoingEmail.objects.filter(
        state=OutgoingEmail.State.QUEUED, attempts=0, due_at__gt=at, kind__in=kinds
    )


def _minutes(
    timed: StudyVisit | VisitPart | ProgrammeItem,
) -> tuple[datetime, datetime]:
    return _minute(timed.starts_at), _minute(timed.ends_at)


def _minute(moment: datetime) -> datetime:
    """The same whichever zone it came in."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


Status = Registration.Status


@transaction.atomic
def cancel_visit(
    *, visit: StudyVisit, at: datetime, staff: User | None, reason: str = ""
) -> list[Registration]:
    """Cancel a visit: all delegations are told, the waiting list and proposals end.

    Cancelling twice changes nothing the second time.
    """
    visit = lock(visit)
    end_proposals(visit=visit, at=at)
    active = list(Registration.objects.filter(visit=visit).active().select_for_update())
    if visit.state == StudyVisit.State.CANCELLED and not active:
        return []
    visit.state = StudyVisit.State.CANCELLED
    visit.calendar_sequence += 1
    visit.save()
    by = Change(at=at, staff=staff, reason=reason)
    for registration in active:
        registration.visit = visit  # read once for hundreds of mails
        transition_and_notify(registration, Status.CANCELLED, by)
    return active
