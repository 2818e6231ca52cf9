"""The code by e-mail: a link alone shows no needs and no e-mail addresses.

The code proves that somebody reads the contact's mail just now. A browser that sent it,
or in which the delegation was just registered, shows them for an hour (docs/adr/0015).
"""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from centre.text.emails import fold_email
from centre.web.refused import forget, refuse, refused_because
from events.links import throttling, tokens
from events.models import Registration
from events.registrations.fields import mask_email
from events.registrations.rules.codes import may_send_code, send_code
from events.registrations.self_service.context import manage_context
from events.registrations.self_service.decorators import registration_from_token
from events.registrations.self_service.forms import MailCodeForm
from events.registrations.self_service.trust import grant_sensitive_access


@registration_from_token
def code(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Ask for a code (GET); send one, or check the typed one (POST)."""
    now = timezone.now()
    if request.method == "POST" and "send" in request.POST:
        return _send(request, registration, token, now)
    form = MailCodeForm(request.POST if request.method == "POST" else None)
    sent = request.method == "POST" and form.is_valid()
    if sent and _is_right(form, registration, now):
        grant_sensitive_access(request, registration, now)
        return redirect("events:registration", token)
    return _page(request, registration, token, form)


def _send(
    request: HttpRequest, registration: Registration, token: str, at: datetime
) -> HttpResponse:
    """Mail a code, at most a few in an hour, never to an unverified address."""
    if not may_send_code(registration):
        return redirect("events:registration-code", token)
    mailbox = fold_email(registration.contact_email)
    if not (
        throttling.has_room("mail", mailbox, at)
        and throttling.allows("send-code", registration.reference, at)
    ):
        return refuse(request, reason="too-often")
    forget(request)
    send_code(registration=registration, at=at)
    return redirect(reverse("events:registration-code", args=[token]) + "?sent")


def _is_right(form: MailCodeForm, registration: Registration, at: datetime) -> bool:
    """Count the try and return whether the code is right; if not, add an error."""
    try:
        throttling.hit("try-code", registration.reference, at)
    except throttling.RateLimitExceeded:
        text = _("There were too many attempts. Ask for a new code in an hour.")
        form.add_error("code", text)
        return False
    if not tokens.is_mail_code(registration, form.cleaned_data["code"], at):
        text = _("This code is wrong or has expired. Ask for a new one.")
        form.add_error("code", text)
    return form.is_valid()


def _page(
    request: HttpRequest,
    registration: Registration,
    token: str,
    form: MailCodeForm,
) -> HttpResponse:
    """Render the page, as the answer of a POST too: what is typed here is a secret."""
    context = {
        **manage_context(registration, token),
        "form": form,
        "sent": "sent" in request.GET or bool(form.errors),
        "too_often": refused_because(request) == "too-often",
        "can_send": may_send_code(registration),
        "contact_email": mask_email(registration.contact_email),
        "minutes": tokens.CODE_TTL // timedelta(minutes=1),
    }
    return render(request, "events/registrations/self_service/code.html", context)
