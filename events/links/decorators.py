"""Pages behind a secret link: finding what it opens, refusing what it doesn't."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.web.caching import private
from events.exceptions import TransitionNotAllowed
from events.links import throttling, tokens
from events.models import Delegate

View = Callable[..., HttpResponse]


def object_from_token(
    rows: Callable[[], QuerySet[Any]], page: str
) -> Callable[[View], View]:
    """A view of the thing that a token opens; `page` says what has become of it.

    Only hashes are compared. The view is called with the thing and the token. Whoever
    tries links that open nothing hears after a while that it is too often; a right
    link is never counted, so it opens however many wrong ones its network has tried.
    """

    def decorator(view: View) -> View:
        @private
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            thing = _find(rows(), token)
            if thing is None:
                return _wrong_link(request)
            try:
                return view(request, thing, token, **kwargs)
            except Delegate.DoesNotExist as gone:  # removed in another window meanwhile
                raise Http404 from gone
            except TransitionNotAllowed:  # it has ended, or moved on, meanwhile
                return redirect(page, token)

        return wrapped

    return decorator


def _find(rows: QuerySet[Any], token: str) -> Model | None:
    hashed, _mailed = tokens.read_token(token)
    return rows.filter(token_hash=hashed).first()


def _wrong_link(request: HttpRequest) -> HttpResponse:
    """Not found, or asked to wait: the same for every link that opens nothing."""
    now = timezone.now()
    try:
        throttling.hit("wrong-link", throttling.client_ip(request), now)
    except throttling.RateLimitExceeded:
        response = render(request, "429.html", status=429)
        response.headers["Retry-After"] = str(throttling.seconds_left(now))
        return response
    raise Http404
