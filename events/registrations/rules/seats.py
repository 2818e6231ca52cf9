"""Giving places back, asking for more."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import (
    ChangesClosed,
    GroupTooLarge,
    NotEnoughPlaces,
    TooManyNames,
    TransitionNotAllowed,
)
from events.models import Registration
from events.places.count import free_for
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.parts import admit_waiting, trim_to_seats
from events.registrations.rules.transitions import Change, record_event, transition
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
    """Give a delegation's places back, mail its contact, and offer them to others.

    Withdrawing twice changes nothing the second time, and mails nothing.
    Raises TransitionNotAllowed from any other status that can't go there.
    """
    registration = lock_booking(registration)
    if registration.status == Status.WITHDRAWN:
        return registration
    held = registration.status in Registration.HOLDING
    transition(
        registration, Status.WITHDRAWN, Change(at=at, staff=staff, reason=reason)
    )
    contact_emails.queue_status(registration, at=at)
    if held:
        promote_waiting(visit=registration.visit, at=at)
    return registration


@transaction.atomic
def change_seats(
    *,
    registration: Registration,
    seats: int,
    at: datetime,
    staff: User | None = None,
    notify: bool = True,
) -> Registration:
    """Bring fewer people at once, or more if there are places for them, and say so.

    What is freed is offered to those who wait; more people are not in the visit's
    parts by that. The delegation itself may do so until its deadline, staff always,
    never beyond the places. `notify` is False where another mail says it.

    Raises ChangesClosed, TransitionNotAllowed (nothing to change in this status),
    TooManyNames, GroupTooLarge, NotEnoughPlaces.
    """
    registration = lock_booking(registration)
    _require_changeable(registration, seats, at, staff)
    fewer = registration.seats - seats
    if not fewer:
        return registration
    _set(registration, seats, Change(at=at, staff=staff))
    if notify:
        contact_emails.queue_changed(registration, at=at)
    if fewer > 0:
        admit_waiting(registration.visit, at)
        promote_waiting(visit=registration.visit, at=at)
    return registration


def _require_changeable(
    registration: Registration, seats: int, at: datetime, staff: User | None
) -> None:
    """Refuse what the time, the status, the names or the places forbid."""
    visit, more = registration.visit, seats - registration.seats
    if registration.status not in {*Registration.ACTIVE} - {Status.OFFERED}:
        raise TransitionNotAllowed(registration.status, registration.status)
    if staff is None and not registration.may_be_changed(at):
        raise ChangesClosed
    if registration.delegates.count() > seats:
        raise TooManyNames
    if more > 0 and seats > visit.largest_group:
        raise GroupTooLarge(visit.largest_group)
    if more > 0 and registration.status in Registration.HOLDING:
        possible = _possible_more(registration, at, staff)
        if more > possible:
            raise NotEnoughPlaces(registration.seats + possible)


def _possible_more(registration: Registration, at: datetime, staff: User | None) -> int:
    """How many people may join it: into the seats held for it, then into free ones.

    Free ones are for who waits first, as they are when somebody registers; staff may
    give them out of turn.
    """
    held, in_turn = registration.seats_held(at), staff is None
    return free_for(registration.visit, held=held, in_turn=in_turn).available


def _set(registration: Registration, seats: int, by: Change) -> None:
    """Write the number down, and lower what it chose of the parts.

    Who would come with all of them alone still would.
    """
    all_or_none = registration.min_seats == registration.wanted_seats
    registration.seats = registration.wanted_seats = seats
    least = seats if all_or_none else registration.min_seats
    registration.min_seats = min(least, seats)
    registration.save()
    trim_to_seats(registration)
    record_event(registration, registration.status, by)
