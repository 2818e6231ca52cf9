"""The addresses that machines ask: is it alive, is it ready, what are its figures.

They are answered before anything else: for any Host, over plain HTTP, without a
language, a session or a cookie. Nothing keeps the answers.
"""

import secrets
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from centre.watch.metrics import metrics_text
from centre.watch.readings import Reading, asked_briefly, read_all, read_serving
from centre.web.redirects import Handler

# In seconds: whoever asks all the time asks the database seldom.
KEPT = 5


def answer_probes(get_response: Handler) -> Handler:
    """Answer the addresses of this module; leave all others to the site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        if probe is None:
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            response = _short("not allowed", HTTPStatus.METHOD_NOT_ALLOWED)
            response.headers["Allow"] = "GET, HEAD"
        else:
            response = probe(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked."""
    return _short("ok", HTTPStatus.OK)


def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether all is as it should be (200) or not (503); to watchers, why.

    `?serving` asks only for what this server needs in order to serve: a balancer that
    took all servers away for a mail that waits would do harm.
    """
    try:
        with asked_briefly():
            is_asked = "serving" in request.GET
            readings = read_serving() if is_asked else _recent_readings()
    except (DatabaseError, InterfaceError):
        connection.close()
        readings = [Reading("database", None, "number", False)]
    is_ready = all(reading.is_fine for reading in readings)
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    if not _is_watcher(request):
        return _short("ok" if is_ready else "not ready", status)
    parts = {
        reading.name: {reading.unit: reading.value, "fine": reading.is_fine}
        for reading in readings
    }
    return JsonResponse({"ready": is_ready, "readings": parts}, status=status)


def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to who has the token; without one set there is no such page."""
    if not settings.CENTRE_WATCH_TOKEN:
        return _short("not found", HTTPStatus.NOT_FOUND)
    if not _is_watcher(request):
        response = _short("not allowed", HTTPStatus.UNAUTHORIZED)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    text, kind = metrics_text()
    return HttpResponse(text, content_type=kind)


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}


def _recent_readings() -> list[Reading]:
    """Return all readings, of some seconds ago at most."""
    readings: list[Reading] | None = cache.get("readings")
    if readings is None:
        readings = read_all(timezone.now())
        cache.set("readings", readings, KEPT)
    return readings


def _is_watcher(request: HttpRequest) -> bool:
    """Return whether a request has the token; how long that takes tells nothing."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.CENTRE_WATCH_TOKEN.encode()
    is_token = secrets.compare_digest(given.strip().encode(), token)
    return bool(token) and kind.lower() == "bearer" and is_token


def _short(text: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain")
