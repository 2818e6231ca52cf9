"""Withdraw a registration, or change its number of people."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import (
    ChangesClosed,
    GroupTooLarge,
    NotEnoughPlaces,
    TransitionNotAllowed,
)
from events.models import Registration
from events.places.count import free_for
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.names import fit_names
from events.registrations.rules.parts import admit_waiting, trim_to_seats
from events.registrations.rules.transitions import Change, record_event, transition
from events.registrations.rules.verification import places_before_verifying
from events.registrations.rules.waiting import promote_waiting

Status = Registration.Status


@transaction.atomic
def withdraw_registration(
    *,
    registration: Registration,
    at: datetime,
    staff: User | None = None,
    reason: str = "",
) -> Registration:
    """Withdraw a registration, mail its contact, and offer its places to others.

    Twice is the same as once.

    Raises TransitionNotAllowed where its status can't become withdrawn.
    """
    registration = lock_booking(registration)
    if registration.status == Status.WITHDRAWN:
        return registration
    had_places = registration.status in Registration.HOLDING
    transition(
        registration, Status.WITHDRAWN, Change(at=at, staff=staff, reason=reason)
    )
    contact_emails.queue_status(registration, at=at)
    if had_places:
        promote_waiting(visit=registration.visit, at=at)
    return registration


@transaction.atomic
def change_seats(
    *,
    registration: Registration,
    seats: int,
    at: datetime,
    staff: User | None = None,
    leaving: Collection[int] = (),
    notify: bool = True,
) -> Registration:
    """Change the number of people, and mail the contact.

    Freed places are offered to waiting registrations. Fewer people lower the choices of
    parts; more people change none. The delegation may change the number until its
    deadline, staff always, never beyond the places. Where there are more names than
    people, `leaving` are taken off the list; see `fit_names`.

    `notify` is False where another e-mail tells the contact.

    Raises ChangesClosed after the deadline, TransitionNotAllowed where the status
    allows no change, TooManyNames, GroupTooLarge, and NotEnoughPlaces.
    """
    registration = lock_booking(registration)
    _require_changeable(registration, seats, at, staff)
    fewer = registration.seats - seats
    if not fewer:
        return registration
    fit_names(registration, seats, leaving, at)
    _set_seats(registration, seats, Change(at=at, staff=staff))
    if notify:
        contact_emails.queue_changed(registration, at=at)
    if fewer > 0:
        admit_waiting(registration.visit, at)
        promote_waiting(visit=registration.visit, at=at)
    return registration


def _require_changeable(
    registration: Registration, seats: int, at: datetime, staff: User | None
) -> None:
    """Refuse what the time, the status or the places forbid."""
    visit, added = registration.visit, seats - registration.seats
    if registration.status not in {*Registration.ACTIVE} - {Status.OFFERED}:
        raise TransitionNotAllowed(registration.status, registration.status)
    if staff is None and not registration.may_be_changed(at):
        raise ChangesClosed
    if added > 0 and seats > visit.largest_group:
        raise GroupTooLarge(visit.largest_group)
    if added > 0 and registration.status in Registration.HOLDING:
        possible = _places_to_add(registration, at, staff)
        if added > possible:
            raise NotEnoughPlaces(registration.seats + possible)


def _places_to_add(registration: Registration, at: datetime, staff: User | None) -> int:
    """Return how many places a delegation may add: held for it, then free ones.

    Free places go to waiting registrations first, as when somebody registers, and
    before the e-mail is verified no more are taken than unverified ones may; staff may
    pass over both.
    """
    held, in_turn = registration.seats_held(at), staff is None
    free = free_for(registration.visit, held=held, in_turn=in_turn).available
    if staff or registration.block or not registration.proof_due_at:
        return free
    return min(free, places_before_verifying(registration.visit))


def _set_seats(registration: Registration, seats: int, by: Change) -> None:
    """Save the number of people, lower the choices of parts, and record the event.

    A delegation that would come only with all of its people still would.
    """
    all_or_none = registration.min_seats == registration.wanted_seats
    registration.seats = registration.wanted_seats = seats
    min_seats = seats if all_or_none else registration.min_seats
    registration.min_seats = min(min_seats, seats)
    registration.save()
    trim_to_seats(registration)
    record_event(registration, registration.status, by)
