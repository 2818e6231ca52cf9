"""What somebody hears who asked for a visit, in the language of the request."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre.content.languages import public_language
from centre.models import Centre
from events.ical import visit_calendar
from events.links.tokens import manage_token
from events.mail import outbox
from events.mail.custom_text import custom_text
from events.mail.outbox import RenderedEmail
from events.models import OutgoingEmail, VisitRequest

Kind = OutgoingEmail.Kind
Status = VisitRequest.Status

# Status -> subject, first sentence. Accepting is told by the registration's mail.
REQUEST_TEXTS: dict[str, tuple[Promise, Promise]] = {
    Status.RECEIVED: (
        _("We have your request for a visit (%(reference)s)"),
        _("we have your request for a visit. We read it and answer by mail."),
    ),
    Status.PROPOSED: (
        _("A visit for you (%(reference)s)"),
        _("we propose this visit to your delegation. Open the link to take it or not."),
    ),
    Status.UNSUITABLE: (
        _("We look for another visit for you (%(reference)s)"),
        _(
            "we know now that the visit we proposed does not suit. We look for another "
            "one and answer by mail."
        ),
    ),
    Status.DECLINED: (
        _("We can’t receive you this time (%(reference)s)"),
        _("we are sorry: we can’t receive your delegation on the days you asked for."),
    ),
    Status.WITHDRAWN: (
        _("Your request is withdrawn (%(reference)s)"),
        _("your request for a visit is withdrawn. You are welcome to ask again."),
    ),
}


def request_url(request: VisitRequest) -> str:
    """The whole address of a request's page, in the request's language."""
    with translation.override(public_language(request.language)):
        token = manage_token(request)
        return settings.SITE_URL + reverse("events:request", args=[token])


def compose_request_email(request: VisitRequest) -> RenderedEmail:
    """What is said about the status that a request has; it need not be saved yet."""
    language = public_language(request.language)
    with translation.override(language):
        subject, says = (str(text) for text in REQUEST_TEXTS[request.status])
        named = request.status == Status.PROPOSED
        own, extra = custom_text(_kind(request), request, request.visit, language)
        context = {
            "subject": subject % {"reference": request.reference},
            "says": own or says,
            "reason": request.answer,
            "extra": extra,
            "request": request,
            "visit": request.visit.localized if named and request.visit else None,
            "cancelled": not named,
            "calendar": request.visit,
            "name": request.contact_name,
            "centre": Centre.load().localized,
            "language": language,
            "request_url": request_url(request),
        }
        return outbox.render_email(
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
        language=language,
        calendar=calendar,
    )


def accepted_text(request: VisitRequest) -> str:
    """What the mail of the registration that a request becomes says of the request."""
    with translation.override(public_language(request.language)):
        says = gettext("This is the answer to your request %(reference)s.")
    return "\n".join(
        filter(None, [says % {"reference": request.reference}, request.answer])
    )


def _kind(request: VisitRequest) -> str:
    received = request.status == Status.RECEIVED
    return Kind.REQUEST_RECEIVED if received else Kind.REQUEST_ANSWER


Asked = VisitRequest.Status


def request_calendar(request: VisitRequest, *, at: datetime) -> str:
    """The visit that a request was answered with; nothing where there is none."""
    if request.visit is None:
        return ""
    proposed = request.status == Asked.PROPOSED
    status = "TENTATIVE" if proposed else "CANCELLED"
    return visit_calendar(request.visit, status, steps=0 if proposed else 1, at=at)
