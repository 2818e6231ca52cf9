"""What staff decide: approval, the waiting list by hand, cancelling a visit."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import NotEnoughPlaces, TransitionNotAllowed
from events.models import Registration
from events.places.count import free_for
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.transitions import Change, transition
from events.registrations.rules.waiting import promote_waiting

Status = Registration.Status


@transaction.atomic
def approve_registration(
    *, registration: Registration, at: datetime, staff: User
) -> Registration:
    """Confirm a delegation that asked, waits or came late, and mail its contact.

    Who holds no places yet is confirmed only if its people fit, into the seats held for
    it too. Raises NotEnoughPlaces, and TransitionNotAllowed: the second of two who
    approve, or approve while the delegation withdraws, hears that it is decided
    already.
    """
    registration = lock_booking(registration)
    if registration.status == Status.EXPIRED:  # its contact alone brings it back
        raise TransitionNotAllowed(registration.status, Status.CONFIRMED)
    if registration.status in {Status.WAITLISTED, Status.LATE}:
        held = registration.seats_held(at)
        free = free_for(registration.visit, held=held, in_turn=False)
        if registration.seats > free.available:
            raise NotEnoughPlaces(free.available)
    return transition_and_notify(
        registration, Status.CONFIRMED, Change(at=at, staff=staff)
    )


@transaction.atomic
def decline_registration(
    *, registration: Registration, at: datetime, staff: User, reason: str = ""
) -> Registration:
    """Decline a delegation, mail it the reason, and offer its places to others.

    Raises TransitionNotAllowed.
    """
    registration = lock_booking(registration)
    by = Change(at=at, staff=staff, reason=reason)
    transition_and_notify(registration, Status.DECLINED, by)
    promote_waiting(visit=registration.visit, at=at)
    return registration


@transaction.atomic
def put_on_waiting_list(
    *, registration: Registration, at: datetime, staff: User
) -> Registration:
    """Let a delegation that asked wait, keeping the moment of its registration.

    Its own places are not offered back to it at once; others may get them.
    Raises TransitionNotAllowed.
    """
    registration = lock_booking(registration)
    return transition_and_notify(
        registration, Status.WAITLISTED, Change(at=at, staff=staff)
    )


@transaction.atomic
def reopen_registration(
    *, registration: Registration, at: datetime, staff: User
) -> Registration:
    """Let an ended registration begin anew, at the end of the queue.

    Raises TransitionNotAllowed.
    """
    registration = lock_booking(registration)
    registration.queue_at = at
    registration.passed_over = 0
    transition_and_notify(registration, Status.WAITLISTED, Change(at=at, staff=staff))
    promote_waiting(visit=registration.visit, at=at)
    return Registration.objects.get(pk=registration.pk)


def transition_and_notify(
    registration: Registration, to_status: str, by: Change
) -> Registration:
    transition(registration, to_status, by)
    contact_emails.queue_status(registration, at=by.at, reason=by.reason)
    return registration
