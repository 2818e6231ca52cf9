"""Decisions of staff: approve, decline, put on the waiting list, reopen."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import NotEnoughPlaces, TransitionNotAllowed
from events.models import Registration
from events.places.count import free_for
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.names import fit_names
from events.registrations.rules.transitions import Change, transition
from events.registrations.rules.waiting import promote_waiting

Status = Registration.Status


@transaction.atomic
def approve_registration(
    *,
    registration: Registration,
    at: datetime,
    staff: User,
    leaving: Collection[int] = (),
) -> Registration:
    """Confirm a requested, waiting, offered or late registration; mail its contact.

    A waiting or late registration is confirmed only if it fits. Seats held for it count
    as free. Where there are more names than places, `leaving` are taken off the list;
    see `fit_names`.

    Raises NotEnoughPlaces, TooManyNames, and TransitionNotAllowed where the
    registration is decided or withdrawn already.
    """
    registration = lock_booking(registration)
    if registration.status == Status.EXPIRED:  # only its contact can reinstate it
        raise TransitionNotAllowed(registration.status, Status.CONFIRMED)
    if registration.status in {Status.WAITLISTED, Status.LATE}:
        held = registration.seats_held(at)
        free = free_for(registration.visit, held=held, in_turn=False)
        if registration.seats > free.available:
            raise NotEnoughPlaces(free.available)
    fit_names(registration, registration.seats, leaving, at)
    return transition_and_notify(
        registration, Status.CONFIRMED, Change(at=at, staff=staff)
    )


@transaction.atomic
def decline_registration(
    *, registration: Registration, at: datetime, staff: User, reason: str = ""
) -> Registration:
    """Decline a delegation, mail it the reason, and offer its places to others.

    Raises TransitionNotAllowed where its status can't become declined.
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
    """Move a request to the waiting list, queued since it was registered.

    Its places are not offered back to it at once; others may get them.

    Raises TransitionNotAllowed where its status can't become waiting.
    """
    registration = lock_booking(registration)
    return transition_and_notify(
        registration, Status.WAITLISTED, Change(at=at, staff=staff)
    )


@transaction.atomic
def reopen_registration(
    *, registration: Registration, at: datetime, staff: User
) -> Registration:
    """Put an ended registration on the waiting list, at its end, and offer places.

    Raises TransitionNotAllowed where its status can't become waiting, and
    AlreadyRegistered where the contact has registered again meanwhile.
    """
    registration = lock_booking(registration)
    registration.queue_at = at
    registration.passed_over = 0
    registration.seats = registration.wanted_seats  # it may have left an offer of fewer
    transition_and_notify(registration, Status.WAITLISTED, Change(at=at, staff=staff))
    promote_waiting(visit=registration.visit, at=at)
    return Registration.objects.get(pk=registration.pk)


def transition_and_notify(
    registration: Registration, to_status: str, by: Change
) -> Registration:
    """Change the status, mail the contact about it, and return the registration.

    Raises TransitionNotAllowed.
    """
    transition(registration, to_status, by)
    contact_emails.queue_status(registration, at=by.at, reason=by.reason)
    return registration
