"""What somebody hears who asked for a visit, in the language of the request."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.models import Centre
from centre.typography import plain
from events.models import OutgoingEmail, VisitRequest
from events.tasks import deliver_due_mail
from events.tokens import manage_token

Status = VisitRequest.Status

# Status -> subject, first sentence.
SAYS: dict[str, tuple[Promise, Promise]] = {
    Status.RECEIVED: (
        _("We have your request for a visit (%(reference)s)"),
        _("we have your request for a visit. We read it and answer by mail."),
    ),
    Status.PROPOSED: (
        _("A visit for you (%(reference)s)"),
        _("we propose this visit to your delegation. Open the link to take it or not."),
    ),
    Status.ACCEPTED: (
        _("We look forward to your visit (%(reference)s)"),
        _(
            "we have registered your delegation for this visit. Another mail brings "
            "the link to the registration."
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


@dataclass(frozen=True)
class Mail:
    """A mail as it goes out."""

    subject: str
    text: str
    html: str


def request_url(request: VisitRequest) -> str:
    """The whole address of a request's page, in the request's language."""
    with translation.override(request.language):
        token = manage_token(request)
        return settings.SITE_URL + reverse("events:request", args=[token])


def compose(request: VisitRequest) -> Mail:
    """What is said about the status that a request has; it need not be saved yet."""
    with translation.override(request.language):
        subject, says = (str(text) for text in SAYS[request.status])
        named = request.status in {Status.PROPOSED, Status.ACCEPTED}
        context = {
            "subject": subject % {"reference": request.reference},
            "says": says,
            "request": request,
            "visit": request.visit.shown if named and request.visit else None,
            "name": request.contact_name,
            "centre": Centre.load().shown,
            "language": request.language,
            "request_url": request_url(request),
        }
        text = plain(render_to_string("mail/request.txt", context))
        html = plain(render_to_string("mail/request.html", context))
    return Mail(str(context["subject"]), text.strip() + "\n", html)


def queue(request: VisitRequest, *, at: datetime) -> None:
    """Write the mail about a request's status into the outbox and have it sent."""
    mail, kind = compose(request), OutgoingEmail.Kind
    OutgoingEmail.objects.create(
        request=request,
        kind=kind.REQUEST_RECEIVED
        if request.status == Status.RECEIVED
        else kind.REQUEST_ANSWER,
        recipient=request.contact_email,
        language=request.language,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        due_at=at,
    )
    deliver_due_mail.enqueue()
