"""What a delegation hears from us, in the language of its registration.

A mail is written into the outbox within the transaction that causes it: if that is
rolled back there is no mail, and if the mail server is down there is still the row.
"""

from datetime import datetime
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from centre.models import Centre
from centre.typography import plain
from events.calendars import visit_calendar
from events.models import OutgoingEmail, Registration
from events.tasks import deliver_due_mail

Kind = OutgoingEmail.Kind


def queue_received(registration: Registration, *, token: str, at: datetime) -> None:
    """Say that the delegation is registered; with its reference, link and calendar."""
    _queue(Kind.RECEIVED, registration, token=token, at=at, with_calendar=True)


def queue_link(registration: Registration, *, token: str, at: datetime) -> None:
    """Send a new link to a registration that exists."""
    _queue(Kind.LINK, registration, token=token, at=at, with_calendar=True)


def queue_withdrawn(registration: Registration, *, at: datetime) -> None:
    """Say that the registration is withdrawn and its places are free again."""
    _queue(Kind.WITHDRAWN, registration, at=at)


def manage_url(token: str, language: str) -> str:
    """The whole address of the page that a token opens, in a language."""
    with translation.override(language):
        return settings.SITE_URL + reverse(
            "events:registration", kwargs={"token": token}
        )


def _queue(
    kind: OutgoingEmail.Kind,
    registration: Registration,
    *,
    at: datetime,
    token: str = "",
    with_calendar: bool = False,
) -> None:
    """Write one mail in the registration's language and have it sent."""
    visit = registration.visit
    with translation.override(registration.language):
        context = {
            "registration": registration,
            "visit": visit.shown,
            "centre": Centre.load().shown,
            "language": registration.language,
            "manage_url": manage_url(token, registration.language) if token else "",
            "visit_url": settings.SITE_URL + visit.get_absolute_url(),
        }
        subject = render_to_string(f"mail/{kind}.subject.txt", context)
        OutgoingEmail.objects.create(
            registration=registration,
            kind=kind,
            recipient=registration.contact_email,
            language=registration.language,
            subject=" ".join(subject.split())[:200],
            text=plain(render_to_string(f"mail/{kind}.txt", context)).strip() + "\n",
            html=plain(render_to_string(f"mail/{kind}.html", context)),
            calendar=visit_calendar(visit) if with_calendar else "",
            message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
            due_at=at,
        )
    deliver_due_mail.enqueue()
