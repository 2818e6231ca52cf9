"""What somebody hears who asked for a visit, in the language of the request."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre.content.languages import public_language
from centre.mail import RenderedEmail, render_email
from centre.models import Centre
from events.ical import visit_calendar
from events.links.tokens import manage_token
from events.mail import outbox
from events.mail.custom_text import custom_text
from events.mail.kinds import Kind, MailText
from events.models import OutgoingEmail, VisitRequest
from events.visit_requests.wishes import wished_time

Status = VisitRequest.Status

# What is said of each status. Accepting is told by the registration's mail.
REQUEST_TEXTS: dict[str, MailText] = {
    Status.RECEIVED: MailText(
        subject=_("We have your request for a visit (%(reference)s)"),
        intro=_(
            "we have your request for a visit. We will read it and answer by e-mail."
        ),
    ),
    Status.PROPOSED: MailText(
        subject=_("A visit for you (%(reference)s)"),
        intro=_(
            "we propose this visit to your delegation. Open the link to take it or not."
        ),
    ),
    Status.UNSUITABLE: MailText(
        subject=_("We are looking for another visit for you (%(reference)s)"),
        intro=_(
            "we know now that the visit we proposed does not suit you. We will look "
            "for another one and answer by e-mail."
        ),
    ),
    Status.DECLINED: MailText(
        subject=_("We can’t receive you this time (%(reference)s)"),
        intro=_(
            "we are sorry: we can’t receive your delegation on the days you asked for."
        ),
    ),
    Status.WITHDRAWN: MailText(
        subject=_("Your request is withdrawn (%(reference)s)"),
        intro=_("your request for a visit is withdrawn. You are welcome to ask again."),
    ),
}


# Told after a step of whoever has the link; nobody verifies the e-mail of a request.
BY_WHOEVER_ASKED = (Status.RECEIVED, Status.UNSUITABLE, Status.WITHDRAWN)


def request_url(request: VisitRequest) -> str:
    """Return the whole address of a request's page, in the request's language."""
    with translation.override(public_language(request.language)):
        token = manage_token(request)
        return settings.SITE_URL + reverse("events:request", args=[token])


def compose_request_email(request: VisitRequest) -> RenderedEmail:
    """Render what is said about a request's status; it need not be saved yet."""
    language = public_language(request.language)
    with translation.override(language):
        text = REQUEST_TEXTS[request.status]
        named = request.status == Status.PROPOSED
        kind = _kind(request)
        own, extra_paragraph = custom_text(kind, request, request.visit, language)
        context = {
            "subject": str(text.subject) % {"reference": request.reference},
            "intro": own or text.intro,
            "reason": request.answer,
            "extra_paragraph": extra_paragraph,
            "request": request,
            "wished": wished_time(request),
            "visit": request.visit.localized if named and request.visit else None,
            "new_entry": True,
            "cancelled": not named,
            "calendar": request.visit,
            "name": request.contact_name,
            "centre": Centre.load().localized,
            "language": language,
            "request_url": request_url(request),
        }
        return render_email(
            text="mail/visit_requests/request.txt",
            html="mail/visit_requests/request.html",
            context=context,
        )


def queue_request_email(
    request: VisitRequest, *, at: datetime, due_at: datetime | None = None
) -> None:
    """Write the mail about a request's status into the outbox.

    It replaces one of the same kind that waits for further changes.
    """
    request.emails.filter(
        kind=_kind(request), state=OutgoingEmail.State.QUEUED, due_at__gt=at, attempts=0
    ).delete()
    language = public_language(request.language)
    with translation.override(language):
        calendar = request_calendar(request, at=at)
    outbox.enqueue(
        compose_request_email(request),
        at=at,
        due_at=due_at,
        request=request,
        kind=_kind(request),
        recipient=request.contact_email,
        limited=request.status in BY_WHOEVER_ASKED,
        language=language,
        calendar=calendar,
    )


def accepted_text(request: VisitRequest) -> str:
    """Return what the mail of the registration that a request becomes says of it."""
    with translation.override(public_language(request.language)):
        sentence = gettext("This is the answer to your request %(reference)s.")
    return "\n".join(
        filter(None, [sentence % {"reference": request.reference}, request.answer])
    )


def _kind(request: VisitRequest) -> str:
    received = request.status == Status.RECEIVED
    return Kind.REQUEST_RECEIVED if received else Kind.REQUEST_ANSWER


def request_calendar(request: VisitRequest, *, at: datetime) -> str:
    """Return the file of the visit that a request was answered with; "" without one."""
    if request.visit is None:
        return ""
    proposed = request.status == Status.PROPOSED
    status = "TENTATIVE" if proposed else "CANCELLED"
    return visit_calendar(request.visit, status, steps=0 if proposed else 1, at=at)
