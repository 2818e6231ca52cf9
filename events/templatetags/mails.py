"""What the templates of mails need."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from events.models.placeholders import unlinked as unlink

register = template.Library()


@register.filter
def unlinked(text: object) -> str:
    """A name that a stranger typed; it can't become a link (models/placeholders.py)."""
    return unlink(str(text))


@register.simple_block_tag
def fact(content: SafeString, name: str) -> SafeString:
    """A row of a mail's table: what it is called, then what stands in the block."""
    return render_to_string("mail/fact.html", {"name": name, "value": content})
