"""Canonical URLs of pages, their alternates in other languages, and redirects."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from centre.content.languages import (
    complete_languages,
    default_language,
    localized_paths,
)


def render_thing(
    request: HttpRequest,
    template: str,
    thing: Any,
    context: dict[str, Any],
    query: str = "",
) -> HttpResponse:
    """Render an object's page, with its languages and its canonical URL."""
    return render(
        request,
        template,
        {"thing": thing, **seo(request, thing, query=query), **context},
    )


def seo(
    request: HttpRequest, thing: Any = None, number: int = 1, query: str = ""
) -> dict[str, Any]:
    """Return a page's canonical URL and its alternates in the languages that exist.

    The URL keeps the number of a list's page, or the `query` that makes the page, and
    nothing else that the visitor's address has. A page that
    shows a text in another language names that language's page as canonical and has no
    alternates.
    """
    paths = localized_paths(request)
    codes = complete_languages(thing) if thing is not None else list(paths)
    source = request.LANGUAGE_CODE
    if thing is not None and source not in codes:
        source = thing.localized.language
    canonical = paths.get(source, request.path)
    if number > 1:
        query = f"page={number}"
    query = f"?{query}" if query else ""
    return {
        "canonical_url": settings.SITE_URL + canonical + query,
        "alternates": [
            (code, settings.SITE_URL + paths[code] + query) for code in codes
        ]
        if source == request.LANGUAGE_CODE
        else [],
        "default_url": settings.SITE_URL
        + (paths[default_language(codes)] if codes else canonical)
        + query,
    }


def redirect_to(thing: Any) -> HttpResponseRedirect:
    """Redirect a former URL to the object's present one, permanently."""
    return HttpResponseRedirect(thing.get_absolute_url(), status=301)
