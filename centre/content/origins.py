"""Sites of others by scheme and host (RFC 6454), as the header for framing names them.

A header is made of them, so what is not wholly an origin never gets that far, whatever
the database holds.
"""

import re

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from centre.text.cleaning import clean_text
from centre.text.fields import CleanTextField

MOST_ORIGINS = 50
HOST_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# Without groups that only Python knows: the database reads it too.
ORIGIN = rf"https?://{HOST_LABEL}(\.{HOST_LABEL})*(:[0-9]{{1,5}})?"
_WHOLE = re.compile(ORIGIN, re.ASCII)


def origins_of(text: str) -> list[str]:
    """Return the origins in a text of one a line; any other line is left out."""
    lines = (line.strip() for line in text.split("\n"))
    return [line for line in lines if _WHOLE.fullmatch(line)][:MOST_ORIGINS]


def clean_origins(text: str) -> str:
    """Return typed origins one a line, each once, as browsers compare them.

    In small letters, names of other scripts in ASCII, without a slash at the end.
    """
    words = re.split(r"[\s,;]+", clean_text(text))
    return "\n".join(dict.fromkeys(filter(None, map(_as_compared, words))))


def _as_compared(word: str) -> str:
    scheme, sign, host = word.lower().partition("://")
    host = host.removesuffix("/")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        return word
    return f"{scheme}{sign}{host}"


def validate_origins(text: str) -> None:
    """Refuse what is more than scheme and host, and too many of them.

    Raises ValidationError.
    """
    lines = [*filter(None, text.split("\n"))]
    for line in lines:
        if not _WHOLE.fullmatch(line):
            raise ValidationError(
                _(
                    "“%(line)s” is not the address of a site. Write https:// and "
                    "the host, with nothing behind it: https://www.example.org"
                ),
                code="origin",
                params={"line": line[:100]},
            )
    if len(lines) > MOST_ORIGINS:
        raise ValidationError(
            _("At most %(number)s sites.") % {"number": MOST_ORIGINS}, code="origins"
        )


class OriginsField(CleanTextField):
    """Origins, one a line; to migrations a text."""

    cleaner = staticmethod(clean_origins)
    default_validators = [validate_origins]


def origins_rule(name: str, field: str) -> CheckConstraint:
    """Return the constraint that each line of a text is an origin."""
    pattern = rf"^({ORIGIN}(\n{ORIGIN})*)?$"
    return CheckConstraint(condition=Q(**{f"{field}__regex": pattern}), name=name)
