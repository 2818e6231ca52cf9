"""What somebody agreed to: shown on the page behind a link, and taken back there."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone

from events.models import Consent, Delegate, Registration
from events.services.consents import take_back
from events.views.links import opened, own


def consents_of(
    registration: Registration, delegate: Delegate | None = None, *, shown: bool = True
) -> list[Consent]:
    """What was agreed to, with its texts, in the order in which it was.

    That there is a consent to needs says that there are needs: it is left out where
    those are not shown.
    """
    found = registration.consents.filter(delegate=delegate).select_related("text")
    if not shown:
        found = found.exclude(purpose=Consent.Purpose.NEEDS)
    return list(found.order_by("given_at", "pk"))


@opened
def consents(request: HttpRequest, registration: Registration, token: str) -> Any:
    """Take back a consent that the contact gave (POST)."""
    if request.method == "POST":
        take_back(
            registration=registration,
            purpose=request.POST.get("purpose", ""),
            at=timezone.now(),
        )
    return redirect("events:registration", token)


@own
def own_consents(request: HttpRequest, delegate: Delegate, token: str) -> Any:
    """Take back a consent of one's own (POST)."""
    if request.method == "POST":
        take_back(
            registration=delegate.registration,
            delegate=delegate,
            purpose=request.POST.get("purpose", ""),
            at=timezone.now(),
        )
    return redirect("events:person", token)
