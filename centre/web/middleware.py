"""What every request goes through that is ours."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from centre.content.languages import negotiate

Handler = Callable[[HttpRequest], HttpResponse]


def language_from_path(get_response: Handler) -> Handler:
    """Take the language from the address alone: no cookie, no session.

    An address without a language (the root, an error) is negotiated, and says so
    in `Vary`, so that no shared cache keeps one visitor's answer for another.
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
    """Close what browsers leave open (Permissions-Policy, resource isolation)."""

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
        """Too early to know the view; see below."""

    def process_view(
        self, request: HttpRequest, callback: Any, args: Any, kwargs: Any
    ) -> Any:
        if not getattr(callback, "is_public", False):
            super().process_request(request)
        return super().process_view(request, callback, args, kwargs)
