"""The pages behind the links of invitations: leaving with one button, or staying."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from centre.web.caching import private
from events.links.decorators import object_from_token
from events.models import Invitee
from events.registrations.rules.consents import renew_invitee
from events.registrations.rules.invitees import leave_invitees
from events.registrations.rules.register import DisplayedText
from events.registrations.self_service.consents import (
    INVITATIONS,
    YEARS_OF_INVITATIONS,
)

invitee_from_token = object_from_token(Invitee.objects.all, "events:invitations-left")


# Mail programs send the same POST without opening the page (RFC 8058): they have no
# form token, and the link's own secret stands for it.
@csrf_exempt
@invitee_from_token
def leave_invitations(
    request: HttpRequest, invitee: Invitee, token: str
) -> HttpResponse:
    """Ask with one button on GET; forget the address on any POST."""
    if request.method == "POST":
        leave_invitees(email=invitee.email, at=timezone.now())
        return redirect("events:invitations-left")
    return render(request, "events/invitations/leave.html")


@invitee_from_token
def keep_invitations(
    request: HttpRequest, invitee: Invitee, token: str
) -> HttpResponse:
    """Ask on GET whether the consent still holds; renew it on POST."""
    if request.method == "POST":
        text = DisplayedText(str(INVITATIONS), get_language() or "")
        renew_invitee(invitee=invitee, text=text, at=timezone.now())
        return redirect("events:invitations-kept")
    context = {"text": INVITATIONS, "years": YEARS_OF_INVITATIONS}
    return render(request, "events/invitations/keep.html", context)


@private
@require_safe
def invitations_left(request: HttpRequest) -> HttpResponse:
    """Say that it is done."""
    return render(request, "events/invitations/done.html")


@private
@require_safe
def invitations_kept(request: HttpRequest) -> HttpResponse:
    """Say thank you."""
    return render(request, "events/invitations/done.html", {"kept": True})
