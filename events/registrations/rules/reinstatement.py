"""Reinstate a registration that expired before its contact verified their e-mail."""

from datetime import datetime

from django.db import transaction

from events.exceptions import (
    RegistrationClosed,
    RegistrationRefused,
    TransitionNotAllowed,
)
from events.models import Registration
from events.places.count import Decision, decide, free_for
from events.places.locks import lock_booking
from events.places.queue import offers_places
from events.registrations.mail import contact_emails
from events.registrations.rules.invitees import join_invitees
from events.registrations.rules.transitions import (
    Change,
    require_only_one,
    transition,
)

Status = Registration.Status


@transaction.atomic
def reinstate_registration(*, registration: Registration, at: datetime) -> Registration:
    """Make an expired registration active again as it was, and mail its contact.

    It gets free places until the visit starts, because it was registered in time; where
    there are none it waits at the end of the queue. A late request becomes one again.
    Twice is the same as once.

    Raises TransitionNotAllowed where the registration has not expired, and what
    `status_on_reinstatement` raises.
    """
    registration = lock_booking(registration)
    if registration.status in Registration.ACTIVE and registration.proven_at:
        return registration
    if registration.status != Status.EXPIRED:
        raise TransitionNotAllowed(registration.status, Status.REQUESTED)
    to_status = status_on_reinstatement(registration, at)
    registration.proven_at = registration.queue_at = at
    registration.passed_over = 0
    join_invitees(registration)
    transition(registration, to_status, Change(at=at))
    contact_emails.queue_status(registration, at=at)
    return registration


def possible_reinstatement(registration: Registration, at: datetime) -> str:
    """Return the status that reinstating would give now; "" where it is impossible."""
    try:
        return status_on_reinstatement(registration, at)
    except RegistrationRefused:
        return ""


def status_on_reinstatement(registration: Registration, at: datetime) -> str:
    """Return the status of an expired registration if it is reinstated at a moment.

    Raises RegistrationClosed for a visit that has begun or is not planned,
    AlreadyRegistered where the contact has registered again meanwhile, and
    NotEnoughPlaces where there are neither places nor a waiting list.
    """
    visit, held = registration.visit, registration.seats_held(at)
    if not visit.is_ahead(at):
        raise RegistrationClosed
    require_only_one(registration)
    if _was_late(registration):
        return Status.LATE
    decision = decide(
        free_for(visit, held=held),
        registration.seats,
        can_wait=visit.has_waiting_list and offers_places(visit, at),
        may_wait=True,
    )
    if decision is Decision.WAIT:
        return Status.WAITLISTED
    return Status.REQUESTED if registration.needs_approval else Status.CONFIRMED


def _was_late(registration: Registration) -> bool:
    """Return whether the registration expired as a late request."""
    expirations = registration.history.filter(to_status=Status.EXPIRED)
    last = expirations.order_by("-pk").first()
    return last is not None and last.from_status == Status.LATE
