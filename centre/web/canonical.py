"""Canonical URLs of pages, their alternates in other languages, and redirects."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from centre.content.addressed import Addressed, at_slug
from centre.content.languages import (
    complete_languages,
    default_language,
    localized_paths,
)
from centre.content.publishing import Publishable, public_at_slug
from centre.web.caching import View


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


def find_by_slug(things: Callable[[], QuerySet[Any]]) -> Callable[[View], View]:
    """Give a view, instead of the `slug` of its URL, the one of the things that has it.

    A slug that only leads to one redirects to the same page at its own.

    Raises Http404 where there is none.
    """
    return _given(lambda slug: at_slug(things(), slug))


def find_public(model: type[Publishable]) -> Callable[[View], View]:
    """Give a view what `find_by_slug` gives, of all that a model has public.

    The statement is made once, so nothing may decide what is public but the moment.
    """
    return _given(lambda slug: public_at_slug(model, slug, timezone.now()))


def _given(find: Callable[[str], Any]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def found(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
            with _none_is_404():
                thing = find(slug)
            return elsewhere(request, thing, slug) or view(request, thing, **kwargs)

        return found

    return decorate


def get_by_slug(things: QuerySet[Any], slug: str) -> Any:
    """Return the one of the things that a slug leads to.

    Raises Http404 where there is none.
    """
    with _none_is_404():
        return at_slug(things, slug)


@contextmanager
def _none_is_404() -> Iterator[None]:
    try:
        yield
    except ObjectDoesNotExist:
        raise Http404 from None


def elsewhere(request: HttpRequest, thing: Addressed, slug: str) -> HttpResponse | None:
    """Return the permanent redirect to a thing's present URL; None if this is the one.

    What was sent to a former one is answered there: a redirect would lose it.
    """
    vars(request)["thing_at_slug"] = thing
    if slug == thing.localized_slug or request.method not in {"GET", "HEAD"}:
        return None
    path, match = thing.get_absolute_url(), request.resolver_match
    if match and "slug" in match.kwargs:
        own = {**match.kwargs, "slug": thing.localized_slug}
        path = reverse(match.view_name, kwargs=own)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
