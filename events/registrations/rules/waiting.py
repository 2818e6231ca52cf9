"""The waiting list: who is offered freed places, for how long, and when it ends."""

from datetime import datetime, timedelta

from django.db import transaction

from events.exceptions import OfferLapsed, TransitionNotAllowed
from events.models import Registration, StudyVisit
from events.models.visits import LAST_MINUTE
from events.registrations.mail import contact_emails
from events.registrations.rules.transitions import (
    Change,
    lock_registration,
    lock_visit,
    transition,
)

Status = Registration.Status
WaitingList = StudyVisit.WaitingList

MAX_OFFER_TIME = timedelta(hours=48)
MIN_OFFER_TIME = timedelta(hours=4)
# Later than this before the visit nobody answers a mail in time: staff phone.
LAST_OFFER_BEFORE = 2 * MIN_OFFER_TIME
# Who was passed over so often gets the next freed places, whoever else would fit.
MAX_PASSED_OVER = 2


def offer_lasts(visit: StudyVisit, at: datetime) -> timedelta:
    """How long an offer made at a moment stands: a quarter of the time that is left.

    At least 4 hours and at most 48.
    """
    quarter = (visit.starts_at - at) / 4
    return min(MAX_OFFER_TIME, max(MIN_OFFER_TIME, quarter))


def offers_places(visit: StudyVisit, at: datetime) -> bool:
    """Whether freed places are offered at all.

    Never after registration has closed or shortly before the start, and never for a
    visit that is not public or does not take place as planned.
    """
    closes_at = visit.registration_closes_at
    return (
        visit.waiting_list != WaitingList.NONE
        and visit.state == StudyVisit.State.PLANNED
        and visit.is_published(at)
        and closes_at is not None
        and at < closes_at + LAST_MINUTE
        and at <= visit.starts_at - LAST_OFFER_BEFORE
    )


def somebody_waits_first(visit: StudyVisit) -> bool:
    """Whether a newcomer must queue although there may be places.

    In a strict list behind everybody; in a filling one behind whoever has been passed
    over too often, because those who merely don't fit take nothing from her.
    """
    waiting = Registration.objects.filter(visit=visit).waiting()
    if visit.waiting_list == WaitingList.FILL:
        waiting = waiting.filter(passed_over__gte=MAX_PASSED_OVER)
    return waiting.exists()


@transaction.atomic
def promote_waiting(*, visit: StudyVisit, at: datetime) -> list[Registration]:
    """Offer free places along the waiting list until nothing fits, and mail each.

    One leaving group may make room for several. An offer may be of fewer places than
    wished, never fewer than the delegation's smallest number.
    """
    visit = lock_visit(visit)
    if not offers_places(visit, at):
        return []
    free = visit.capacity - visit.seats_taken
    offered = []
    while free > 0 and (chosen := _next_that_fits(visit, free)):
        _offer(chosen, free, visit, at)
        free -= chosen.seats
        offered.append(chosen)
    return offered


def _next_that_fits(visit: StudyVisit, free: int) -> Registration | None:
    """The next one in the queue by the visit's policy; those before it are passed."""
    passed: list[Registration] = []
    for waiting in Registration.objects.filter(visit=visit).waiting():
        if waiting.min_seats <= free:
            for other in passed:
                other.passed_over += 1
                other.save(update_fields=["passed_over", "updated_at"])
            return waiting
        strict = visit.waiting_list == WaitingList.STRICT
        if strict or waiting.passed_over >= MAX_PASSED_OVER:
            return None
        passed.append(waiting)
    return None


def _offer(chosen: Registration, free: int, visit: StudyVisit, at: datetime) -> None:
    chosen.seats = min(chosen.wanted_seats, free)
    chosen.offer_expires_at = at + offer_lasts(visit, at)
    transition(chosen, Status.OFFERED, Change(at=at, clock=True))
    contact_emails.queue_status(chosen, at=at)


@transaction.atomic
def accept_offer(*, registration: Registration, at: datetime) -> Registration:
    """Take the places that are offered. Taking them twice is the same as once.

    Where staff approve, they still have to. Raises OfferLapsed after its end, and
    TransitionNotAllowed where nothing is offered.
    """
    registration = lock_registration(registration)
    target = Status.REQUESTED if registration.needs_approval else Status.CONFIRMED
    if registration.status == target:
        return registration
    expires_at = registration.offer_expires_at
    if registration.status == Status.LAPSED or (expires_at and expires_at <= at):
        raise OfferLapsed
    if registration.status != Status.OFFERED:
        raise TransitionNotAllowed(registration.status, target)
    transition(registration, target, Change(at=at))
    contact_emails.queue_status(registration, at=at)
    return registration


@transaction.atomic
def lapse_offers(*, visit: StudyVisit, at: datetime) -> list[Registration]:
    """End the offers whose time is over, and try the next in line."""
    visit = lock_visit(visit)
    over = Registration.objects.filter(
        visit=visit, status=Status.OFFERED, offer_expires_at__lte=at
    )
    lapsed = [_lapse(registration, at) for registration in over.select_for_update()]
    if lapsed:
        promote_waiting(visit=visit, at=at)
    return lapsed


@transaction.atomic
def end_waiting_list(*, visit: StudyVisit, at: datetime) -> list[Registration]:
    """Tell all who still wait that it is over, once registration has closed.

    Does nothing before that.
    """
    visit = lock_visit(visit)
    closes_at = visit.registration_closes_at
    if closes_at is None or at < closes_at + LAST_MINUTE:
        return []
    waiting = Registration.objects.filter(visit=visit).waiting()
    return [_lapse(registration, at) for registration in waiting.select_for_update()]


def _lapse(registration: Registration, at: datetime) -> Registration:
    registration.seats = registration.wanted_seats
    transition(registration, Status.LAPSED, Change(at=at, clock=True))
    contact_emails.queue_status(registration, at=at)
    return registration
