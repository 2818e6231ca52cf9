"""Texts about the parts of a visit, and about what a delegation selected of them."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from centre.text.dates import (
    format_time_range,
    format_when,
    in_krakow,
    last_day,
)
from events.exceptions import PartGone, PartRefused, PartsDiffer, PartsOverlap
from events.models import (
    PartChoice,
    ProgrammeItem,
    Registration,
    StudyVisit,
    VisitPart,
)


def time_of(part: VisitPart | ProgrammeItem) -> str:
    """Return a part's day and hours in Kraków: "Tuesday, 17 June, 9:30–11:00"."""
    language = get_language() or ""
    return capfirst(
        format_when(part.starts_at, part.ends_at, language, weekday=True, year=False)
    )


def people_in(seats: int, *, waits: bool) -> str:
    """Return how many people are in a part, or wait for it, as text."""
    people = ngettext("%(count)d person", "%(count)d people", seats)
    if waits:
        people = ngettext(
            "%(count)d person, on the waiting list",
            "%(count)d people, on the waiting list",
            seats,
        )
    return people % {"count": seats}


def choices_of(registration: Registration) -> Iterable[PartChoice]:
    """Return a delegation's choices with their parts, by time.

    Prefetched choices are used as they are. An unsaved registration, the example of an
    e-mail, has none.
    """
    if registration.pk is None:
        return []
    if "part_choices" in getattr(registration, "_prefetched_objects_cache", {}):
        known = registration.part_choices.all()
        return sorted(known, key=lambda choice: (choice.part.starts_at, choice.pk))
    return registration.part_choices.select_related("part")


def part_lines(registration: Registration) -> list[str]:
    """Return a line for each chosen part: when, what, language, where, how many."""
    return [_line(choice) for choice in choices_of(registration)]


def programme_lines(visit: StudyVisit) -> list[str]:
    """Return a line for each item of a visit's programme: when, and what.

    The day is named where the visit lasts more than one. An unsaved visit, the example
    of an e-mail, has no items.
    """
    if visit.pk is None:
        return []
    first = in_krakow(visit.starts_at).date()
    one_day = first == last_day(visit.starts_at, visit.ends_at)
    when = _hours_of if one_day else time_of
    return [f"{when(item)} {item.localized}" for item in visit.programme.all()]


def _hours_of(item: ProgrammeItem) -> str:
    return format_time_range(item.starts_at, item.ends_at)


def _line(choice: PartChoice) -> str:
    people = people_in(choice.seats, waits=choice.waiting_since is not None)
    return f"{part_facts(choice.part)}, {people}"


def part_facts(part: VisitPart) -> str:
    """Return when a part is, what, in which language, and where."""
    what = f"{part} ({part.held_in})"
    return ", ".join(filter(None, [time_of(part), what, part.where.room]))


def places_left(part: VisitPart) -> str:
    """Return the text of how many places are free in a part."""
    if not part.left:
        return _("no places left")
    return ngettext("%(count)d place left", "%(count)d places left", part.left) % {
        "count": part.left
    }


def refusal_text(refusal: PartRefused) -> str:
    """Return why a selection of a part was refused."""
    possible = refusal.possible
    if isinstance(refusal, PartGone):
        return _("One of the parts is no longer there")
    if isinstance(refusal, PartsDiffer):
        return _(
            "one delegation is in, the other waits; first change the parts of one of "
            "them"
        )
    if isinstance(refusal, PartsOverlap):
        if not possible:
            return _("Nobody can be here, because all of you are elsewhere then")
        text = ngettext(
            "At most %(count)d person can be here, because others are elsewhere then",
            "At most %(count)d people can be here, because others are elsewhere then",
            possible,
        )
    elif possible:
        text = ngettext(
            "Only %(count)d place is left here",
            "Only %(count)d places are left here",
            possible,
        )
    else:
        return _("No place is left here")
    return text % {"count": possible}
