"""Answers that programs on any site may read: GET, HEAD and OPTIONS, in JSON."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from centre.web.caching import conditional, shared_for_a_minute
from centre.web.errors import without_database
from centre.web.lost_database import is_lost_database
from events.api.queries import Unanswerable

METHODS = "GET, HEAD, OPTIONS"
# Seconds for which a browser need not ask again whether it may ask.
ASKED_ONCE = 86_400


def open_data(view: Callable[[HttpRequest], dict[str, Any]]) -> Any:
    """Decorate a view that returns a page of data and changes nothing.

    Every site may read it (CORS), without credentials: it is the same for everybody.
    What makes no sense is refused in JSON (RFC 9457), and so is writing.
    """

    @shared_for_a_minute
    @conditional
    def answered(request: HttpRequest) -> HttpResponse:
        # Whatever a reader speaks, all languages are in it.
        with translation.override("en"):
            try:
                return _json(view(request))
            except Unanswerable as wrong:
                return _problem(
                    HTTPStatus.BAD_REQUEST,
                    wrong.detail,
                    parameter=wrong.parameter,
                    allowed=wrong.allowed,
                )

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method in {"GET", "HEAD"}:
            response = _or_refused(request, answered)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        else:
            status = HTTPStatus.METHOD_NOT_ALLOWED
            response = _problem(status, "This is for reading alone.")
        _allow_every_site(response)
        return response

    wrapped.is_public = True  # type: ignore[attr-defined]
    # Nothing can be sent here, so no form token is missing.
    wrapped.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapped


def _or_refused(
    request: HttpRequest, answered: Callable[[HttpRequest], HttpResponseBase]
) -> HttpResponseBase:
    """Return the answer; where the database is gone, a refusal that programs read."""
    try:
        return answered(request)
    except Error as error:
        if not is_lost_database(error):
            raise
        status = HTTPStatus.SERVICE_UNAVAILABLE
        refusal = _problem(status, "The data can't be read just now. Ask again later.")
        return without_database(request, refusal, error)


def _allow_every_site(response: HttpResponseBase) -> None:
    response.headers["Allow"] = METHODS
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Access-Control-Max-Age"] = str(ASKED_ONCE)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Content-Language"] = ", ".join(dict(settings.LANGUAGES))
    response.headers["X-Robots-Tag"] = "noindex"


def _json(
    data: dict[str, Any], status: int = 200, kind: str = "application/json"
) -> HttpResponse:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    return HttpResponse(text, status=status, content_type=kind)


def _problem(status: HTTPStatus, detail: str, **more: Any) -> HttpResponse:
    """Return a refusal as programs read it (RFC 9457)."""
    said = {"title": status.phrase, "status": status.value, "detail": detail}
    return _json({**said, **more}, status, "application/problem+json")
