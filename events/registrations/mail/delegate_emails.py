"""Mail to the people of a delegation who have an e-mail of their own.

They are written to in their own language, or in the delegation's. They learn who
entered them, what is held, their rights, and the link to see and correct it
(GDPR, article 14); and later whatever moves the visit in their calendars.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from centre.content.languages import public_language
from centre.mail import RenderedEmail, render_email
from centre.models import Centre
from centre.text.emails import unlinked
from events.links.tokens import delegate_token
from events.mail import outbox
from events.mail.custom_text import custom_text
from events.mail.kinds import MAIL_KINDS, AskedBy, Kind, Reader
from events.models import Delegate, Registration, StudyVisit
from events.registrations.mail.calendar import (
    calendar_status,
    former_time,
    registration_calendar,
)
from events.registrations.part_text import programme_lines

# To who asks for a link before the delegation has its places for sure.
NOT_CONFIRMED = _(
    "Your delegation has no confirmed place yet. We will write to you when it has."
)


def queue_delegate_added(delegate: Delegate, *, at: datetime, once: str) -> None:
    """Tell a delegate that somebody else entered them; `once` names this one mail."""
    _queue(Kind.DELEGATE_TOLD, delegate, at=at, once=once)


def queue_delegate_removed(delegate: Delegate, *, at: datetime, once: str) -> None:
    """Tell a delegate that somebody else took them off the list; the link is dead."""
    _queue(Kind.DELEGATE_REMOVED, delegate, at=at, once=once)


def queue_delegate_link(delegate: Delegate, *, at: datetime) -> None:
    """Send a delegate the link that somebody asked for."""
    _queue(Kind.LINK, delegate, at=at)


def queue_for_delegates(
    kind: Kind, registration: Registration, *, at: datetime, due_at: datetime | None
) -> None:
    """Tell the people of a delegation who were told that they are on its list."""
    for delegate in notified_delegates(registration.delegates.all()):
        delegate.registration = registration
        _queue(kind, delegate, at=at, due_at=due_at)


def notified_delegates(people: QuerySet[Delegate]) -> QuerySet[Delegate]:
    """Return who was told that they are on a list, the contacts themselves aside."""
    told = people.filter(told_at__isnull=False).exclude(email="")
    contacts = F("registration__contact_email")
    return told.exclude(email__same_address=contacts).select_related("registration")


def delegate_url(delegate: Delegate, language: str) -> str:
    """Return the whole address of a delegate's own page, in a language."""
    with translation.override(language):
        path = reverse("events:person", kwargs={"token": delegate_token(delegate)})
    return settings.SITE_URL + path


def compose_delegate_email(kind: str, delegate: Delegate) -> RenderedEmail:
    """Render a mail as it would go out; nothing needs to be saved."""
    language = _language(delegate)
    with translation.override(language):
        return render_email(
            text="mail/registrations/delegate.txt",
            html="mail/registrations/delegate.html",
            context=_context(kind, delegate, language),
        )


def _queue(
    kind: Kind,
    delegate: Delegate,
    *,
    at: datetime,
    once: str | None = None,
    **more: Any,
) -> None:
    registration, language = delegate.registration, _language(delegate)
    calendar = ""
    if _knows_date(delegate):
        with translation.override(language):
            left = MAIL_KINDS[kind].reader_left
            calendar = registration_calendar(registration, at=at, left=left)
    outbox.enqueue(
        compose_delegate_email(kind, delegate),
        at=at,
        registration=registration,
        kind=kind,
        once=once,
        recipient=delegate.email,
        limited=MAIL_KINDS[kind].asked_by is not AskedBy.US,
        language=language,
        calendar=calendar,
        **more,
    )


def _reason(kind: str, registration: Registration) -> str:
    """Return what a delegate has to know besides: how sure it is, when it was to be."""
    if kind == Kind.VISIT_CHANGED:
        return former_time(registration.visit)
    confirmed = registration.status == Registration.Status.CONFIRMED
    return "" if confirmed or kind != Kind.LINK else str(NOT_CONFIRMED)


def _knows_date(delegate: Delegate) -> bool:
    """Return whether a delegate is to have the visit in a calendar, or has it."""
    status = delegate.registration.status
    return delegate.told_at is not None or status == Registration.Status.CONFIRMED


def _language(delegate: Delegate) -> str:
    return public_language(delegate.language or delegate.registration.language)


def _context(kind: str, delegate: Delegate, language: str) -> dict[str, Any]:
    """What the templates print, in the active language."""
    row, registration = MAIL_KINDS[kind], delegate.registration
    visit = registration.visit
    postponed = visit.state == StudyVisit.State.POSTPONED
    text = row.delegate_text or row.text(postponed=postponed)
    filled = {
        "visit": visit.localized.title,
        "reference": registration.reference,
        "contact": unlinked(registration.contact_name),
        "organisation": unlinked(registration.organisation),
    }
    extra_paragraph = ""
    # Staff's own words for a contact ("your registration") are not for a delegate.
    if row.reader is Reader.DELEGATE:
        _intro, extra_paragraph = custom_text(kind, registration, visit, language)
    status = calendar_status(registration, left=row.reader_left)
    return {
        "subject": str(text.subject) % filled,
        "intro": str(text.intro) % filled,
        "reason": _reason(kind, registration),
        "extra_paragraph": extra_paragraph,
        "name": delegate.full_name,
        "delegate": delegate,
        "registration": registration,
        "visit": visit.localized,
        "programme": programme_lines(visit) if row.programme else [],
        "centre": Centre.load().localized,
        "language": language,
        "visit_url": settings.SITE_URL + visit.get_absolute_url(),
        "delegate_url": "" if row.reader_left else delegate_url(delegate, language),
        "calendar": _knows_date(delegate),
        "new_entry": row.new_entry,
        "cancelled": status == "CANCELLED",
    }
