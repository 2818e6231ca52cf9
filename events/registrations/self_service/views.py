"""The page that a registration's link opens, and its changes of contact.

GET shows, POST acts and redirects. A link may have been passed on, so these pages show
no e-mail address and no need of anybody without a code from our e-mail
(events/registrations/self_service/codes.py).
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre.text.emails import fold_email
from centre.web.caching import private
from centre.web.refused import bind, refuse, refused_because
from events.exceptions import TooManyHandovers
from events.links import throttling
from events.links.qr import qr_svg
from events.models import ChangeRequest, HandOver, Registration, StudyVisit
from events.registrations.fields import mask_email
from events.registrations.name_forms import has_too_many_names
from events.registrations.needs import count_needs
from events.registrations.part_text import choices_of
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.codes import may_send_code
from events.registrations.rules.delegates import names_open, send_delegate_links
from events.registrations.rules.handover import open_handover, request_handover
from events.registrations.rules.links import send_link_again
from events.registrations.rules.reconfirmation import reconfirm_attendance
from events.registrations.rules.seats import withdraw_registration
from events.registrations.self_service.consents import (
    YEARS_OF_INVITATIONS,
    consents_of,
    invitations_to_agree_to,
)
from events.registrations.self_service.context import manage_context
from events.registrations.self_service.decorators import registration_from_token
from events.registrations.self_service.forms import (
    ChangeForm,
    HandoverForm,
    LostLinkForm,
    ManageForm,
)
from events.registrations.self_service.materials import materials_of
from events.registrations.self_service.parts import parts_open
from events.registrations.self_service.status_text import describe_status, status_tone
from events.registrations.self_service.trust import has_sensitive_access
from events.registrations.self_service.verification import proof_context


@registration_from_token
@require_safe
def manage(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Show a registration; needs and addresses only with sensitive access."""
    now = timezone.now()
    own_needs = registration.needs.filter(delegate=None)
    trusted = has_sensitive_access(request, registration, now)
    consents = consents_of(registration, show_sensitive=trusted)
    context = {
        **manage_context(registration, token),
        "form": ManageForm(),
        "can_withdraw": registration.can_withdraw,
        "sensitive_shown": trusted,
        "people": [
            (d, d.email if trusted else "") for d in registration.delegates.all()
        ],
        "contact_email": mask_email(registration.contact_email),
        "needs": count_needs(own_needs) if trusted else [],
        "consents": consents,
        "invitations": invitations_to_agree_to(registration, consents),
        "invitation_years": YEARS_OF_INVITATIONS,
        "materials": materials_of(registration, now),
        **_status_context(registration, now, confirmed="confirmed" in request.GET),
        **_permitted_changes(registration, now),
        **proof_context(registration, token, now),
    }
    return render(request, "events/registrations/self_service/detail.html", context)


def _status_context(
    registration: Registration, at: datetime, *, confirmed: bool
) -> dict[str, Any]:
    """Return the status, open questions, and the QR code where the delegation comes.

    `confirmed` says that the address was just confirmed, if it is.
    """
    confirmed = confirmed and registration.proven_at is not None
    visit = registration.visit
    planned = visit.state == StudyVisit.State.PLANNED and at < visit.ends_at
    comes = planned and registration.status == Registration.Status.CONFIRMED
    return {
        "code": qr_svg(registration) if comes else "",
        "confirmed": confirmed,
        "status_text": describe_status(registration, at),
        "status_tone": status_tone(registration),
        "notice_tone": _notice_tone(registration, confirmed=confirmed),
        "choices": choices_of(registration),
        "change": registration.change_requests.filter(status="open").first(),
        "asked": open_handover(registration, at),
    }


def _notice_tone(registration: Registration, *, confirmed: bool) -> str:
    """Return the tone of the notice: never good before the address is confirmed."""
    tone = status_tone(registration)
    if confirmed and tone != "over":
        return "good"
    return "" if registration.proof_due_at else tone


def _permitted_changes(registration: Registration, at: datetime) -> dict[str, bool]:
    """Return what the contact may still change without staff."""
    active = registration.status in Registration.ACTIVE
    offered = registration.status == Registration.Status.OFFERED
    return {
        "active": active and at < registration.visit.starts_at,
        "can_take": offered and at < (registration.offer_expires_at or at),
        "asks_who_comes": bool(has_too_many_names(registration)),
        "seats_open": active and not offered and registration.may_be_changed(at),
        "names_open": names_open(registration, at),
        "parts_open": parts_open(registration) and registration.visit.parts.exists(),
    }


@registration_from_token
def withdraw(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Ask for confirmation (GET); withdraw the registration (POST)."""
    if request.method == "POST" and registration.can_withdraw:
        withdraw_registration(registration=registration, at=timezone.now())
    if request.method == "POST" or not registration.can_withdraw:
        return redirect("events:registration", token)
    return render(
        request,
        "events/registrations/self_service/withdraw.html",
        {**manage_context(registration, token), "form": ManageForm()},
    )


@registration_from_token
def reconfirm(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Reconfirm the visit as it was shown (POST); rescheduled again, it asks anew."""
    move = request.POST.get("move", "")
    if request.method == "POST" and move.isdecimal() and len(move) < 10:
        reconfirm_attendance(
            registration=registration, move=int(move), at=timezone.now()
        )
    return redirect("events:registration", token)


@registration_from_token
def change(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Ask staff for a change (POST); one request at a time is open."""
    if registration.status not in Registration.ACTIVE:
        return redirect("events:registration", token)
    form = bind(request, ChangeForm, initial={"seats": request.GET.get("seats")})
    if request.method == "POST":
        if not form.is_valid():
            return refuse(request, form)
        request_change(
            registration=registration, at=timezone.now(), **form.cleaned_data
        )
        return redirect("events:registration", token)
    open_requests = ChangeRequest.objects.filter(
        registration=registration, status="open"
    )
    context = {
        **manage_context(registration, token),
        "form": form,
        "asked": open_requests.exists(),
    }
    return render(request, "events/registrations/self_service/change.html", context)


@registration_from_token
def handover(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Name another contact, confirm it, and mail them the question (POST).

    A new contact sees needs and e-mail addresses, so the present one needs a code
    before naming them.
    """
    if registration.status not in Registration.ACTIVE:
        return redirect("events:registration", token)
    trusted = has_sensitive_access(request, registration, timezone.now())
    if may_send_code(registration) and not trusted:
        return redirect("events:registration-code", token)
    form = bind(request, HandoverForm)
    if request.method == "POST":
        return _name_contact(request, form, registration, token)
    context = {
        **manage_context(registration, token),
        "form": form,
        "sure": refused_because(request) == "sure?" and form.is_valid(),
    }
    return render(request, "events/registrations/self_service/handover.html", context)


def _name_contact(
    request: HttpRequest, form: HandoverForm, registration: Registration, token: str
) -> HttpResponse:
    """Ask the contact once more, then mail the question to the one they named."""
    if not form.is_valid() or "back" in request.POST:
        return refuse(request, form)
    if "sure" not in request.POST:
        return refuse(request, form, reason="sure?")
    try:
        request_handover(
            registration=registration, at=timezone.now(), **form.cleaned_data
        )
    except TooManyHandovers:
        text = _("We have asked several people already. Please write to us.")
        form.add_error("email", text)
        return refuse(request, form)
    return redirect("events:registration-hand-over-asked", token)


@registration_from_token
@require_safe
def handover_asked(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Say who was asked to become the contact, while the question is open."""
    question = open_handover(registration, timezone.now())
    if question is None:
        return redirect("events:registration", token)
    context = {
        **manage_context(registration, token),
        "name": question.name,
        "days_to_answer": HandOver.ANSWER_TTL.days,
    }
    return render(
        request, "events/registrations/self_service/handover_asked.html", context
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest) -> HttpResponse:
    """Mail links to an address (POST); the answer is the same for every address."""
    form = bind(request, LostLinkForm)
    if request.method == "POST":
        if not form.is_valid():
            return refuse(request, form)
        email, now = form.cleaned_data["email"], timezone.now()
        if not throttling.allows("send-link", fold_email(email), now):
            return redirect("events:lost-link-sent")  # nothing more is sent
        own = Registration.objects.active().of_contact(email)
        for registration in own.filter(visit__ends_at__gt=now).select_related("visit"):
            send_link_again(visit=registration.visit, email=email, at=now)
        send_delegate_links(email=email, at=now)
        return redirect("events:lost-link-sent")
    return render(
        request, "events/registrations/self_service/lost_link.html", {"form": form}
    )


@private
@require_safe
def lost_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that links were sent if the address has any."""
    return render(request, "events/registrations/self_service/lost_link_sent.html")
