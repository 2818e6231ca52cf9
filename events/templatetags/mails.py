"""Template tags of e-mails."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from centre.text.emails import unlinked as unlink

register = template.Library()


@register.filter
def unlinked(text: object) -> str:
    """Keep a name that a stranger typed from becoming a link in a mail program."""
    return unlink(str(text))


@register.simple_block_tag
def fact(content: SafeString, name: str) -> SafeString:
    """Render a row of an e-mail's table: the name, then the content of the block."""
    return render_to_string("mail/fact.html", {"name": name, "value": content})
