"""Verify the contact's e-mail; reinstate a registration that expired without it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from centre.web.refused import refuse, refused_because
from events.exceptions import RegistrationRefused
from events.links import tokens
from events.models import Registration
from events.registrations.rules.reinstatement import (
    possible_reinstatement,
    reinstate_registration,
)
from events.registrations.self_service.decorators import (
    confirmed_page,
    registration_from_token,
)
from events.registrations.self_service.status_text import confirm_by

Status = Registration.Status


@registration_from_token
def confirm(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Reinstate an expired registration, if our e-mail carried the link (POST).

    An active one needs no more: `registration_from_token` verifies at any POST. The
    page after it says that the address is confirmed, also where it was before.
    """
    _hash, mailed = tokens.read_token(token)
    expired = registration.status == Status.EXPIRED
    if request.method == "POST" and mailed and expired:
        try:
            reinstate_registration(registration=registration, at=timezone.now())
        except RegistrationRefused:
            return refuse(request, reason="no-return")
    if request.method == "POST" and mailed:
        return redirect(confirmed_page(token))
    if expired and refused_because(request) == "no-return":
        context = {"registration": registration, "visit": registration.visit}
        return render(
            request, "events/registrations/self_service/no_return.html", context
        )
    return redirect("events:registration", token)


def proof_context(
    registration: Registration, token: str, at: datetime
) -> dict[str, Any]:
    """Return what the page behind a link says about verifying and reinstating."""
    _hash, mailed = tokens.read_token(token)
    until, expired = confirm_by(registration), registration.status == Status.EXPIRED
    return {
        "can_confirm": mailed and bool(until),
        "confirm_by": until,
        "returns": possible_reinstatement(registration, at)
        if mailed and expired
        else "",
        "expired_here": expired and not mailed,
    }
