"""How pages are held by browsers and proxies, and what their address says of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.cache import cache_control

from centre.languages import addresses, complete_languages

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """For pages that are the same for everybody: no cookie, no session.

    A proxy may hold such a page for a minute; a browser asks every time whether it
    changed (ETag), so that staff see their change at once.
    """
    held = cache_control(public=True, max_age=0, s_maxage=60, stale_while_revalidate=60)
    return cookieless(held(view))


def cookieless(view: View) -> View:
    """For views that know no visitor: not even a form token is looked for."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def private(view: View) -> View:
    """For pages about one delegation: stored nowhere, told to nobody, not searchable.

    Their address holds a secret, so no other site may learn it (ASVS 5.0, 14.2.1 and
    14.3.2). The policy is not `no-referrer`, because browsers then send forms with
    `Origin: null`, which the protection against forged forms refuses.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["Cookie"])
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


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
    paths = addresses(request)
    codes = complete_languages(thing) if thing is not None else list(paths)
    source = request.LANGUAGE_CODE
    if thing is not None and source not in codes:
        source = thing.shown.language
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
