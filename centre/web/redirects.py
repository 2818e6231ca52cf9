"""Lead on from an address in another spelling or another language to the right one."""

from collections.abc import Callable, Iterator
from copy import copy
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation

from centre.content.addresses import is_below_secret
from centre.content.languages import (
    language_of_path,
    language_of_request,
)
from centre.web.former_site import likely_paths, moved_to

Handler = Callable[[HttpRequest], HttpResponse]
# Any single word could be its address, so it says nothing about the language.
ANY_WORD = "centre:page"


class Unanswered(Exception):
    """Whether an address leads somewhere can't be said; the answer says why."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def lead_on(get_response: Handler) -> Handler:
    """Redirect what was not found and is an address in another language or case.

    Only what is read leads on: a form that was sent would lose what is in it. The
    target is made by the URLconf, so it is always one of ours. What is found nowhere
    may be an address of the site that this one replaced; so may be what `/` is asked
    for in a query, because that is no page of ours. Where a target fails, so does the
    answer: without its database nothing is moved for good, and nothing is nowhere.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        try:
            return _led_on(request, get_response)
        except Unanswered as told:
            return told.response

    return middleware


def _led_on(request: HttpRequest, get_response: Handler) -> HttpResponse:
    if request.path_info == "/" and request.META.get("QUERY_STRING"):
        target = _former(request, get_response)
        return _leading_to(target) if target else get_response(request)
    response = get_response(request)
    if response.status_code != 404:
        return response
    found = (
        _target(path, request, get_response)
        for path in dict.fromkeys(right_paths(request.path_info))
    )
    target = next(filter(None, found), "") or _former(request, get_response)
    return _leading_to(target) if target else response


def _leading_to(target: str) -> HttpResponse:
    return HttpResponsePermanentRedirect(target)


def _former(request: HttpRequest, get_response: Handler) -> str:
    """Return where an address of the former site leads now, "" where it was none."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    if is_below_secret(path):
        return ""
    if target := moved_to(path, query):
        return target
    likely = likely_paths(path, query)
    return next((p for p in likely if _is_there(p, request, get_response)), "")


def _is_there(path: str, request: HttpRequest, get_response: Handler) -> bool:
    """Return whether a path of ours, with its query, is one that is found."""
    return "?" in path or bool(_target(path, request, get_response))


def _target(path: str, request: HttpRequest, get_response: Handler) -> str:
    """Return where the same request for another path of ours finds something, or "".

    Where that one leads on for good, it is there. Raises Unanswered where it fails.
    """
    asking = copy(request)
    asking.path = asking.path_info = unquote(path)
    asking.LANGUAGE_CODE = language_of_request(asking)
    for known in ("localized_paths", "thing_at_slug"):
        vars(asking).pop(known, None)
    with translation.override(asking.LANGUAGE_CODE):
        response = get_response(asking)
    if response.status_code >= 500:
        raise Unanswered(response)
    if response.status_code == 404:
        return ""
    if isinstance(response, HttpResponsePermanentRedirect):
        return response.url
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def right_paths(path: str) -> Iterator[str]:
    """Yield the paths that a path which was not found may stand for, likeliest first.

    A path that belongs to a page of its own language stands for itself alone, in small
    letters at most, unless that is the page for any single word. A secret link is never
    tried in another spelling.
    """
    first, _, rest = path.removeprefix("/").partition("/")
    language = language_of_path(path)
    if language is None:
        return
    rest = rest if not rest or "." in rest or rest.endswith("/") else f"{rest}/"
    own = _match(language, rest)
    found = []
    if not own or own.view_name == ANY_WORD:
        readings = _other_readings(language, rest)
        found = [match for match in readings if match.view_name != ANY_WORD]
    if own and first != language:
        found.append(own)
    if rest != rest.lower() and not is_below_secret(path):
        found.append(_match(language, rest.lower()))
    yield from filter(None, (_path(language, match) for match in found if match))


def _other_readings(language: str, rest: str) -> Iterator[Any]:
    """Yield what the rest of a path is in other languages, and in small letters."""
    for text in dict.fromkeys((rest, rest.lower())):
        for code in dict.fromkeys((language, *settings.MODELTRANSLATION_LANGUAGES)):
            if match := _match(code, text):
                yield match


def _match(language: str, rest: str) -> Any:
    with translation.override(language):
        try:
            return resolve(f"/{language}/{rest}")
        except Resolver404:
            return None


def _path(language: str, match: Any) -> str | None:
    """Return the address of a match in a language.

    Without a name (a page of the desk that is not there) it has none.
    """
    with translation.override(language):
        try:
            return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return None
