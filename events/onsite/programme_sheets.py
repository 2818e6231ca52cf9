"""A delegation's programme on paper, in its language, with its code for the door."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate

from centre.models import Centre
from events.links.qr import qr_svg
from events.models import Registration, StudyVisit


def programme_sheets(
    visit: StudyVisit, delegations: Iterable[Registration]
) -> Iterator[SafeString]:
    """Yield each delegation's sheet, as HTML."""
    items, parts = list(visit.programme.all()), list(visit.parts.all())
    house = Centre.load()
    for delegation in delegations:
        yield _one(visit, house, items, parts, delegation)


def _one(
    visit: StudyVisit, house: Centre, items: Any, parts: Any, d: Registration
) -> SafeString:
    """Its own times in their order: the programme and the parts that it chose."""
    choices = d.part_choices.all()
    people = {c.part_id: c.seats for c in choices if c.waiting_since is None}
    own = [(part, people[part.pk]) for part in parts if part.pk in people]
    context = {
        "days": _by_day([*((item, 0) for item in items), *own]),
        "delegation": d,
        "qr": qr_svg(d),
    }
    with translation.override(d.language):
        context |= {"visit": visit.localized, "centre": house.localized}
        text = render_to_string("admin/events/onsite/programme_of_one.html", context)
    return mark_safe(text)  # noqa: S308 - a template's output


def _by_day(rows: list[tuple[Any, int]]) -> list[tuple[date, list[tuple[Any, int]]]]:
    """Items, and parts with the delegation's people in them, in order, day by day."""
    rows.sort(key=lambda row: row[0].starts_at)
    days = groupby(rows, lambda row: localdate(row[0].starts_at))
    return [(day, [*of_day]) for day, of_day in days]
