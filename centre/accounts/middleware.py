"""Who is taken to be signed in when a view begins."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.accounts import sessions
from centre.accounts.second_factor import may_not_enter
from centre.web.redirects import Handler

# What a page does by itself is no sign that somebody is there.
NO_ACTIVITY = {"unsaved", "presence", "session_left", "jsi18n"}
BY_ITSELF = "X-By-Itself"  # sent where a page asks for its own address again


class SignInMiddleware:
    """End sessions that are over; without a second factor nobody is signed in.

    Only the pages about one's own account know who it is before the second factor, so
    whatever else asks who is signed in hears: nobody. Public pages open no session.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Pass a request on; what there is to do needs to know the view."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, callback: Any, args: Any, kwargs: Any
    ) -> None:
        """Decide before a form's token is read, which an ended session has no more."""
        if getattr(callback, "is_public", False):
            return
        if SESSION_KEY not in request.session:
            return
        if not request.user.is_authenticated:  # Django has ended it: a new password
            return
        now = timezone.now()
        over = sessions.is_over(request.session, now)
        if over or sessions.is_signed_out(request.user, request.session):
            self._end(request)
        elif not _is_own(callback) and may_not_enter(request.user, request.session):
            request.user = AnonymousUser()
        elif not _is_by_itself(request):
            sessions.note_activity(request.session, now)

    def _end(self, request: HttpRequest) -> None:
        request.session.flush()
        request.user = AnonymousUser()
        if request.method == "GET":  # what was sent has words of its own
            messages.info(request, _("Your session had ended. Please sign in again."))


def _is_by_itself(request: HttpRequest) -> bool:
    """Return whether a page asks for this by itself, whoever is there."""
    name = getattr(request.resolver_match, "url_name", "")
    return name in NO_ACTIVITY or BY_ITSELF in request.headers


def _is_own(view: Any) -> bool:
    """Return whether a view is about one's own account."""
    module = getattr(getattr(view, "view_class", view), "__module__", "")
    return module.startswith("centre.accounts.")
