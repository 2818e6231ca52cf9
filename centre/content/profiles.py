"""The house's own profiles on other sites: their addresses, and what a link says.

Pages link to them and load nothing from them. What is no whole address never gets into
a page, whatever the database holds.
"""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from centre.content.origins import HOST_LABEL
from centre.text.cleaning import clean_text
from centre.text.fields import CleanTextField

MOST_PROFILES = 12
# Without groups that only Python knows: the database reads it too.
PROFILE = rf"https://{HOST_LABEL}(\.{HOST_LABEL})+(/[A-Za-z0-9/#%=:;$&()+,!?*@'~._-]*)?"
_WHOLE = re.compile(PROFILE, re.ASCII)
# The end of a host -> what people call the site.
SITES = {
    "bsky.app": "Bluesky",
    "facebook.com": "Facebook",
    "flickr.com": "Flickr",
    "instagram.com": "Instagram",
    "linkedin.com": "LinkedIn",
    "t.me": "Telegram",
    "threads.com": "Threads",
    "threads.net": "Threads",
    "tiktok.com": "TikTok",
    "viber.com": "Viber",
    "vimeo.com": "Vimeo",
    "wa.me": "WhatsApp",
    "whatsapp.com": "WhatsApp",
    "x.com": "X",
    "youtube.com": "YouTube",
}


class Profile(NamedTuple):
    """A link to a profile."""

    url: str
    name: str


def profiles_of(text: str) -> list[Profile]:
    """Return the profiles in a text of one a line; any other line is left out.

    Two on one site are told apart by the end of their addresses.
    """
    lines = (line.strip() for line in text.split("\n"))
    urls = [line for line in lines if _WHOLE.fullmatch(line)][:MOST_PROFILES]
    names = [_site(url) for url in urls]
    return [
        Profile(url, f"{name}: {_end(url)}" if names.count(name) > 1 else name)
        for url, name in zip(urls, names, strict=True)
    ]


def _site(url: str) -> str:
    host = url.split("/")[2]
    ends = (f".{host}".endswith(f".{end}") for end in SITES)
    known = (name for name, fits in zip(SITES.values(), ends, strict=True) if fits)
    return next(known, host.removeprefix("www."))


def _end(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def clean_profiles(text: str) -> str:
    """Return typed addresses one a line, each once; host in small letters, in ASCII."""
    return "\n".join(dict.fromkeys(map(_as_address, clean_text(text).split())))


def _as_address(word: str) -> str:
    scheme, sign, rest = word.partition("://")
    host, slash, path = rest.partition("/")
    try:
        host = host.lower().encode("idna").decode()
    except UnicodeError:
        return word
    return f"{scheme.lower()}{sign}{host}{slash}{iri_to_uri(path)}"


def validate_profiles(text: str) -> None:
    """Refuse what is no whole https address, and too many of them.

    Raises ValidationError.
    """
    lines = [*filter(None, text.split("\n"))]
    for line in lines:
        if not _WHOLE.fullmatch(line):
            raise ValidationError(
                _(
                    "“%(line)s” is not a whole address. Copy it from the browser: "
                    "https://www.example.org/our-page"
                ),
                code="profile",
                params={"line": line[:100]},
            )
    if len(lines) > MOST_PROFILES:
        raise ValidationError(
            _("At most %(number)s addresses.") % {"number": MOST_PROFILES},
            code="profiles",
        )


class ProfilesField(CleanTextField):
    """Addresses of profiles, one a line; to migrations a text."""

    cleaner = staticmethod(clean_profiles)
    default_validators = [validate_profiles]


def profiles_rule(name: str, field: str) -> CheckConstraint:
    """Return the constraint that each line of a text is a profile's address."""
    pattern = rf"^({PROFILE}(\n{PROFILE})*)?$"
    return CheckConstraint(condition=Q(**{f"{field}__regex": pattern}), name=name)
