"""The parts of a visit: who is in, who waits, and the one rule of their places.

The people of a part never exceed its places: those count who don't wait and whose
delegation holds seats in the visit. Everything here expects the visit's lock
(`events/registrations/rules/transitions.py`), as all counting of places does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from events.exceptions import PartFull, PartGone, PartsDiffer, PartsOverlap
from events.models import PartChoice, Registration, StudyVisit, VisitPart
from events.registrations.mail import contact_emails

# Those who have not ended for good: an expired delegation comes back as it was.
MAY_COME = {*Registration.ACTIVE, Registration.Status.EXPIRED}


@dataclass(frozen=True, kw_only=True)
class PartSelection:
    """How many people of a delegation should be in a part."""

    part: int  # its primary key
    seats: int
    may_wait: bool = False  # on the part's own list, if there are too few places


def overlap(people: Mapping[VisitPart, int], part: VisitPart) -> int:
    """How many of these people are elsewhere at some moment of a part, at most."""
    elsewhere = [(other, n) for other, n in people.items() if other != part]
    starts = [other.starts_at for other, _n in elsewhere]
    moments = [m for m in starts if part.starts_at < m < part.ends_at]
    return max(
        sum(n for other, n in elsewhere if other.starts_at <= m < other.ends_at)
        for m in [part.starts_at, *moments]
    )


def save_selections(
    registration: Registration, wishes: Iterable[PartSelection], at: datetime
) -> None:
    """Make a delegation's choices what it wishes; what it does not name is left.

    Who is in the part already stays in. Places that it leaves are given to others.
    While the delegation itself waits for the visit, it waits for its parts too.
    Raises PartFull, PartsOverlap and PartGone; the transaction is then void.
    """
    wanted = [wish for wish in wishes if wish.seats]
    parts = list(registration.visit.parts.all())
    validate_selections(registration.seats, wanted, parts)
    registration.part_choices.exclude(part__in=[w.part for w in wanted]).delete()
    present = {choice.part_id: choice for choice in registration.part_choices.all()}
    for wish in wanted:
        choice = present.get(wish.part) or PartChoice(
            registration=registration, part_id=wish.part, waiting_since=at
        )
        _take(choice, wish)
    admit_waiting(registration.visit, at, told=registration)


def validate_selections(
    seats: int, wishes: Iterable[PartSelection], parts: Iterable[VisitPart]
) -> None:
    """Refuse parts that are not the visit's, and people in two places at once."""
    by_key = {part.pk: part for part in parts}
    people: dict[VisitPart, int] = {}
    for wish in wishes:
        part = by_key.get(wish.part)
        if part is None:
            raise PartGone(wish.part)
        possible = max(0, seats - overlap(people, part))
        if wish.seats > possible:
            raise PartsOverlap(wish.part, possible)
        people[part] = wish.seats


def _take(choice: PartChoice, wish: PartSelection) -> None:
    """Save one choice: in the part, or on its list where it may wait."""
    registration = choice.registration
    is_in = choice.waiting_since is None
    free = VisitPart.objects.with_people(excluding=registration).get(pk=wish.part).left
    possible = max(free, choice.seats) if is_in else free
    choice.seats = wish.seats
    if registration.status in Registration.HOLDING:
        if wish.seats <= possible:
            choice.waiting_since = None
        elif is_in or not wish.may_wait:
            raise PartFull(wish.part, possible)
    choice.save()


def trim_to_seats(registration: Registration) -> None:
    """Lower the choices of a delegation that has become smaller.

    Those who are in keep their places before those who wait, earlier parts before
    later ones.
    """
    kept: dict[VisitPart, int] = {}
    choices = registration.part_choices.select_related("part")
    for choice in sorted(choices, key=lambda c: c.waiting_since is not None):
        possible = max(0, registration.seats - overlap(kept, choice.part))
        seats = min(choice.seats, possible)
        if not seats:
            choice.delete()
            continue
        kept[choice.part] = seats
        if seats != choice.seats:
            choice.seats = seats
            choice.save(update_fields=["seats"])


def merge_choices(kept: Registration, joining: Registration) -> None:
    """Add a delegation's choices to those of another one that holds places or waits
    as it does; as many people as before are in each part.

    Raises PartsDiffer where one is in a part and the other waits for it.
    """
    present = {choice.part_id: choice for choice in kept.part_choices.all()}
    for choice in joining.part_choices.all():
        own = present.get(choice.part_id)
        if own is None:
            choice.registration = kept
            choice.save(update_fields=["registration"])
            continue
        since = {own.waiting_since, choice.waiting_since}
        if None in since and len(since) > 1:
            raise PartsDiffer(choice.part_id)
        own.seats += choice.seats
        own.waiting_since = min(since, key=str)
        own.save()
        choice.delete()


def follow_status(registration: Registration, from_status: str, at: datetime) -> None:
    """Let the choices follow a change of status.

    Who gets places in the visit gets into its parts as far as there is room, and
    waits for the others. Who loses them and may get them again waits; of who has ended
    nothing is kept.
    """
    held = from_status in Registration.HOLDING
    holds = registration.status in Registration.HOLDING
    choices = registration.part_choices.all()
    if holds and not held:
        since = registration.queue_at  # later than it was for who begins anew
        choices.filter(waiting_since__lt=since).update(waiting_since=since)
        trim_to_seats(registration)
        admit_waiting(registration.visit, at, told=registration)
    elif not holds and choices.exists():
        if registration.status in MAY_COME:
            choices.update(waiting_since=registration.queue_at)
        else:
            choices.delete()
        admit_waiting(registration.visit, at)


def admit_waiting(
    visit: StudyVisit, at: datetime, told: Registration | None = None
) -> list[PartChoice]:
    """Move those who wait into parts with room, first come first, and mail each.

    Whoever does not fit keeps waiting and lets the next one pass, until nobody fits.
    `told` hears of it otherwise. Nothing moves once the visit has begun, nor while it
    is not planned.
    """
    if not visit.is_ahead(at):
        return []
    parts = VisitPart.objects.filter(visit=visit).with_people()
    free = {part.pk: part.left for part in parts}
    moved = []
    queue = PartChoice.objects.queue().filter(part__visit=visit)
    for choice in queue.select_related("registration__visit"):
        if choice.seats <= free[choice.part_id]:
            free[choice.part_id] -= choice.seats
            choice.waiting_since = None
            choice.save(update_fields=["waiting_since"])
            moved.append(choice)
    for registration in dict.fromkeys(choice.registration for choice in moved):
        if registration != told:
            contact_emails.queue_part_free(registration, at=at)
    return moved
