"""The waiting list: whose turn it is, whether places are offered, for how long."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from events.models.places import Bookable

MAX_OFFER_TIME = timedelta(hours=48)
MIN_OFFER_TIME = timedelta(hours=4)
# Later than this before the start nobody answers a mail in time: staff phone.
LAST_OFFER_BEFORE = 2 * MIN_OFFER_TIME
# A booking that was passed over so often gets the next freed places, whatever else
# would fit.
MAX_PASSED_OVER = 2


@dataclass(frozen=True)
class Next:
    """Who is next, and who was passed over for that."""

    chosen: Any = None
    passed: list[Any] = field(default_factory=list)


def offer_lasts(bookable: Bookable, at: datetime) -> timedelta:
    """Return how long an offer made at a moment stands.

    A quarter of the time that is left, at least 4 hours and at most 48.
    """
    return bookable.share_of_time_left(at, least=MIN_OFFER_TIME, most=MAX_OFFER_TIME)


def offers_places(bookable: Bookable, at: datetime) -> bool:
    """Return whether freed places are offered at all.

    Never after registration has closed or shortly before the start, and never for
    something that is not public or does not take place as planned.
    """
    closed_from = bookable.closed_from
    return (
        bookable.has_waiting_list
        and bookable.is_ahead(at)
        and bookable.is_published(at)
        and closed_from is not None
        and at < closed_from
        and at <= bookable.starts_at - LAST_OFFER_BEFORE
    )


def somebody_waits_first(bookable: Bookable) -> bool:
    """Return whether a newcomer must queue although there may be places.

    In a strict list behind everybody; in a filling one behind whoever has been passed
    over too often, because those who merely don't fit lose nothing to a newcomer.
    """
    waiting = bookable.bookings.waiting()
    if bookable.waiting_list == Bookable.WaitingList.FILL:
        waiting = waiting.filter(passed_over__gte=MAX_PASSED_OVER)
    return waiting.exists()


def next_to_offer(bookable: Bookable, free: int) -> Next:
    """Return the next in the queue by its policy, and those that are passed for it.

    Nobody is passed over where nobody further back fits. Nothing is written.
    """
    passed: list[Any] = []
    for waiting in bookable.bookings.waiting():
        if waiting.min_seats <= free:
            return Next(waiting, passed)
        strict = bookable.waiting_list == Bookable.WaitingList.STRICT
        if strict or waiting.passed_over >= MAX_PASSED_OVER:
            break
        passed.append(waiting)
    return Next()
