"""A visit's time, place or programme changes: who comes hears of it, once."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

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
        names = [f.name for f in visit._meta.fields if f.name.startswith("venue_")]
        venues = tuple(getattr(visit, name) or "" for name in names)
        parts = {p.pk: (*_minutes(p), p.room) for p in visit.parts.all()}
        programme = {item.pk: _minutes(item) for item in visit.programme.all()}
        return cls(*_minutes(visit), venues, str(visit.state), parts, programme)

    @property
    def digest(self) -> str:
        """A short text that is another one for whatever is arranged otherwise."""
        items = sorted(self.parts.items()), sorted(self.programme.items())
        arranged = (*vars(self).values(), items)
        return hashlib.sha256(repr(arranged).encode()).hexdigest()

    def parts_changed(self, before: "Arrangements") -> list[int]:
        """The parts that are at another time or in another room than before."""
        return [pk for pk in self.parts if self.parts[pk] != before.parts.get(pk)]


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
    told = _who_hears(visit, now, before, at)
    if now == before and not told.exists():
        return 0
    locked.calendar_sequence += 1
    since, due_at = _settle(locked, before, now, at)
    locked.save(update_fields=["calendar_sequence", "settling"])
    visit.calendar_sequence, visit.settling = locked.calendar_sequence, locked.settling
    if now != before:
        _ask_again(locked)
    if locked.settling is None:
        _take_back(locked, at)
        # Who got another mail meanwhile has read there what was undone.
        told = told.filter(emails__due_at__gte=since).distinct()
    elif now != before:
        _tell_proposals(locked, at, due_at)
    prefetch_related_objects([locked], "programme")
    for registration in told:
        registration.visit = locked  # read once for hundreds of mails
        contact_emails.queue_visit_changed(registration, at=at, due_at=due_at)
    return len(told)


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


def _ask_again(visit: StudyVisit) -> None:
    """Ask who is confirmed whether they still come; not where edits undo each other."""
    asks = visit.state == StudyVisit.State.PLANNED and visit.settling is not None
    comes = Registration.objects.filter(
        visit=visit, status=Registration.Status.CONFIRMED
    )
    comes.update(move_to_answer=visit.calendar_sequence if asks else None)


def _tell_proposals(visit: StudyVisit, at: datetime, due_at: datetime) -> None:
    """Tell those whom the visit is only proposed; a part does not matter to them."""
    if visit.state != StudyVisit.State.PLANNED:
        end_proposals(visit=visit, at=at)
    else:
        renew_proposals(visit=visit, at=at, due_at=due_at)


def _take_back(visit: StudyVisit, at: datetime) -> None:
    """Withdraw the mails about edits that are undone."""
    Kind = OutgoingEmail.Kind
    waiting = OutgoingEmail.objects.filter(
        state=OutgoingEmail.State.QUEUED, attempts=0, due_at__gt=at
    )
    waiting.filter(registration__visit=visit, kind=Kind.VISIT_CHANGED).delete()
    waiting.filter(request__visit=visit, kind=Kind.REQUEST_ANSWER).delete()


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
