"""What all changes are made of: the lock, the table of transitions, the history."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from events.models import Registration, RegistrationEvent
from events.places.transitions import change_status
from events.registrations.rules.notifications import notify_delegates
from events.registrations.rules.parts import follow_status

Actor = RegistrationEvent.Actor


@dataclass(frozen=True, kw_only=True)
class Change:
    """Who changes something, when (aware) and why."""

    at: datetime
    staff: User | None = None
    clock: bool = False  # nobody: time has passed, or places came free
    reason: str = ""

    @property
    def actor(self) -> str:
        """The kind of person, for the history."""
        if self.clock:
            return Actor.CLOCK
        return Actor.STAFF if self.staff else Actor.DELEGATION


def transition(registration: Registration, to_status: str, by: Change) -> None:
    """Change the status along the table of transitions, and write it down.

    The choices of parts follow it, and staff who decide have seen what was written.
    Other fields that the caller has changed are saved with it. Raises
    TransitionNotAllowed.
    """
    offered = Registration.Status.OFFERED
    from_status = change_status(registration, to_status, offered=offered)
    if to_status not in Registration.ACTIVE:
        registration.proof_due_at = None
    registration.move_to_answer = None
    if by.staff:
        registration.link_to_review = False
    registration.save()
    follow_status(registration, from_status, by.at)
    record_event(registration, from_status, by)


def record_event(registration: Registration, from_status: str, by: Change) -> None:
    """Write down what is true of a registration from now on.

    Staff who have dealt with it vouch for its contact: she need not confirm any more.
    Where nothing is left to confirm, its people are told that they are on the list.
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
