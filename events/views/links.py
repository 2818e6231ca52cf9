"""What the pages behind a secret link have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.pages import private
from events import services, tokens
from events.exceptions import TransitionNotAllowed
from events.models import Delegate, Registration

View = Callable[..., HttpResponse]


def opened(view: View) -> View:
    """The registration that a token opens, or a page that is not there.

    Only hashes are compared. The view is called with the registration and the token.
    Whatever is sent behind a link that our mail carried proves the contact's address.
    """
    found = Registration.objects.select_related("visit")
    return _by_token(view, found.all, "events:registration")


def own(view: View) -> View:
    """The same for the person that her own link opens."""
    found = Delegate.objects.select_related("registration__visit")
    return _by_token(view, found.all, "events:person")


def _by_token(view: View, rows: Callable[[], Any], page: str) -> View:
    """A view of the thing that a token opens; `page` says what has become of it."""

    @private
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        hashed, mailed = tokens.read_token(token)
        thing = get_object_or_404(rows(), token_hash=hashed)
        if mailed and request.method == "POST" and not thing.proven_at:
            thing = services.prove_address(registration=thing, at=timezone.now())
        try:
            return view(request, thing, token, **kwargs)
        except Delegate.DoesNotExist as gone:  # removed in another window meanwhile
            raise Http404 from gone
        except TransitionNotAllowed:  # it has ended, or moved on, meanwhile
            return redirect(page, token)

    return wrapped
