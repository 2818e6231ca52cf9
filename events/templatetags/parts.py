"""Template tags that describe the parts of a visit."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from centre.templatetags.centre import lang_of
from events.models import PartChoice, VisitPart
from events.registrations import part_text

register = template.Library()


@register.simple_tag
def part_time(part: VisitPart) -> str:
    """Return the day and the hours of a part."""
    return part_text.time_of(part)


@register.simple_tag
def in_room(part: VisitPart) -> SafeString:
    """Return the room of a part, with a comma before it; "" where it has none."""
    where = part.where
    if not where.room:
        return SafeString()
    return format_html(", <span{}>{}</span>", lang_of(where), where.room)


@register.simple_tag
def people_in(choice: PartChoice) -> str:
    """Return how many people of a delegation are in a part, or wait for it."""
    return part_text.people_in(choice.seats, waits=choice.waiting_since is not None)


@register.simple_tag
def places_left(part: VisitPart) -> str:
    """Return how many places of a part are free."""
    return part_text.places_left(part)
