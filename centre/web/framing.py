"""Which sites may show a page of ours in a frame: none, but for what says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponse

from centre.web.caching import View, conditional

_Framed = Callable[..., HttpResponse]


def framed_by(origins: Callable[[], list[str]]) -> Callable[[_Framed], View]:
    """Decorate a page that the sites which `origins` names may show in a frame.

    They are asked for at each request. An answer that is no page, and every page where
    no site is named, is framed by nobody.
    """

    def decorate(view: _Framed) -> View:
        inner = conditional(view)

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response: Any = inner(request, *args, **kwargs)
            sites = origins()
            # Set on 304 too: browsers take over the headers of that answer.
            response._csp_replace = {"frame-ancestors": sites or [NONE]}
            response.xframe_options_exempt = bool(sites)
            return response

        return wrapped

    return decorate


def framed_by_us(response: Any) -> None:
    """Let pages of our own origin show a page in a frame, and nobody else."""
    response._csp_replace = {"frame-ancestors": [SELF]}
    response.headers["X-Frame-Options"] = "SAMEORIGIN"


def may_frame_us(response: Any) -> None:
    """Let a page show pages of our own origin in a frame."""
    response._csp_update = {"frame-src": [SELF]}
