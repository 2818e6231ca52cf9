"""What a delegation chose of a visit's parts, in words for it."""

from collections.abc import Iterable

from django.utils.translation import get_language, ngettext

from centre.dates import format_short_day, format_time_range
from events.models import PartChoice, Registration, VisitPart


def time_of(part: VisitPart) -> str:
    """The day and the hours of a part in Kraków: "Tuesday, 17 June, 9:30–11:00"."""
    day = format_short_day(part.starts_at, get_language() or "")
    return f"{day}, {format_time_range(part.starts_at, part.ends_at)}"


def people_in(seats: int, *, waits: bool) -> str:
    """How many people are in a part, or wait for it."""
    people = ngettext("%(count)d person", "%(count)d people", seats)
    if waits:
        people = ngettext(
            "%(count)d person, on the waiting list",
            "%(count)d people, on the waiting list",
            seats,
        )
    return people % {"count": seats}


def choices_of(registration: Registration) -> Iterable[PartChoice]:
    """A delegation's choices with their parts, the first one first.

    A specimen, which is not saved, chose nothing.
    """
    if registration.pk is None:
        return []
    return registration.part_choices.select_related("part")


def part_lines(registration: Registration) -> list[str]:
    """Each part that it chose: when, what, where, in which language, how many."""
    return [_line(choice) for choice in choices_of(registration)]


def _line(choice: PartChoice) -> str:
    part, waits = choice.part, choice.waiting_since is not None
    what = f"{part} ({part.held_in})"
    facts = [time_of(part), what, part.room, people_in(choice.seats, waits=waits)]
    return ", ".join(filter(None, facts))
