"""The steps that all changes share: change the status, record the event."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from events.exceptions import AlreadyRegistered
from events.models import Registration, RegistrationEvent
from events.places.transitions import change_status
from events.registrations.rules.notifications import notify_delegates
from events.registrations.rules.parts import follow_status

Actor = RegistrationEvent.Actor
Status = Registration.Status
# What has ended and may become active again.
BACK_AGAIN = (Status.DECLINED, Status.WITHDRAWN, Status.LAPSED, Status.EXPIRED)


@dataclass(frozen=True, kw_only=True)
class Change:
    """The person or clock that changes something, when (aware), and why."""

    at: datetime
    staff: User | None = None
    clock: bool = False  # nobody does: time has passed, or places came free
    reason: str = ""

    @property
    def actor(self) -> str:
        """Who makes the change, for the history: the clock, staff or the delegation."""
        if self.clock:
            return Actor.CLOCK
        return Actor.STAFF if self.staff else Actor.DELEGATION


def transition(registration: Registration, to_status: str, by: Change) -> None:
    """Change the status along the table of transitions, and record the event.

    The choices of parts follow the status. A change by staff ends the review of a web
    address. Other fields that the caller has changed are saved too. The people of one
    that had ended were told so: they are told anew where it is confirmed again.

    Raises TransitionNotAllowed, and AlreadyRegistered where it becomes active while the
    contact has another active registration for the visit.
    """
    offered = Registration.Status.OFFERED
    from_status = change_status(registration, to_status, offered=offered)
    if from_status not in Registration.ACTIVE and to_status in Registration.ACTIVE:
        require_only_one(registration)
    if from_status in BACK_AGAIN:
        registration.delegates.update(told_at=None)
    if to_status not in Registration.ACTIVE:
        registration.proof_due_at = None
    registration.move_to_answer = None
    if by.staff:
        registration.link_to_review = False
    registration.save()
    follow_status(registration, from_status, by.at)
    record_event(registration, from_status, by)


def require_only_one(registration: Registration, email: str = "") -> None:
    """Refuse a second active registration of a contact, or of a new one's `email`.

    The caller holds the visit's lock, so that the database never has to refuse it.

    Raises AlreadyRegistered.
    """
    others = registration.visit.registrations
    address = email or registration.contact_email
    if address and others.active_of(address, excluding=registration).exists():
        raise AlreadyRegistered


def record_event(registration: Registration, from_status: str, by: Change) -> None:
    """Record an event: the registration's present status and seats, by whom, and why.

    A change by staff vouches for the contact, who need not verify their e-mail any
    more. Where nothing is left to verify, the delegates of a confirmed delegation are
    notified that they are on the list.
    """
    if by.staff and registration.proof_due_at:
        registration.proof_due_at = None
        registration.save(update_fields=["proof_due_at", "updated_at"])
    RegistrationEvent.objects.create(
        registration=registration,
        from_status=from_status,
        to_status=registration.status,
        seats=registration.seats,
        actor=by.actor,
        staff=by.staff,
        at=by.at,
        reason=by.reason[:300],
    )
    notify_delegates(registration, by.at)
