"""What the pages behind a secret link have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.pages import private
from events import rates, services, tokens
from events.exceptions import TransitionNotAllowed
from events.models import Delegate, Registration

View = Callable[..., HttpResponse]


def opened(view: View) -> View:
    """The registration that a token opens, or a page that is not there.

    Whatever is sent behind a link that our mail carried proves the contact's address.
    """

    def prove(
        request: HttpRequest, thing: Registration, token: str, **more: Any
    ) -> Any:
        _hash, mailed = tokens.read_token(token)
        if mailed and request.method == "POST" and not thing.proven_at:
            thing = services.prove_address(registration=thing, at=timezone.now())
        return view(request, thing, token, **more)

    found = Registration.objects.select_related("visit", "hand_over")
    return by_token(found.all, "events:registration")(wraps(view)(prove))


def own(view: View) -> View:
    """The same for the person that her own link opens."""
    found = Delegate.objects.select_related("registration__visit")
    return by_token(found.all, "events:person")(view)


def by_token(rows: Callable[[], QuerySet[Any]], page: str) -> Callable[[View], View]:
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
        rates.count("wrong-link", rates.address_of(request), now)
    except rates.TooOften:
        response = render(request, "429.html", status=429)
        response.headers["Retry-After"] = str(rates.seconds_left(now))
        return response
    raise Http404
