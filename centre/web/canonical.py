"""The one address of a page, its other languages, and former addresses."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from centre.content.languages import complete_languages, localized_paths


def render_thing(
    request: HttpRequest, template: str, thing: Any, context: dict[str, Any]
) -> HttpResponse:
    """Render the page of one thing: its languages and its canonical address with it."""
    return render(request, template, {"thing": thing, **seo(request, thing), **context})


def seo(request: HttpRequest, thing: Any = None) -> dict[str, Any]:
    """The canonical address, and the alternates in the languages that really exist.

    A page that shows another language's text names that language's page as its
    source, and is no alternate of anything.
    """
    paths = localized_paths(request)
    codes = complete_languages(thing) if thing is not None else list(paths)
    source = request.LANGUAGE_CODE
    if thing is not None and source not in codes:
        source = thing.localized.language
    canonical = paths.get(source, request.path)
    query = page_query(request)
    return {
        "canonical_url": settings.SITE_URL + canonical + query,
        "alternates": [
            (code, settings.SITE_URL + paths[code] + query) for code in codes
        ]
        if source == request.LANGUAGE_CODE
        else [],
        "default_url": settings.SITE_URL
        + paths.get("en" if "en" in codes else source, canonical)
        + query,
    }


def page_query(request: HttpRequest) -> str:
    """The part of the query string that makes another page: its number."""
    number = request.GET.get("page", "")
    return f"?page={number}" if number.isdigit() and number != "1" else ""


def redirect_to(thing: Any) -> HttpResponseRedirect:
    """Send a former address on to the present one, for good."""
    return HttpResponseRedirect(thing.get_absolute_url(), status=301)
