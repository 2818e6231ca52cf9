"""The pages of answers that say no: in the reader's language, in the house's look.

They need no session, no form token and no row of the database, because any of them may
be what is missing.
"""

import re
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.log import log_response

from centre.content.addresses import is_below_secret
from centre.content.languages import language_of_request
from centre.web.lost_database import LOST, RETRY_AFTER, is_lost_database

ERROR_TEMPLATES = {
    400: "400.html",
    403: "403.html",
    404: "404.html",
    405: "405.html",
    413: "413.html",
    500: "500.html",
    503: "503.html",
}

# Links that staff hand on: no page mails a new one.
GIVEN_LINK = re.compile(r"/[\w-]+/(preview|translate|door)/")
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent)


def error_page(
    request: HttpRequest,
    status: int,
    template: str | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Render the page of a status, for a request that need not have come far."""
    language = language_of_request(request)
    with translation.override(language):
        name = template or ERROR_TEMPLATES[status]
        response = render(request, name, context, status=status)
    response.headers["Content-Language"] = language
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the page for what no browser of ours would send, or for too much of it."""
    return error_page(request, 413 if isinstance(exception, TOO_MUCH) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the page for what is not open to the reader."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the page for a URL that leads nowhere.

    Below a secret section it says how to get a new link, and nothing about whether
    there ever was this one.
    """
    if GIVEN_LINK.match(request.path_info):
        return error_page(request, 404, "404_given_link.html")
    secret = is_below_secret(request.path_info)
    return error_page(request, 404, "404_link.html" if secret else None)


def server_error(request: HttpRequest) -> HttpResponse:
    """Render the page for an error of ours, without a query; 503 for a lost database.

    Django asks for it while it handles the error, wherever that was: in a view, in a
    template, in the middleware.
    """
    error = sys.exception()
    if not is_lost_database(error):
        return error_page(request, 500)
    return without_database(request, error_page(request, 503), error)


def without_database(
    request: HttpRequest, response: HttpResponse, error: BaseException | None
) -> HttpResponse:
    """Make an answer of 503 one that says to come back, and that nothing keeps.

    The log has a warning for each, so that nobody gets a mail for it: the clock, which
    meets the same, makes an error of it.
    """
    request.META[LOST] = True
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "private, no-store"
    said = "The database does not answer (%s): %s"
    log_response(
        said,
        str(error),
        request.path,
        response=response,
        request=request,
        level="warning",
    )
    return response


def csrf_failure(request: HttpRequest, *, is_desk: bool) -> HttpResponse:
    """Render the page for a form that came without its cookie, or too late."""
    return error_page(request, 403, "403_csrf.html", {"is_desk": is_desk})
