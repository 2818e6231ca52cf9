"""Tell in which language a text from elsewhere is, and what its code means here."""

import re

from django.conf import settings

from centre.importing.markup import without_tags
from centre.text.recognising import recognise_any_language, recognise_letters


def tell_language(html: str) -> str:
    """Return the code of the language that a text is in, "" where nothing tells it.

    It may be one that the site does not have.
    """
    return recognise_any_language(without_tags(html[:20_000]))


def language_of_letters(html: str) -> str:
    """Return the site's language that alone has a short text's letters, or ""."""
    return recognise_letters(without_tags(html[:20_000]))


def known_language(code: str) -> str:
    """Return our code for one that others write (`pl_PL`, `ua`), or "" for none.

    A language that the site does not have keeps its own code.
    """
    short = re.split(r"[-_]", code.strip().lower())[0]
    short = {"ua": "uk"}.get(short, short)
    if short in settings.CENTRE_LANGUAGES:
        return short
    return short if re.fullmatch(r"[a-z]{2,3}", short) else ""
