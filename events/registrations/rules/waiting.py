"""The waiting list: offer freed places, accept or end offers, end the list."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from events.exceptions import OfferLapsed, TransitionNotAllowed
from events.models import Registration, StudyVisit
from events.places.count import free_for
from events.places.locks import lock, lock_booking
from events.places.queue import next_to_offer, offer_duration, offers_places
from events.registrations.mail import contact_emails
from events.registrations.rules.names import fit_names
from events.registrations.rules.transitions import Change, transition

Status = Registration.Status


@transaction.atomic
def promote_waiting(*, visit: StudyVisit, at: datetime) -> list[Registration]:
    """Offer free places to waiting registrations until none fits; return the offered.

    Each contact is mailed. One group's places may be enough for several. An offer may
    be of fewer places than `wanted_seats`, never of fewer than `min_seats`.
    """
    visit = lock(visit)
    if not offers_places(visit, at):
        return []
    free = free_for(visit).left
    offered = []
    while free > 0 and (chosen := _take_next(visit, free)):
        _offer(chosen, free, visit, at)
        free -= chosen.seats
        offered.append(chosen)
    return offered


def _take_next(visit: StudyVisit, free: int) -> Registration | None:
    """Return the next waiting registration, and count up those passed over for it."""
    turn = next_to_offer(visit, free)
    for passed in turn.passed:
        passed.passed_over += 1
        passed.save(update_fields=["passed_over", "updated_at"])
    return turn.chosen


def _offer(chosen: Registration, free: int, visit: StudyVisit, at: datetime) -> None:
    chosen.seats = min(chosen.wanted_seats, free)
    chosen.offer_expires_at = at + offer_duration(visit, at)
    transition(chosen, Status.OFFERED, Change(at=at, clock=True))
    contact_emails.queue_status(chosen, at=at)


@transaction.atomic
def accept_offer(
    *, registration: Registration, at: datetime, leaving: Collection[int] = ()
) -> Registration:
    """Accept the offered places and mail the contact. Twice is the same as once.

    Where staff approve registrations, the registration becomes requested, else
    confirmed. Where there are more names than places, `leaving` are taken off the list;
    see `fit_names`.

    Raises OfferLapsed after the end of the offer, TransitionNotAllowed where nothing is
    offered, and TooManyNames.
    """
    registration = lock_booking(registration)
    target = Status.REQUESTED if registration.needs_approval else Status.CONFIRMED
    if registration.status == target:
        return registration
    expires_at = registration.offer_expires_at
    if registration.status == Status.LAPSED or (expires_at and expires_at <= at):
        raise OfferLapsed
    if registration.status != Status.OFFERED:
        raise TransitionNotAllowed(registration.status, target)
    fit_names(registration, registration.seats, leaving, at)
    transition(registration, target, Change(at=at))
    contact_emails.queue_status(registration, at=at)
    return registration


@transaction.atomic
def lapse_offers(*, visit: StudyVisit, at: datetime) -> list[Registration]:
    """End the offers whose time is over, offer their places, and return the lapsed."""
    visit = lock(visit)
    over = Registration.objects.filter(
        visit=visit, status=Status.OFFERED, offer_expires_at__lte=at
    )
    lapsed = [_lapse(registration, at) for registration in over.select_for_update()]
    if lapsed:
        promote_waiting(visit=visit, at=at)
    return lapsed


@transaction.atomic
def end_waiting_list(*, visit: StudyVisit, at: datetime) -> list[Registration]:
    """End all waiting registrations once registration has closed; return them.

    Each contact is mailed. Do nothing before registration has closed. Whoever still has
    to verify their e-mail was in time: they may, until it expires.
    """
    visit = lock(visit)
    if visit.closed_from is None or at < visit.closed_from:
        return []
    waiting = Registration.objects.filter(visit=visit).in_turn()
    return [_lapse(registration, at) for registration in waiting.select_for_update()]


def _lapse(registration: Registration, at: datetime) -> Registration:
    registration.seats = registration.wanted_seats
    transition(registration, Status.LAPSED, Change(at=at, clock=True))
    contact_emails.queue_status(registration, at=at)
    return registration
