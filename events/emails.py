"""What a delegation hears from us, in the language of its registration.

A mail is written into the outbox within the transaction that causes it: if that is
rolled back there is no mail, and if the mail server is down there is still the row.
"""

from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from centre.dates import format_moment as moment
from centre.models import Centre
from centre.typography import plain
from events.calendars import visit_calendar
from events.mail_texts import MAIL_TEXTS
from events.models import OutgoingEmail, Registration
from events.tasks import deliver_due_mail
from events.tokens import manage_token

Kind = OutgoingEmail.Kind
Status = Registration.Status


# What a delegation hears when its registration comes into a status.
OF_STATUS: dict[str, Kind] = {
    Status.REQUESTED: Kind.REQUESTED,
    Status.CONFIRMED: Kind.RECEIVED,
    Status.WAITLISTED: Kind.WAITLISTED,
    Status.OFFERED: Kind.OFFERED,
    Status.DECLINED: Kind.DECLINED,
    Status.WITHDRAWN: Kind.WITHDRAWN,
    Status.CANCELLED: Kind.CANCELLED,
    Status.LAPSED: Kind.LAPSED,
}


# What the calendar file of a mail says of the visit, where it is not certain.
IN_CALENDAR: dict[str, str] = {
    **dict.fromkeys([Kind.REQUESTED, Kind.WAITLISTED, Kind.OFFERED], "TENTATIVE"),
    **dict.fromkeys(
        [
            Kind.CANCELLED,
            Kind.WITHDRAWN,
            Kind.DECLINED,
            Kind.LAPSED,
            Kind.HANDED_OVER,
        ],
        "CANCELLED",
    ),
}


def queue_status(registration: Registration, *, at: datetime, reason: str = "") -> None:
    """Say what has become of a registration; with its link and its calendar."""
    _queue(OF_STATUS[registration.status], registration, at=at, reason=reason)


def queue_link(registration: Registration, *, at: datetime) -> None:
    """Send a new link to a registration that exists."""
    _queue(Kind.LINK, registration, at=at)


def queue_changed(registration: Registration, *, at: datetime) -> None:
    """Say how many people are registered now."""
    _queue(Kind.CHANGED, registration, at=at)


def queue_answer(registration: Registration, *, at: datetime, reason: str) -> None:
    """Answer a request for a change; `reason` is in the registration's language."""
    _queue(Kind.CHANGE_ANSWER, registration, at=at, reason=reason)


def queue_handed_over(registration: Registration, *, former: str, at: datetime) -> None:
    """Send the new contact her link, and tell the former one, who gets none."""
    _queue(Kind.LINK, registration, at=at)
    _queue(Kind.HANDED_OVER, registration, at=at, recipient=former)


def queue_visit_changed(
    registration: Registration, *, at: datetime, due_at: datetime
) -> None:
    """Say when and where the visit is now; the calendar file moves the entry."""
    _queue(Kind.VISIT_CHANGED, registration, at=at, due_at=due_at)


def queue_once(kind: Kind, registration: Registration, at: datetime) -> bool:
    """Write a reminder or a thank-you, if none was written yet; say whether.

    The database refuses a second one, from another process too.
    """
    try:
        with transaction.atomic():
            _queue(kind, registration, at=at, once=f"{kind}-{registration.pk}")
    except IntegrityError:
        return False
    return True


def manage_url(token: str, language: str, view: str = "registration") -> str:
    """The whole address of the page that a token opens, in a language."""
    with translation.override(language):
        path = reverse(f"events:{view}", kwargs={"token": token})
    return settings.SITE_URL + path


def _queue(
    kind: OutgoingEmail.Kind,
    registration: Registration,
    *,
    at: datetime,
    reason: str = "",
    recipient: str = "",
    once: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Write one mail in the registration's language and have it sent.

    It goes to the contact, with the link; to another recipient without it.
    """
    visit, language = registration.visit, registration.language
    in_calendar = IN_CALENDAR.get(kind, "CONFIRMED")
    with translation.override(language):
        context = {
            **_words(kind, registration),
            "reason": reason,
            "name": "" if recipient else registration.contact_name,
            "cancelled": in_calendar == "CANCELLED",
        }
        OutgoingEmail.objects.create(
            registration=registration,
            kind=kind,
            once=once,
            recipient=recipient or registration.contact_email,
            language=language,
            subject=" ".join(str(context["subject"]).split())[:200],
            text=plain(render_to_string("mail/registration.txt", context)).strip()
            + "\n",
            html=plain(render_to_string("mail/registration.html", context)),
            calendar=visit_calendar(visit, in_calendar),
            message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
            due_at=due_at or at,
        )
    deliver_due_mail.using(run_after=due_at).enqueue()


def _words(kind: OutgoingEmail.Kind, registration: Registration) -> dict[str, Any]:
    """What the templates print, in the active language, the registration's."""
    visit, language = registration.visit, registration.language
    wording, filled = MAIL_TEXTS[kind], _filled(registration)
    token = manage_token(registration)
    link = manage_url(token, language, wording.link) if wording.link else ""
    return {
        "subject": str(wording.subject) % filled,
        "says": str(wording.says) % filled,
        "note": wording.note,
        "registration": registration,
        "visit": visit.shown,
        "centre": Centre.load().shown,
        "language": language,
        "manage_url": link,
        "asks": wording.link == "feedback",
        "visit_url": settings.SITE_URL + visit.get_absolute_url(),
    }


def _filled(registration: Registration) -> dict[str, Any]:
    """What stands for the names in a mail's sentences, in the active language."""
    ends_at = registration.offer_expires_at
    visit = registration.visit
    language = get_language() or ""
    return {
        "names_due": moment(visit.names_due_at or visit.starts_at, language),
        "reference": registration.reference,
        "visit": visit.shown.title,
        "seats": registration.seats,
        "wished": registration.wanted_seats,
        "place": registration.place_in_queue,
        "deadline": moment(ends_at, language) if ends_at else "",
    }
