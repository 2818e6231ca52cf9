"""The first things of the board, by a statement that is made once for each choice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from centre.content.made_once import values_made_once
from centre.translating.board import find_things
from centre.translating.kinds import BoardKind, Seen
from events.models.querysets import MAX_SESSION_LENGTH

NO_MOMENT = datetime(9, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Choice:
    """What `find_things` chooses by, and how many of it are read."""

    kinds: tuple[BoardKind, ...]
    lacking: tuple[str, ...]
    last: Seen
    proposed: bool
    number: int


def first_things(
    number: int,
    kinds: Iterable[BoardKind],
    at: datetime,
    lacking: Iterable[str] = (),
    last: Seen = Seen.PAST,
    *,
    proposed: bool = False,
) -> list[dict[str, Any]]:
    """Return the first things that `find_things` finds, no more than a number."""
    choice = Choice(tuple(kinds), tuple(lacking), last, proposed, number)
    return _found(choice, *_moments(at))


def _moments(at: datetime) -> tuple[datetime, date, datetime]:
    """Return all that the conditions of `kinds` reckon from a moment, and itself."""
    return at, timezone.localdate(at), at - MAX_SESSION_LENGTH


@values_made_once(*_moments(NO_MOMENT))
def _found(
    choice: Choice, at: datetime, _day: date, _began_after: datetime
) -> QuerySet[Any]:
    """Return what is found; the day and the rest stand in it by the moment."""
    found = find_things(
        choice.kinds, at, choice.lacking, choice.last, proposed=choice.proposed
    )
    return found[: choice.number]
