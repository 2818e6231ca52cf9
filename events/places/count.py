"""Free places, and whether a booking may hold them."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from events.exceptions import NotEnoughPlaces
from events.models.places import Bookable
from events.places.queue import somebody_waits_first


class Decision(Enum):
    """Whether a booking holds places or waits for them."""

    HOLD = "hold"
    WAIT = "wait"


@dataclass(frozen=True, kw_only=True)
class Free:
    """The free places, as one booking sees them.

    `left` includes `held`, the seats held for this booking alone; it may be below zero
    where staff lowered the capacity. Where another booking `waits_first`, only the held
    ones are available.
    """

    left: int
    held: int = 0
    waits_first: bool = False

    def with_held(self, held: int) -> "Free":
        """Return the same for a booking for which `held` seats are held besides."""
        return Free(left=self.left + held, held=held, waits_first=self.waits_first)

    @property
    def available(self) -> int:
        """How many places the booking may take in its turn, never below zero."""
        in_turn = min(self.held, self.left) if self.waits_first else self.left
        return max(0, in_turn)


def free_for(
    bookable: Bookable, *, held: int = 0, in_turn: bool = True, waiting: Any = None
) -> Free:
    """Return the free places for a booking for which `held` seats are held.

    `in_turn` is False where staff may pass over bookings that wait. A booking that is
    `waiting` already keeps its place in the queue.
    """
    return Free(
        left=bookable.capacity - bookable.count_seats_taken() + held,
        held=held,
        waits_first=in_turn and somebody_waits_first(bookable, before=waiting),
    )


def decide(free: Free, seats: int, *, can_wait: bool, may_wait: bool) -> Decision:
    """Return whether a booking for so many people holds places or waits for them.

    `can_wait` says whether there is a waiting list for it, `may_wait` whether its
    people agreed to wait.

    Raises NotEnoughPlaces, with the number that is available.
    """
    if seats <= free.available:
        return Decision.HOLD
    if can_wait and may_wait:
        return Decision.WAIT
    raise NotEnoughPlaces(free.available, can_wait=can_wait)
