"""What the URLconf itself says of addresses: words it keeps, where secrets are."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse
from django.utils import translation

# The name of a URL's parameter that opens what not everybody may see.
SECRET = "token"  # noqa: S105 - a name, no secret


def is_reserved(page_view: str, slug: str) -> bool:
    """Return whether a page of the site's own stands where a slug would lead.

    It is asked in every stored language, and in small letters: whoever mistypes an
    address of the site is led to it.
    """
    slug = slug.lower()
    for code in settings.MODELTRANSLATION_LANGUAGES:
        with translation.override(code):
            try:
                match = resolve(reverse(page_view, kwargs={"slug": slug}))
            except (NoReverseMatch, Resolver404):  # no slug: its field says so
                return False
        if match.kwargs.get("slug") != slug:
            return True
    return False


def is_below_secret(path: str) -> bool:
    """Return whether a path leads, or was meant to lead, behind a secret link."""
    return bool(_secret_path().search(path))


def mask_secrets(text: str) -> str:
    """Return a text with `…` for each token, and for what was meant to be one."""
    masked = _secret_path().sub(r"\1…", text)
    return re.sub(r"(?i)[0-9a-f]{32,}", "…", masked)


@cache
def _secret_path() -> re.Pattern[str]:
    """Return the pattern of an address below a secret section, in any language."""
    sections = set()
    for code in settings.MODELTRANSLATION_LANGUAGES:
        with translation.override(code):
            sections |= {*_secret_sections(get_resolver().url_patterns)}
    names = "|".join(re.escape(name.strip("/")) for name in sorted(sections))
    return re.compile(
        rf"(?i)((?:^|(?<=[\s\"'(\[:]))/+(?:[\w-]+/+)?(?:{names})/+)[^/\s\"')\]]+"
    )


def _secret_sections(patterns: Any, prefix: str = "") -> Iterator[str]:
    """Yield what stands before the token in each route of the active language."""
    for pattern in patterns:
        route = prefix + str(getattr(pattern.pattern, "_route", ""))
        if SECRET in pattern.pattern.converters:
            yield route.partition("<")[0]
        yield from _secret_sections(getattr(pattern, "url_patterns", ()), route)
