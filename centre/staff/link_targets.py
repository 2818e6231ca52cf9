"""What a text of the desk may link to on this site, found by words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone, translation

from centre.content.languages import fallback_chain
from centre.search.finding import MAX_CHARS, MAX_WORDS, find, read_documents, read_words
from centre.search.kinds import KINDS
from centre.text.cleaning import clean_line
from centre.web.caching import store_nowhere

TARGETS = 8  # so many of each: public ones, drafts
WITH_DRAFTS = ("post", "activity", "visit", "page")


def link_targets(request: HttpRequest) -> JsonResponse:
    """Answer which pages have the words `q`, with addresses in a language `in`.

    Public ones come first, as search finds them; then drafts that the reader may see,
    by their titles. Names of kinds are in the desk's language.
    """
    asked = clean_line(request.GET.get("q", ""))[:MAX_CHARS]
    language = request.GET.get("in", "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or settings.LANGUAGE_CODE
    at = timezone.now()
    found = []
    if asked:
        found = [*_public_ones(asked, language, at)]
        found += _drafts(request, asked, language, at)
    response = JsonResponse({"found": found})
    store_nowhere(response)
    return response


def _public_ones(asked: str, language: str, at: datetime) -> Iterator[dict[str, Any]]:
    public_ones = dict(settings.LANGUAGES)
    languages = [code for code in fallback_chain(language) if code in public_ones]
    keys = find(read_words(asked), [*KINDS], languages, at)[:TARGETS]
    for document in read_documents(keys, language) if keys else []:
        kind = KINDS[document.kind]
        slugs = document.slugs or {}  # type: ignore[attr-defined]
        with translation.override(language):
            url = kind.path(slugs.get(language, document.slug))
        yield {
            "title": document.title,
            "lang": document.language,
            "kind": str(kind.name),
            "url": url,
            "is_draft": False,
        }


def _drafts(
    request: HttpRequest, asked: str, language: str, at: datetime
) -> list[dict[str, Any]]:
    """Return drafts whose titles have all the words, whatever language they are in."""
    drafts: list[dict[str, Any]] = []
    for kind in (KINDS[name] for name in WITH_DRAFTS):
        model: Any = apps.get_model(kind.model)
        if not admin.site.get_model_admin(model).has_view_permission(request):
            continue
        things = model._default_manager.filter(
            Q(published_at=None) | Q(published_at__gt=at), *_title_conditions(asked)
        ).order_by("-pk")
        for thing in things[: TARGETS - len(drafts)]:
            with translation.override(language):
                title, url = str(thing), thing.get_absolute_url()
            drafts.append(
                {
                    "title": title,
                    "lang": language,
                    "kind": str(kind.name),
                    "url": url,
                    "is_draft": True,
                }
            )
    return drafts


def _title_conditions(asked: str) -> Iterator[Q]:
    for word in asked.split()[:MAX_WORDS]:
        condition = Q()
        for code in settings.MODELTRANSLATION_LANGUAGES:
            condition |= Q(**{f"title_{code}__icontains": word})
        yield condition
