"""The page of search: a form, what was found, and what helps where nothing was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from centre.content.languages import fallback_chain
from centre.content.structured_data import Node, breadcrumbs
from centre.search.excerpts import excerpt, mark
from centre.search.finding import (
    MAX_CHARS,
    AskedWord,
    find,
    read_documents,
    read_words,
    suggest,
)
from centre.search.kinds import KINDS, RESULT_GROUPS, kinds_of
from centre.search.models import SearchDocument
from centre.text.cleaning import clean_line
from centre.web.caching import public
from centre.web.canonical import seo
from centre.web.paging import page_of_values

RESULTS_A_PAGE = 10


@dataclass(frozen=True)
class Result:
    """What the page shows of one thing; both texts are HTML with marks."""

    url: str
    language: str
    page_language: str
    kind: str | Promise
    title: SafeString
    text: SafeString
    news_of: datetime | None
    next_at: datetime | None
    was_at: datetime | None


@public
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found for `q`, of the kinds of a group `kind`."""
    asked = clean_line(request.GET.get("q", ""))
    group = request.GET.get("kind", "")
    group = group if group in RESULT_GROUPS else ""
    context = {
        "query": asked[:MAX_CHARS],
        "is_cut": len(asked) > MAX_CHARS,
        "max_chars": MAX_CHARS,
        "group": group,
        "choices": _choices(request.path, asked[:MAX_CHARS], group),
        "structured_data": _nodes,
        **seo(request),
    }
    if asked:
        context |= _answer(request, asked[:MAX_CHARS], group)
    return render(request, "centre/search.html", context)


def _nodes(centre: Any) -> list[Node]:
    return [breadcrumbs((translation.gettext("Search"), reverse("centre:search")))]


def _answer(request: HttpRequest, asked: str, group: str) -> dict[str, Any]:
    """Return a page of what is found, or the words that might be meant."""
    at = timezone.now()
    languages = _languages()
    words = read_words(asked)
    keys = find(words, kinds_of(group), languages, at)
    page = page_of_values(keys, request.GET.get("page"), RESULTS_A_PAGE)
    documents = read_documents(page.object_list, languages[0]) if keys else []
    forms = {form for word in words for form in word.forms}
    suggested = [] if keys else suggest(words, languages, at)
    return {
        "page_obj": page,
        "results": [_result(document, forms, at) for document in documents],
        "unknown": _unknown(words) if keys else [],
        "suggestions": [
            (word, f"{request.path}?{urlencode({'q': word})}") for word in suggested
        ],
    }


def _languages() -> list[str]:
    """Return the public languages, the reader's own first, then as texts fall back."""
    public_ones = dict(settings.LANGUAGES)
    active = translation.get_language() or settings.LANGUAGE_CODE
    return [code for code in fallback_chain(active) if code in public_ones]


def _unknown(words: list[AskedWord]) -> list[str]:
    """Return the words asked for that no text has as they are."""
    return [word.word for word in words if word.is_guess or not word.forms]


def _choices(path: str, asked: str, group: str) -> list[dict[str, Any]]:
    """Return the links that show one kind of things; they keep the question."""
    return [
        {
            "name": name,
            "url": f"{path}?{urlencode({'q': asked} | ({'kind': key} if key else {}))}",
            "current": key == group,
        }
        for key, name in {"": translation.gettext("All"), **RESULT_GROUPS}.items()
    ]


def _result(document: SearchDocument, forms: set[str], at: datetime) -> Result:
    """Return a document as the page shows it.

    Its link leads to the page in the reader's language, unless that has another text.
    """
    kind = KINDS[document.kind]
    own = translation.get_language() or settings.LANGUAGE_CODE
    has_own = document.has_own  # type: ignore[attr-defined]
    page_language = document.language if has_own else own
    slugs = document.slugs or {}  # type: ignore[attr-defined]
    with translation.override(page_language):
        url = kind.path(slugs.get(page_language, document.slug))
    next_at = next((moment for moment in sorted(document.begins) if moment >= at), None)
    is_dated = bool(document.begins) and document.over_at and document.over_at <= at
    return Result(
        url=url,
        language=document.language,
        page_language=page_language,
        kind=kind.name,
        title=mark(document.title, forms),
        text=excerpt(document.text, forms),
        news_of=document.published_at if document.kind == "post" else None,
        next_at=next_at,
        was_at=max(document.begins) if is_dated and not next_at else None,
    )
