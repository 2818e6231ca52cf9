"""Pages behind a secret link: they find its row, or refuse a wrong link."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.web.caching import private
from events.exceptions import TransitionNotAllowed
from events.links import throttling, tokens
from events.models import Delegate

View = Callable[..., HttpResponseBase]


def object_from_token(
    rows: Callable[[], QuerySet[Any]], url_name: str
) -> Callable[[View], View]:
    """Return a decorator that calls the view with the row of a token and the token.

    Only hashes are compared. Wrong links are counted by network and refused after a
    while; a right link is never counted, so it opens however many wrong ones the same
    network has tried. Where the row's status forbids what the view does, the answer
    redirects to `url_name`, which shows the present status.
    """

    def decorator(view: View) -> View:
        @private
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(
            request: HttpRequest, token: str, **kwargs: Any
        ) -> HttpResponseBase:
            thing = _find(rows(), token)
            if thing is None:
                return refuse_wrong_link(request)
            try:
                return view(request, thing, token, **kwargs)
            except Delegate.DoesNotExist as gone:  # removed in another window meanwhile
                raise Http404 from gone
            except TransitionNotAllowed:  # it has ended, or moved on, meanwhile
                return redirect(url_name, token)

        return wrapped

    return decorator


def _find(rows: QuerySet[Any], token: str) -> Model | None:
    hashed, _mailed = tokens.read_token(token)
    return rows.filter(token_hash=hashed).first()


def refuse_wrong_link(request: HttpRequest) -> HttpResponse:
    """Answer every link that opens nothing alike: 429 beyond the limit.

    Raises Http404 within it.
    """
    now = timezone.now()
    try:
        throttling.hit("wrong-link", throttling.client_ip(request), now)
    except throttling.RateLimitExceeded:
        response = render(request, "429.html", status=429)
        response.headers["Retry-After"] = str(throttling.seconds_left(now))
        return response
    raise Http404
