"""The waiting list: which booking is next, and when and for how long it is offered."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from events.models.places import Bookable

MAX_OFFER_TIME = timedelta(hours=48)
MIN_OFFER_TIME = timedelta(hours=4)
# Later than this before the start nobody answers an e-mail in time: staff phone.
LAST_OFFER_BEFORE = 2 * MIN_OFFER_TIME
# A booking that was passed over so often gets the next freed places, whichever others
# would fit.
MAX_PASSED_OVER = 2


@dataclass(frozen=True)
class Next:
    """The booking that is next, if any, and those that are passed over for it."""

    chosen: Any = None
    passed: list[Any] = field(default_factory=list)


def offer_duration(bookable: Bookable, at: datetime) -> timedelta:
    """Return how long an offer made at a moment (aware) is valid.

    That is a quarter of the time until the start, at least 4 hours and at most 48.
    """
    return bookable.share_of_time_left(at, least=MIN_OFFER_TIME, most=MAX_OFFER_TIME)


def offers_places(bookable: Bookable, at: datetime) -> bool:
    """Return whether freed places are offered at a moment (aware).

    None are offered once registration has closed, less than 8 hours before the start,
    or for something that is not public or does not take place as planned. Without a
    waiting list nobody new may wait; whoever waits nevertheless is offered places.
    """
    closed_from = bookable.closed_from
    return (
        bookable.is_ahead(at)
        and bookable.is_published(at)
        and closed_from is not None
        and at < closed_from
        and at <= bookable.starts_at - LAST_OFFER_BEFORE
    )


def somebody_waits_first(bookable: Bookable, *, before: Any = None) -> bool:
    """Return whether a booking must queue although there may be places.

    A new booking queues behind everybody on a strict list; one that waits already
    (`before`) behind those before it. On a filling list it queues only behind a booking
    that was passed over too often: one that merely does not fit loses nothing to it.
    """
    waiting = bookable.bookings.in_turn()
    if before is not None:
        waiting = waiting.ahead_of(before)
    if bookable.waiting_list == Bookable.WaitingList.FILL:
        waiting = waiting.filter(passed_over__gte=MAX_PASSED_OVER)
    return waiting.exists()


def next_to_offer(bookable: Bookable, free: int) -> Next:
    """Return the next booking by the list's policy, and those passed over for it.

    No booking is passed over where none further back fits. Nothing is written. All are
    locked: the worker that writes first e-mails does not ask for the bookable's lock.
    """
    passed: list[Any] = []
    for waiting in bookable.bookings.in_turn().select_for_update():
        if waiting.min_seats <= free:
            return Next(waiting, passed)
        strict = bookable.waiting_list == Bookable.WaitingList.STRICT
        if strict or waiting.passed_over >= MAX_PASSED_OVER:
            break
        passed.append(waiting)
    return Next()
