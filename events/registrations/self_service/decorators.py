"""Decorators of the views behind a secret link."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from events.links import tokens
from events.links.decorators import View, object_from_token
from events.models import Delegate, Registration
from events.registrations.rules.verification import verify_email


def registration_from_token(view: View) -> View:
    """Call the view with the registration of a token; see `object_from_token`.

    Any POST behind a link of our e-mail verifies the contact's address.
    """

    def verify(
        request: HttpRequest, registration: Registration, token: str, **kwargs: Any
    ) -> HttpResponse:
        _hash, mailed = tokens.read_token(token)
        if mailed and request.method == "POST" and not registration.proven_at:
            registration = verify_email(registration=registration, at=timezone.now())
        return view(request, registration, token, **kwargs)

    rows = Registration.objects.select_related("visit", "hand_over")
    return object_from_token(rows.all, "events:registration")(wraps(view)(verify))


def delegate_from_token(view: View) -> View:
    """Call the view with the delegate of a token; see `object_from_token`."""
    rows = Delegate.objects.select_related("registration__visit")
    return object_from_token(rows.all, "events:person")(view)
