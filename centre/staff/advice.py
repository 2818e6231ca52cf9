"""Say what readers will miss in something that is published; refuse nothing."""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import Addressed, at_slug
from centre.content.languages import columns, complete_languages
from centre.content.publishing import Publishable
from centre.content.richtext import RichTextField

_HEADING = re.compile(r"<h([2-6])\b")
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')


def advice_on(thing: Any) -> list[str]:
    """Return what should be looked at, in sentences for staff."""
    texts = _rich_texts(thing)
    found = []
    complete = complete_languages(thing)
    lacking = [name for code, name in settings.LANGUAGES if code not in complete]
    if lacking:
        text = _(
            "It is not complete in every language (%(languages)s): those readers see "
            "it in another one."
        )
        found.append(text % {"languages": ", ".join(lacking)})
    if any(_begins_low(text) for text in texts):
        found.append(
            str(
                _(
                    "A text begins with a small heading. The first one should be the "
                    "larger kind."
                )
            )
        )
    for href in sorted({h for text in texts for h in _LINK.findall(text)}):
        if _leads_nowhere(href):
            text = _("A link leads to a page that is not there: %(address)s")
            found.append(text % {"address": href})
    return found


def _rich_texts(thing: Any) -> list[str]:
    names = {f.name for f in thing._meta.fields if isinstance(f, RichTextField)}
    return [
        getattr(thing, column) or ""
        for code in settings.CENTRE_LANGUAGES
        for name, column in columns(type(thing), code).items()
        if name in names
    ]


def _begins_low(html: str) -> bool:
    first = _HEADING.search(html)
    return bool(first and first[1] != "2")


def _leads_nowhere(href: str) -> bool:
    """Return whether an address of this site has no page; others are not asked."""
    address = urlsplit(href)
    if address.netloc not in {"", urlsplit(settings.SITE_URL).netloc}:
        return False
    path = unquote(address.path)
    if not path.startswith("/") or path.startswith(settings.MEDIA_URL):
        return False
    try:
        # Whoever reads the desk in another language opens it in its own.
        with translation.override(get_language_from_path(path)):
            slug = resolve(path).kwargs.get("slug")
    except Resolver404:
        return True
    return slug is not None and not _has_page(slug)


def _has_page(slug: str) -> bool:
    """Return whether a slug leads to something public."""
    for model in filter(lambda m: issubclass(m, Addressed), apps.get_models()):
        things: Any = model._default_manager.all()
        if issubclass(model, Publishable):
            things = things.published()
        with suppress(ObjectDoesNotExist):
            at_slug(things, slug)
            return True
    return False
