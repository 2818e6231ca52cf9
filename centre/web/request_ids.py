"""One number for all that a request causes: its lines in the log, its tasks.

It has 16 hexadecimal digits. A task's own key begins with that of the request that
queued it, so the worker's lines name it, too.
"""

import re
import secrets
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DIGITS = 16
HEADER = "X-Request-ID"

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the number of the request that is answered, or that queued the task."""
    return _current.get()


def begin_request(number: str) -> None:
    """Count what follows in this thread to the request of this number."""
    _current.set(number)


def numbered(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request a number, which its answer names.

    That of the proxy in front is taken, if there is one and its header is well formed;
    no visitor chooses it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        number = _given_number(request) or secrets.token_hex(DIGITS // 2)
        begin_request(number)  # until the next one: Django logs a 404 after all else
        response = get_response(request)
        response.headers[HEADER] = number
        return response

    return middleware


def _given_number(request: HttpRequest) -> str:
    """Return the first digits of the proxy's number; "" for none that is well formed.

    32 hexadecimal digits are one (nginx), with the hyphens of a UUID too (Envoy).
    """
    if not settings.SECURE_PROXY_SSL_HEADER:  # nobody in front whom the site believes
        return ""
    given = request.headers.get(HEADER, "").replace("-", "")
    return given[:DIGITS] if re.fullmatch("[0-9a-f]{32}", given) else ""


def new_task_key() -> uuid.UUID:
    """Return a key for a task that is queued now; TASKS names this function."""
    number = current_request_id() or secrets.token_hex(DIGITS // 2)
    return uuid.UUID(number + secrets.token_hex(DIGITS // 2))


def request_id_of_task(key: str) -> str:
    """Return the number of the request that queued a task."""
    return uuid.UUID(key).hex[:DIGITS]
