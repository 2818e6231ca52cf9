"""Free places, and what they mean for whoever asks for some."""

from dataclasses import dataclass
from enum import Enum

from events.exceptions import NotEnoughPlaces
from events.models.places import Bookable
from events.places.queue import somebody_waits_first


class Decision(Enum):
    """What becomes of a booking that asks for places."""

    HOLD = "hold"
    WAIT = "wait"


@dataclass(frozen=True, kw_only=True)
class Free:
    """How many places somebody may take.

    `left` may be below zero where staff lowered the capacity. It includes `held`, the
    seats that are held for this one alone. Where somebody `waits_first` the others are
    not hers to take.
    """

    left: int
    held: int = 0
    waits_first: bool = False

    def with_held(self, held: int) -> "Free":
        """Return the same for somebody for whom seats are held besides."""
        return Free(left=self.left + held, held=held, waits_first=self.waits_first)

    @property
    def available(self) -> int:
        """How many places may be taken in turn, never below zero."""
        in_turn = min(self.held, self.left) if self.waits_first else self.left
        return max(0, in_turn)


def free_for(bookable: Bookable, *, held: int = 0, in_turn: bool = True) -> Free:
    """Return the free places for somebody for whom `held` seats are held.

    `in_turn` is False for staff, who may give places past those who wait.
    """
    return Free(
        left=bookable.capacity - bookable.count_seats_taken() + held,
        held=held,
        waits_first=in_turn and somebody_waits_first(bookable),
    )


def decide(free: Free, seats: int, *, can_wait: bool, may_wait: bool) -> Decision:
    """Return whether so many people hold places or wait for them.

    `can_wait` says whether there is a waiting list for them, `may_wait` whether they
    agreed to it.

    Raises NotEnoughPlaces, with the number that is available.
    """
    if seats <= free.available:
        return Decision.HOLD
    if can_wait and may_wait:
        return Decision.WAIT
    raise NotEnoughPlaces(free.available, can_wait=can_wait)
