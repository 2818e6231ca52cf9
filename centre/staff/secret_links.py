"""What staff's pages of secret links have in common."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from centre.staff.history import written
from centre.text.keys import is_row_key

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


def valid_links(
    links: Any, until: Callable[[Any], str] = lambda link: written(link.ends_at)
) -> list[tuple[int, str, Any, str]]:
    """Return the links that open something, newest first, as the page lists them.

    Of each its key, the day or moment that `until` says, who made it and when: of two
    that somebody has given away one is to be ended, not the other.
    """
    valid = links.valid(timezone.now()).select_related("made_by")
    return [
        (link.pk, until(link), link.made_by, written(link.made_at))
        for link in valid.order_by("-made_at", "-pk")
    ]


def end_link(request: HttpRequest, links: Any) -> HttpResponse:
    """End the one of these links whose key was sent, and show the page again.

    Twice is the same as once.
    """
    key = request.POST["end"]
    if is_row_key(key):
        links.filter(pk=key).delete()
    messages.success(request, _("The link opens nothing any more."))
    return redirect(request.path)
