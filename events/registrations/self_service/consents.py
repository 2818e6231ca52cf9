"""What somebody agreed to: shown on the page behind a link, and taken back there."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import Consent, Delegate, Registration
from events.registrations.rules.consents import (
    VISIBLE_PURPOSES,
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


def consents_of(
    registration: Registration,
    delegate: Delegate | None = None,
    *,
    show_sensitive: bool = True,
) -> list[Consent]:
    """What was agreed to, with its texts, in the order in which it was.

    That there is a consent to needs says that there are needs: it is left out where
    those are not shown.
    """
    found = registration.consents.filter(delegate=delegate).select_related("text")
    if not show_sensitive:
        found = found.exclude(purpose=Consent.Purpose.NEEDS)
    return list(found.order_by("given_at", "pk"))


def pictures_to_agree_to(
    delegate: Delegate, given: Iterable[Consent]
) -> Promise | None:
    """What a person may agree to, if she has not (any more) and takes part."""
    agreed = any(
        consent.purpose == Consent.Purpose.PICTURES and consent.can_be_taken_back
        for consent in given
    )
    seen = delegate.registration.status in VISIBLE_PURPOSES
    return PICTURES if seen and not agreed else None


@registration_from_token
def consents(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Take back a consent that the contact gave (POST)."""
    if request.method == "POST":
        withdraw_consent(
            registration=registration,
            purpose=request.POST.get("purpose", ""),
            at=timezone.now(),
        )
    return redirect("events:registration", token)


@delegate_from_token
def own_consents(request: HttpRequest, delegate: Delegate, token: str) -> HttpResponse:
    """Take back a consent of one's own, or agree to pictures (POST)."""
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
