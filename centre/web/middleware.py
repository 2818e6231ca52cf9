"""The project's own middleware: language, headers, CSRF."""

import re
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from centre.content.languages import language_of_path, language_of_request
from centre.web.caching import bound_redirect
from centre.web.errors import ERROR_TEMPLATES, error_page
from centre.web.redirects import Handler


def language_from_path(get_response: Handler) -> Handler:
    """Take the language from the path alone: no cookie, no session.

    A path without a language (the root, an error) is negotiated, and `Vary` says so, so
    that no shared cache serves one visitor's answer to another. What is no page (the
    site map, a file) is the same for all, and says itself in which language it is.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        in_path = language_of_path(request.path_info)
        language = language_of_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            active = translation.get_language()
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if in_path or is_page:
            response.headers.setdefault("Content-Language", active)
        if is_page and not in_path:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def headers(get_response: Handler) -> Handler:
    """Set headers that close what browsers leave open (permissions, isolation).

    A permanent redirect is kept as long as it can be right, a refusal by nobody. A
    cache may keep a 404 that says nothing of it for as long as it likes, and what is
    published in the meantime would stay missing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response.headers.setdefault("Cache-Control", "private, no-store")
        bound_redirect(request, response)
        return response

    return middleware


def sound_request(get_response: Handler) -> Handler:
    """Leave out of a request what can't be ours, before anything reads it.

    A session's key has 32 letters and digits; another one is no key, and PostgreSQL
    would refuse some of them. All our text is UTF-8: a body in another encoding is
    refused, because it would be read wrong.

    Raises BadRequest for such a body.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is not None and not re.fullmatch("[a-z0-9]{32}", key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        if (request.encoding or "utf-8").lower() not in {"utf-8", "utf8"}:
            if request.method not in {"GET", "HEAD"}:
                raise BadRequest("The body is not UTF-8.")
            request.encoding = "utf-8"
        return get_response(request)

    return middleware


def without_cookies(get_response: Handler) -> Handler:
    """Keep every answer of a public view free of cookies, whatever was sent."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if match and getattr(match.func, "is_public", False):
            response.cookies.clear()
            names = [n.strip() for n in response.headers.get("Vary", "").split(",")]
            kept = ", ".join(n for n in names if n and n.lower() != "cookie")
            if kept:
                response.headers["Vary"] = kept
            else:
                response.headers.pop("Vary", None)
        return response

    return middleware


def error_pages(get_response: Handler) -> Handler:
    """Give a refusal without a word (405 and the like) the page of its status."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        bare = not response.streaming and not response.content
        if (
            bare
            and response.status_code in ERROR_TEMPLATES
            and request.method != "HEAD"
        ):
            page = error_page(request, response.status_code)
            response.content = page.content
            response.headers["Content-Type"] = page.headers["Content-Type"]
        return response

    return middleware


class CsrfMiddleware(CsrfViewMiddleware):
    """Django's protection against forged forms, without a cookie for readers.

    The form token lives in the session. Django reads it for every request, which
    makes every page vary by cookie; here it is read only for views that are not
    `centre.web.caching.public`. A form that is sent to a public page is refused.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Do nothing yet: the view is known only in `process_view`."""

    def process_view(
        self, request: HttpRequest, callback: Any, args: Any, kwargs: Any
    ) -> Any:
        if not getattr(callback, "is_public", False):
            super().process_request(request)
        return super().process_view(request, callback, args, kwargs)
