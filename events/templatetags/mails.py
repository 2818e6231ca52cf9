"""What the templates of mails need."""

from django import template

from events.models.placeholders import unlinked as unlink

register = template.Library()


@register.filter
def unlinked(text: object) -> str:
    """A name that a stranger typed; it can't become a link (models/placeholders.py)."""
    return unlink(str(text))
