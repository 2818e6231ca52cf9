"""What the pages behind a secret link have in common."""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from events.links import tokens
from events.links.decorators import View, by_token
from events.models import Delegate, Registration
from events.registrations.rules.verification import prove_address


def opened(view: View) -> View:
    """The registration that a token opens, or a page that is not there.

    Whatever is sent behind a link that our mail carried proves the contact's address.
    """

    def prove(
        request: HttpRequest, thing: Registration, token: str, **more: Any
    ) -> Any:
        _hash, mailed = tokens.read_token(token)
        if mailed and request.method == "POST" and not thing.proven_at:
            thing = prove_address(registration=thing, at=timezone.now())
        return view(request, thing, token, **more)

    found = Registration.objects.select_related("visit", "hand_over")
    return by_token(found.all, "events:registration")(wraps(view)(prove))


def own(view: View) -> View:
    """The same for the person that her own link opens."""
    found = Delegate.objects.select_related("registration__visit")
    return by_token(found.all, "events:person")(view)
