"""The project's own middleware: language, headers, CSRF."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from centre.content.languages import negotiate

Handler = Callable[[HttpRequest], HttpResponse]


def language_from_path(get_response: Handler) -> Handler:
    """Take the language from the path alone: no cookie, no session.

    A path without a language (the root, an error) is negotiated, and `Vary` says so, so
    that no shared cache serves one visitor's answer to another.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        in_path = translation.get_language_from_path(request.path_info)
        language = in_path or negotiate(request.headers.get("Accept-Language", ""))
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        if not in_path and response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def headers(get_response: Handler) -> Handler:
    """Set headers that close what browsers leave open (permissions, isolation)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
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
