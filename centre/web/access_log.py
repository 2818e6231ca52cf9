"""A line of the log for each request."""

import logging
import time

from django.http import HttpRequest, HttpResponse

from centre.web.redirects import Handler

logger = logging.getLogger("centre.access")


def logged(get_response: Handler) -> Handler:
    """Note each request: what kind of page it was for, how it ended, how long it took.

    No address is noted, because some are secrets, and no visitor.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = get_response(request)
        seen = {
            "method": request.method,
            "route": route_of(request),
            "status": response.status_code,
            "milliseconds": round((time.monotonic() - began) * 1000),
        }
        logger.info("%(method)s %(route)s: %(status)s", seen, extra=seen)
        return response

    return middleware


def route_of(request: HttpRequest) -> str:
    """Return the name of the address that a request was for; "-" for none."""
    match = request.resolver_match
    return (match and match.view_name) or "-"
