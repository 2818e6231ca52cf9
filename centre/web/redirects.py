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
    public_language,
)
from centre.importing.models import FormerAddress

Handler = Callable[[HttpRequest], HttpResponse]
# Any single word could be its address, so it says nothing about the language.
ANY_WORD = "centre:page"


def lead_on(get_response: Handler) -> Handler:
    """Redirect what was not found and is an address in another language or case.

    Only what is read leads on: a form that was sent would lose what is in it. The
    target is made by the URLconf, so it is always one of ours. What is found nowhere
    may be an address of the site that this one replaced.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        found = (
            _target(path, request, get_response)
            for path in dict.fromkeys(right_paths(request.path_info))
        )
        target = next(filter(None, found), "") or _moved_in(request.path_info)
        return HttpResponsePermanentRedirect(target) if target else response

    return middleware


def _moved_in(path: str) -> str:
    """Return where what a former address led to is now, "" where it is not public."""
    if is_below_secret(path):
        return ""
    former = FormerAddress.objects.of_path(path).first()
    thing = former.target() if former else None
    if former is None or thing is None:
        return ""
    with translation.override(public_language(former.language)):
        return str(thing.get_absolute_url())


def _target(path: str, request: HttpRequest, get_response: Handler) -> str:
    """Return where the same request for another path of ours finds something, or "".

    Where that one leads on for good, it is there.
    """
    asking = copy(request)
    asking.path = asking.path_info = unquote(path)
    asking.LANGUAGE_CODE = language_of_request(asking)
    for known in ("localized_paths", "thing_at_slug"):
        vars(asking).pop(known, None)
    with translation.override(asking.LANGUAGE_CODE):
        response = get_response(asking)
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
