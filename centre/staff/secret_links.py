"""What staff's pages of secret links have in common."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation


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
