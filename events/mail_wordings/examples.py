"""Mails to look at, about a delegation that does not exist."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext

from centre.content.languages import columns
from centre.mail import RenderedEmail
from events.links.tokens import TOKEN_PATTERN
from events.mail.kinds import MAIL_KINDS, Reader
from events.models import Delegate, Registration, StudyVisit, VisitRequest
from events.registrations.mail import contact_emails, delegate_emails
from events.visit_requests import emails

EXAMPLE = {"reference": "ACDE-3467", "city": "Exampletown", "country": "NO", "seats": 8}


def example(kind: str, language: str) -> RenderedEmail:
    """Render a mail of a kind as it would go out now, its link blanked out."""
    with translation.override(language):
        names = {
            "organisation": gettext("Example City Council"),
            "contact_name": gettext("First name Surname"),
        }
        mail = _compose(kind, language, names)
    return RenderedEmail(
        mail.subject,
        TOKEN_PATTERN.sub("…", mail.text),
        TOKEN_PATTERN.sub("…", mail.html),
    )


def _compose(kind: str, language: str, names: dict[str, str]) -> RenderedEmail:
    reader = MAIL_KINDS[kind].reader
    if reader is Reader.REQUESTER:
        return emails.compose_request_email(_request(language, names))
    registration = _registration(language, names)
    if reader is Reader.DELEGATE:
        delegate = _delegate(registration)
        return delegate_emails.compose_delegate_email(kind, delegate)
    return contact_emails.compose_contact_email(kind, registration)


def _registration(language: str, names: dict[str, str]) -> Registration:
    soon = timezone.now() + timedelta(days=2)
    return Registration(
        **EXAMPLE,
        **names,
        language=language,
        visit=_visit(language),
        status=Registration.Status.CONFIRMED,
        wanted_seats=12,
        offer_expires_at=soon,
    )


def _visit(language: str) -> StudyVisit:
    """A visit that is whole in one language."""
    names = columns(StudyVisit, language)
    starts_at = timezone.localtime() + timedelta(days=30)
    starts_at = starts_at.replace(hour=10, minute=0, second=0, microsecond=0)
    words = {
        "title": gettext("How we work with newcomers"),
        "summary": ".",
        "description": ".",
        "venue": gettext("Reception desk, ground floor"),
    }
    return StudyVisit(
        **{names[field]: text for field, text in words.items()},
        slug="example",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        capacity=30,
        largest_group=12,
    )


def _delegate(registration: Registration) -> Delegate:
    return Delegate(
        registration=registration,
        full_name=registration.contact_name,
        email="person@example.org",
    )


def _request(language: str, names: dict[str, str]) -> VisitRequest:
    today = timezone.localdate()
    return VisitRequest(
        **EXAMPLE,
        **names,
        language=language,
        dates=[today + timedelta(days=30), today + timedelta(days=37)],
    )
