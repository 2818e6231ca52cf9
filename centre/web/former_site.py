"""Where addresses of the site that this one replaced lead: to what came from it.

What WordPress made of its own (feeds, topics, months, authors, a search) leads to the
nearest that there is here. Every target is made by the URLconf, so it is one of ours.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from centre.content.languages import language_of_path, public_language
from centre.importing.models import FormerAddress, query_fields

_TOPICS = {"category", "tag", "topics", "kategoria", "rubryka"}
_FEEDS = {"feed", "rss", "rss2", "atom", "rdf", "wp-rss2.php", "wp-atom.php"}
_FEEDS |= {f"{name}.xml" for name in ("feed", "rss", "atom")}
_SLUG = re.compile(r"[-a-z0-9_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
# What `/` is asked for in a query, where that is a list of posts.
_LISTS = {"cat", "tag", "category_name", "author", "author_name", "m", "paged"}


def moved_to(path: str, query: str) -> str:
    """Return the address of what a former address led to, "" where it is not public.

    Where there never was such an address, that costs one query at most.
    """
    former = FormerAddress.objects.asked_for(path, query)
    thing = former.target() if former else None
    if former is None or thing is None:
        return ""
    with translation.override(public_language(former.language)):
        return str(thing.get_absolute_url())


def likely_paths(path: str, query: str) -> Iterator[str]:
    """Yield the addresses of ours that are nearest to a former one, the nearest first.

    Whether there is such a page has to be found out, unless it has a query.
    """
    words = [word for word in unquote(path).lower().split("/") if word]
    asked = query_fields(query)
    language = language_of_path(path)
    if language:
        words = words[1:]
    else:
        language = language_of_path(f"/{asked.get('lang', '')}")
    with translation.override(language or settings.LANGUAGE_CODE):
        yield from _asked_for(asked) if words in ([], ["index.php"]) else _meant(words)
        if words == ["index.php"] or (not words and "lang" in asked and language):
            yield reverse("centre:home")


def _asked_for(asked: dict[str, str]) -> Iterator[str]:
    if words := asked.get("s", "").strip():
        yield f"{reverse('centre:search')}?{urlencode({'q': words})}"
    elif "feed" in asked:
        yield reverse("news:feed")
    elif _LISTS & asked.keys():
        yield reverse("news:post-list")


def _meant(words: list[str]) -> Iterator[str]:
    """Yield what a path of WordPress's own stands for."""
    plain = _without_page(words)
    is_feed = any(word in _FEEDS for word in plain[-2:])
    plain = [word for word in plain if word not in _FEEDS]
    here = "news:feed" if is_feed else "news:post-list"
    if plain and plain[0] in _TOPICS:
        name = "news:topic-feed" if is_feed else "news:topic"
        if _SLUG.fullmatch(plain[-1]):
            yield reverse(name, args=plain[-1:])
        yield reverse(here)
    elif plain and _YEAR.fullmatch(plain[0]) and all(map(str.isdigit, plain)):
        year = urlencode({"year": plain[0]})
        yield reverse(here) if is_feed else f"{reverse(here)}?{year}"
    elif plain[:1] == ["author"] or plain in ([], ["comments"]):
        yield reverse(here)


def _without_page(words: list[str]) -> list[str]:
    """Return a path without the number of a page of a list."""
    is_page = len(words) > 1 and words[-2] == "page" and words[-1].isdigit()
    return words[:-2] if is_page else words
