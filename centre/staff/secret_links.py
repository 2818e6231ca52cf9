"""What staff's pages of secret links have in common."""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

PRESS = "link_page"  # the input that names the page on which the button is


def press_on(request: HttpRequest) -> str:
    """Return what tells a press of the button: the page, and where it is."""
    page = request.POST.get(PRESS, "")
    return page and f"{request.path} {page}"


def new_press() -> str:
    """Name a page with such a button anew."""
    return secrets.token_urlsafe(16)


def link_addresses(
    name: str, token: str, languages: Iterable[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """Return code, name and whole address of a new link for each of the languages."""
    made = []
    for code, language in languages:
        with translation.override(code):
            address = reverse(name, args=[token])
        made.append((code, str(language), settings.SITE_URL + address))
    return made
