"""Decorators of the views behind a secret link."""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from events.links import tokens
from events.links.decorators import View, object_from_token
from events.models import Delegate, Registration
from events.registrations.rules.verification import verify_email


def registration_from_token(view: View) -> View:
    """Call the view with the registration of a token; see `object_from_token`.

    Any POST behind a link of our e-mail verifies the contact's address, and the page of
    the registration says so after it.
    """

    def verify(
        request: HttpRequest, registration: Registration, token: str, **kwargs: Any
    ) -> HttpResponseBase:
        _hash, mailed = tokens.read_token(token)
        if not mailed or request.method != "POST" or registration.proven_at:
            return view(request, registration, token, **kwargs)
        registration = verify_email(registration=registration, at=timezone.now())
        response = view(request, registration, token, **kwargs)
        own_page = reverse("events:registration", args=[token])
        if registration.proven_at and response.headers.get("Location") == own_page:
            return redirect(confirmed_page(token))
        return response

    rows = Registration.objects.select_related("visit", "hand_over")
    return object_from_token(rows.all, "events:registration")(wraps(view)(verify))


def confirmed_page(token: str) -> str:
    """Return the address of the page that says that the contact's address is right."""
    return reverse("events:registration", args=[token]) + "?confirmed"


def delegate_from_token(view: View) -> View:
    """Call the view with the delegate of a token; see `object_from_token`."""
    rows = Delegate.objects.select_related("registration__visit")
    return object_from_token(rows.all, "events:person")(view)
