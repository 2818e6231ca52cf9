"""The parts of a visit: which choices are in, which wait, and their one rule of places.

The people of a part never exceed its places. A choice counts unless it waits or its
delegation holds no seats in the visit. Every function here expects its caller to hold
the visit's lock (`events/places/locks.py`), as all counting of places does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from events.exceptions import PartFull, PartGone, PartsDiffer, PartsOverlap
from events.models import PartChoice, Registration, StudyVisit, VisitPart
from events.registrations.mail import contact_emails

# Statuses that have not ended for good: an expired one can be reinstated as it was.
MAY_COME = {*Registration.ACTIVE, Registration.Status.EXPIRED}


@dataclass(frozen=True, kw_only=True)
class PartSelection:
    """How many people of a delegation should be in a part."""

    part: int  # its primary key
    seats: int
    may_wait: bool = False  # on the part's waiting list, if it has too few places


def overlap(people: Mapping[VisitPart, int], part: VisitPart) -> int:
    """Return how many of these people are elsewhere at once during a part, at most."""
    elsewhere = [(other, n) for other, n in people.items() if other != part]
    starts = [other.starts_at for other, _n in elsewhere]
    moments = [m for m in starts if part.starts_at < m < part.ends_at]
    return max(
        sum(n for other, n in elsewhere if other.starts_at <= m < other.ends_at)
        for m in [part.starts_at, *moments]
    )


def save_selections(
    registration: Registration, selections: Iterable[PartSelection], at: datetime
) -> None:
    """Replace a delegation's choices by its selections; other parts are left.

    - People who are in a part already stay in.
    - Places that the delegation leaves are given to choices that wait.
    - While the delegation waits for the visit, it waits for the parts too.

    Raises PartFull, PartsOverlap and PartGone; then the transaction has to be rolled
    back.
    """
    wanted = [selection for selection in selections if selection.seats]
    parts = list(registration.visit.parts.all())
    validate_selections(registration.seats, wanted, parts)
    registration.part_choices.exclude(part__in=[s.part for s in wanted]).delete()
    present = {choice.part_id: choice for choice in registration.part_choices.all()}
    for selection in wanted:
        choice = present.get(selection.part) or PartChoice(
            registration=registration, part_id=selection.part, waiting_since=at
        )
        _save_choice(choice, selection)
    admit_waiting(registration.visit, at, notified=registration)


def validate_selections(
    seats: int, selections: Iterable[PartSelection], parts: Iterable[VisitPart]
) -> None:
    """Refuse parts that are not the visit's, and people in two parts at once.

    Raises PartGone and PartsOverlap.
    """
    by_key = {part.pk: part for part in parts}
    people: dict[VisitPart, int] = {}
    for selection in selections:
        part = by_key.get(selection.part)
        if part is None:
            raise PartGone(selection.part)
        possible = max(0, seats - overlap(people, part))
        if selection.seats > possible:
            raise PartsOverlap(selection.part, possible)
        people[part] = selection.seats


def _save_choice(choice: PartChoice, selection: PartSelection) -> None:
    """Save a choice: in the part, or on the part's waiting list where it may wait."""
    registration = choice.registration
    is_in = choice.waiting_since is None
    parts = VisitPart.objects.with_people(excluding=registration)
    free = parts.get(pk=selection.part).left
    possible = max(free, choice.seats) if is_in else free
    choice.seats = selection.seats
    if registration.status in Registration.HOLDING:
        if selection.seats <= possible:
            choice.waiting_since = None
        elif is_in or not selection.may_wait:
            raise PartFull(selection.part, possible)
    choice.save()


def trim_to_seats(registration: Registration) -> None:
    """Lower the choices of a delegation that has become smaller.

    Choices that are in a part keep their places before choices that wait, earlier
    parts before later ones.
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
    """Add the choices of `joining` to those of `kept`, which has the same status.

    As many people as before are in each part.

    Raises PartsDiffer where one delegation is in a part and the other waits for it.
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
    """Adapt a registration's choices of parts to its new status.

    - One that gets places in the visit gets into its parts as far as there is room,
      and waits for the others.
    - One that loses its places and may get some again waits for its parts.
    - One that has ended for good loses its choices.
    """
    held = from_status in Registration.HOLDING
    holds = registration.status in Registration.HOLDING
    choices = registration.part_choices.all()
    if holds and not held:
        since = registration.queue_at  # later than before for a reopened registration
        choices.filter(waiting_since__lt=since).update(waiting_since=since)
        trim_to_seats(registration)
        admit_waiting(registration.visit, at, notified=registration)
    elif not holds and choices.exists():
        if registration.status in MAY_COME:
            choices.update(waiting_since=registration.queue_at)
        else:
            choices.delete()
        admit_waiting(registration.visit, at)


def admit_waiting(
    visit: StudyVisit, at: datetime, notified: Registration | None = None
) -> list[PartChoice]:
    """Move waiting choices into parts with room, in their order, and mail each contact.

    A choice that does not fit keeps waiting, and the next one is tried. `notified` is
    the registration whose contact gets another e-mail about it. Nothing moves once the
    visit has begun, or while it is not planned.
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
        if registration != notified:
            contact_emails.queue_part_free(registration, at=at)
    return moved
