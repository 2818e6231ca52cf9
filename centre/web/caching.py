"""Set how browsers and proxies may cache a page."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
    set_response_etag,
)
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from centre.content.addresses import is_below_secret

View = Callable[..., HttpResponseBase]

# Where a request asks a view whether its answer may be held (centre.web.page_cache).
HELD = "centre.held"
# A proxy keeps an answer for a minute, gives it out for another one while it asks anew.
A_MINUTE: dict[str, Any] = {
    "public": True,
    "max_age": 0,
    "s_maxage": 60,
    "stale_while_revalidate": 60,
}
A_DAY = {"max_age": 86_400}
FOR_GOOD = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}


def public(view: View) -> View:
    """Decorate a view whose page is the same for everybody: no cookie, no session.

    A proxy may cache such a page for a minute; a browser asks every time whether it
    changed (ETag), so that staff see their change at once. A browser that can may fetch
    what a link of it is about to lead to. We ourselves hold it until something public
    changes, at its address alone and with the parameters that it `takes`.
    """
    cached = shared_for_a_minute(view)
    taken: frozenset[str] | None = getattr(view, "taken_parameters", frozenset())

    @wraps(cached)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if HELD in request.META and taken is not None and _asks_only(request, taken):
            # The copy has an ETag of its own, by which the page cache answers; here the
            # whole page is made for it.
            request.META.pop("HTTP_IF_NONE_MATCH", None)
            request.META[HELD] = True
        response = cached(request, *args, **kwargs)
        response.headers["Speculation-Rules"] = f'"{reverse("speculation-rules")}"'
        return response

    return cookieless(wrapped)


def takes(*parameters: str) -> Callable[[View], View]:
    """Name the parameters that make a `public` view's page; stands below `public`.

    A page with another one in its address is never held: anybody can invent those.
    """

    def decorate(view: View) -> View:
        view.taken_parameters = frozenset(parameters)  # type: ignore[attr-defined]
        return view

    return decorate


def never_held(view: View) -> View:
    """Have a `public` view asked every time; stands below `public`."""
    view.taken_parameters = None  # type: ignore[attr-defined]
    return view


def _asks_only(request: HttpRequest, parameters: frozenset[str]) -> bool:
    """Return whether a request has none but these parameters, each once at most."""
    asked = request.GET
    return parameters.issuperset(asked) and all(
        len(asked.getlist(name)) == 1 for name in asked
    )


def shared_for_a_minute(view: View) -> View:
    """Decorate a view whose answers a proxy may keep for a minute, a browser checks."""
    return cache_control(**A_MINUTE)(view)


def conditional(view: Callable[..., HttpResponse]) -> View:
    """Decorate a view so that it answers by itself that nothing has changed (304).

    What is decorated around it sets its headers on that answer too. Those of the
    middleware's 304 would be the site's own, and browsers take them over.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.OK:
            set_response_etag(response)
        etag = response.headers.get("ETag")
        answer = get_conditional_response(request, etag=etag, response=response)
        return answer or response

    return wrapped


def cookieless(view: View) -> View:
    """Decorate a view that takes no form and reads no cookie or form token."""
    view = require_safe(view)
    view.is_public = True  # type: ignore[attr-defined]
    return view


def store_nowhere(response: HttpResponseBase) -> None:
    """Forbid browsers and proxies to keep a page: it shows what not everybody may."""
    patch_cache_control(response, private=True, no_store=True)


def bound_redirect(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say how long a permanent redirect may be kept, where it says nothing of that.

    Browsers would keep it for ever, but staff may give a former address to something
    else: so it is asked for like a page. One to HTTPS is kept for a day, and no longer:
    behind a proxy that forgot to name the protocol it leads to itself. One with a
    secret in its address is kept nowhere.
    """
    if response.status_code not in FOR_GOOD or "Cache-Control" in response.headers:
        return
    if is_below_secret(request.path_info):
        store_nowhere(response)
    elif urlsplit(response.headers["Location"]).netloc:
        patch_cache_control(response, **A_DAY)
    else:
        patch_cache_control(response, **A_MINUTE)


def private(view: View) -> View:
    """Decorate a view about one delegation: no cache, no referrer, no search engine.

    The view itself may let search engines in, where its page says nothing of anybody.
    The page's URL holds a secret, so no other site may learn it (ASVS 5.0, 14.2.1 and
    14.3.2). The policy is not `no-referrer`, because browsers then send forms with
    `Origin: null`, which the protection against forged forms refuses.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        store_nowhere(response)
        patch_vary_headers(response, ["Cookie"])
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return wrapped
