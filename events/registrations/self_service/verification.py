"""Verify the contact's e-mail; reinstate a registration that expired without it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from centre.text.dates import format_deadline
from events.exceptions import RegistrationRefused
from events.links import tokens
from events.models import Registration
from events.registrations.rules.reinstatement import (
    possible_reinstatement,
    reinstate_registration,
)
from events.registrations.self_service.decorators import registration_from_token

Status = Registration.Status


@registration_from_token
def confirm(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Reinstate an expired registration, if our e-mail carried the link (POST).

    An active one needs no more: `registration_from_token` verifies at any POST.
    """
    _hash, mailed = tokens.read_token(token)
    expired = registration.status == Status.EXPIRED
    if request.method == "POST" and mailed and expired:
        try:
            reinstate_registration(registration=registration, at=timezone.now())
        except RegistrationRefused:
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
    due_at, expired = registration.proof_due_at, registration.status == Status.EXPIRED
    return {
        "can_confirm": mailed and due_at is not None,
        "confirm_by": format_deadline(due_at, get_language() or "") if due_at else "",
        "returns": possible_reinstatement(registration, at)
        if mailed and expired
        else "",
        "expired_here": expired and not mailed,
    }
