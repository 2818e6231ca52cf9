"""Template tags of e-mails."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language

from centre.text.emails import unlinked as unlink

register = template.Library()


@register.filter
def unlinked(text: object) -> str:
    """Keep a name that a stranger typed from becoming a link in a mail program."""
    return unlink(str(text))


@register.filter
def after_greeting(text: str) -> str:
    """Return the first sentence as it stands behind a greeting that ends in a comma.

    English begins it with a capital letter, Polish and Ukrainian with a small one.
    """
    return capfirst(text) if (get_language() or "").startswith("en") else text


@register.simple_block_tag
def fact(content: SafeString, name: str) -> SafeString:
    """Render a row of an e-mail's table: the name, then the content of the block."""
    return render_to_string("mail/fact.html", {"name": name, "value": content})
