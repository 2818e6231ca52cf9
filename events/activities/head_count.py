"""Count who came: which sessions and offers of a day can be counted, and how."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from centre.text.dates import format_hours, format_time_range
from events.activities.opening import openings
from events.activities.periods import ONE_DAY
from events.models import Activity, HeadCount, Session

# People, and children among them; None where nobody counted.
Numbers = tuple[int | None, int | None]
NOT_COUNTED: Numbers = (None, None)


class CountedMeanwhile(Exception):
    """Somebody else has typed another number since the page was made."""


@dataclass(frozen=True)
class Countable:
    """A session, or a standing offer on a day, with what was counted."""

    key: str
    activity: Activity
    hours: str
    numbers: Numbers
    one: dict[str, Any]  # the fields of its count that say what is counted


def countable_on(day: date, language: str) -> list[Countable]:
    """Return what can be counted of a day in Kraków: sessions, then standing offers.

    They are the public ones that were not cancelled. A session stands under each of
    its days and has one count.
    """
    first = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    last = datetime.combine(day + ONE_DAY, time.min, tzinfo=first.tzinfo)
    held = Session.objects.public(timezone.now()).filter(
        Session.objects.overlapping(first, last)
    )
    held = held.exclude(state=Session.State.CANCELLED)
    held = held.select_related("activity", "head_count").order_by("starts_at", "pk")
    sessions = [
        Countable(
            f"s{session.pk}",
            session.activity,
            format_hours(session.starts_at, session.ends_at, language),
            _numbers(getattr(session, "head_count", None)),
            {"session": session},
        )
        for session in held
    ]
    return [*sessions, *_offers(day)]


def _offers(day: date) -> list[Countable]:
    """Return the standing offers that are open on a day, or were counted on it."""
    counted = {c.offer_id: c for c in HeadCount.objects.filter(day=day)}
    offers = Activity.objects.published().standing_offers(day)
    found = []
    for offer in offers:
        times = list(openings(offer.weekly_hours, offer.closed_dates, day, day))
        if times or offer.pk in counted:
            hours = (format_time_range(o.opens_at, o.closes_at) for o in times)
            numbers = _numbers(counted.get(offer.pk))
            one = {"offer": offer, "day": day}
            key = f"o{offer.pk}"
            found.append(Countable(key, offer, ", ".join(hours), numbers, one))
    return found


def _numbers(count: HeadCount | None) -> Numbers:
    return (count.people, count.children) if count else NOT_COUNTED


@transaction.atomic
def set_head_count(thing: Countable, numbers: Numbers, seen: Numbers) -> bool:
    """Write down how many came, or that nobody counted; return whether it is new.

    `seen` is what its writer saw; whoever writes the same as somebody else did agrees
    with them.

    Raises CountedMeanwhile where another number was typed since.
    """
    # Its activity's row is the lock: there is no count yet that could be one.
    Activity.objects.select_for_update().get(pk=thing.activity.pk)
    count = HeadCount.objects.filter(**thing.one).first()
    stored = _numbers(count)
    if stored == numbers:
        return False
    if stored != seen:
        raise CountedMeanwhile
    people, children = numbers
    if people is None:
        HeadCount.objects.filter(**thing.one).delete()
        return True
    values = {"people": people, "children": children}
    HeadCount.objects.update_or_create(**thing.one, defaults=values)
    return True
