"""Consents: listed on the page behind a link, and given or withdrawn there."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import Consent, Delegate, Registration
from events.registrations.rules.consents import (
    PICTURED_STATUSES,
    agree_to_invitations,
    agree_to_pictures,
    withdraw_consent,
)
from events.registrations.rules.register import DisplayedText
from events.registrations.self_service.decorators import (
    delegate_from_token,
    registration_from_token,
)

PICTURES = _(
    "The Centre may publish pictures and recordings of this visit in which I can be "
    "recognised, on its website and in its reports. Whether I agree changes nothing "
    "about my place, and I can take this back at any time."
)
INVITATIONS = _("You may write to me about later study visits.")
YEARS_OF_INVITATIONS = settings.CENTRE_RETENTION["invitees"] // 365


def invitations_to_agree_to(
    registration: Registration, consents: Iterable[Consent]
) -> Promise | None:
    """Return the text about invitations to agree to; None where it is agreed to."""
    agreed = any(
        consent.purpose == Consent.Purpose.INVITATIONS and consent.can_be_taken_back
        for consent in consents
    )
    return None if agreed or not registration.contact_email else INVITATIONS


def consents_of(
    registration: Registration,
    delegate: Delegate | None = None,
    *,
    show_sensitive: bool = True,
) -> list[Consent]:
    """Return consents with their texts, the earliest first.

    Without `show_sensitive` the consent to needs is left out, because it tells that
    there are needs.
    """
    consents = registration.consents.filter(delegate=delegate).select_related("text")
    if not show_sensitive:
        consents = consents.exclude(purpose=Consent.Purpose.NEEDS)
    return list(consents.order_by("given_at", "pk"))


def pictures_to_agree_to(
    delegate: Delegate, consents: Iterable[Consent]
) -> Promise | None:
    """Return the text about pictures to agree to; None where there is nothing to ask.

    Delegates are asked whose delegation comes or came and who have not agreed, or have
    withdrawn their consent.
    """
    agreed = any(
        consent.purpose == Consent.Purpose.PICTURES and consent.can_be_taken_back
        for consent in consents
    )
    pictured = delegate.registration.status in PICTURED_STATUSES
    return PICTURES if pictured and not agreed else None


@registration_from_token
def consents(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Withdraw a consent that the contact gave, or agree to invitations (POST)."""
    now = timezone.now()
    if request.method == "POST" and "invitations" in request.POST:
        text = DisplayedText(str(INVITATIONS), get_language() or "")
        agree_to_invitations(registration=registration, text=text, at=now)
    elif request.method == "POST":
        purpose = request.POST.get("purpose", "")
        withdraw_consent(registration=registration, purpose=purpose, at=now)
    return redirect("events:registration", token)


@delegate_from_token
def own_consents(request: HttpRequest, delegate: Delegate, token: str) -> HttpResponse:
    """Withdraw the delegate's own consent, or agree to pictures (POST)."""
    now = timezone.now()
    if request.method == "POST" and "pictures" in request.POST:
        text = DisplayedText(str(PICTURES), get_language() or "")
        agree_to_pictures(delegate=delegate, text=text, at=now)
    elif request.method == "POST":
        withdraw_consent(
            registration=delegate.registration,
            delegate=delegate,
            purpose=request.POST.get("purpose", ""),
            at=now,
        )
    return redirect("events:person", token)
