"""What the pages behind a secret link have in common."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from events.links import tokens
from events.links.decorators import View, object_from_token
from events.models import Delegate, Registration
from events.registrations.rules.verification import verify_email


def registration_from_token(view: View) -> View:
    """The registration that a token opens, or a page that is not there.

    Whatever is sent behind a link that our mail carried proves the contact's address.
    """

    def prove(
        request: HttpRequest, thing: Registration, token: str, **more: Any
    ) -> HttpResponse:
        _hash, mailed = tokens.read_token(token)
        if mailed and request.method == "POST" and not thing.proven_at:
            thing = verify_email(registration=thing, at=timezone.now())
        return view(request, thing, token, **more)

    found = Registration.objects.select_related("visit", "hand_over")
    return object_from_token(found.all, "events:registration")(wraps(view)(prove))


def delegate_from_token(view: View) -> View:
    """The same for the person that her own link opens."""
    found = Delegate.objects.select_related("registration__visit")
    return object_from_token(found.all, "events:person")(view)
