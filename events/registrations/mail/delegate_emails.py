"""Mail to the people of a delegation who have an e-mail of their own.

A person is written to in her own language, or in the delegation's. She learns who
entered her, what is held, her rights, and the link to see and correct it
(GDPR, article 14); and later whatever moves the visit in her calendar.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.content.languages import public_language
from centre.models import Centre
from events.links.tokens import delegate_token
from events.mail import outbox
from events.mail.custom_text import custom_text
from events.models import Delegate, OutgoingEmail, Registration
from events.models.placeholders import unlinked
from events.registrations.mail.calendar import calendar_status, registration_calendar
from events.registrations.mail.texts import text_of
from events.registrations.part_text import programme_lines

Kind = OutgoingEmail.Kind

ON_THE_LIST = _("You are on the list: %(visit)s")
OFF_THE_LIST = _("You are no longer on the list: %(visit)s")
NOT_COMING = _("Your delegation is not coming: %(visit)s")

# Kind -> subject, first sentence.
DELEGATE_TEXTS: dict[str, tuple[Promise, Promise]] = {
    Kind.DELEGATE_TOLD: (
        ON_THE_LIST,
        _("%(contact)s (%(organisation)s) has put you on the list of a study visit."),
    ),
    Kind.DELEGATE_REMOVED: (
        OFF_THE_LIST,
        _("%(contact)s (%(organisation)s) has taken you off the list of a visit."),
    ),
    Kind.LINK: (
        ON_THE_LIST,
        _("here is your new link. The one we sent before no longer works."),
    ),
    **dict.fromkeys(
        [Kind.WITHDRAWN, Kind.DECLINED, Kind.LAPSED],
        (
            NOT_COMING,
            _(
                "the delegation that you were to come with does not take part in this "
                "visit. Its contact person knows more."
            ),
        ),
    ),
}
# What the people hear as well as the contact: it changes their calendars.
FOR_EVERYBODY = {
    Kind.VISIT_CHANGED,
    Kind.CANCELLED,
    Kind.WITHDRAWN,
    Kind.DECLINED,
    Kind.LAPSED,
}


def queue_delegate_added(delegate: Delegate, *, at: datetime, once: str) -> None:
    """Tell a person that somebody else entered her; `once` names this one mail."""
    _queue(Kind.DELEGATE_TOLD, delegate, at=at, once=once)


def queue_delegate_removed(delegate: Delegate, *, at: datetime, once: str) -> None:
    """Tell a person that somebody else took her off the list; her link is dead."""
    _queue(Kind.DELEGATE_REMOVED, delegate, at=at, once=once)


def queue_delegate_link(delegate: Delegate, *, at: datetime) -> None:
    """Send a person the new link that she asked for."""
    _queue(Kind.LINK, delegate, at=at)


def queue_for_delegates(
    kind: Kind, registration: Registration, *, at: datetime, due_at: datetime | None
) -> None:
    """Tell the people of a delegation who were told that they are on its list."""
    for delegate in notified_delegates(registration.delegates.all()):
        delegate.registration = registration
        _queue(kind, delegate, at=at, due_at=due_at)


def notified_delegates(people: QuerySet[Delegate]) -> QuerySet[Delegate]:
    """Those who were told that they are on a list, the contacts themselves aside."""
    told = people.filter(told_at__isnull=False).exclude(email="")
    contacts = F("registration__contact_email")
    return told.exclude(email__iexact=contacts).select_related("registration")


def delegate_url(delegate: Delegate, language: str) -> str:
    """The whole address of a person's own page, in a language."""
    with translation.override(language):
        path = reverse("events:person", kwargs={"token": delegate_token(delegate)})
    return settings.SITE_URL + path


def compose_delegate_email(kind: str, delegate: Delegate) -> outbox.RenderedEmail:
    """A mail as it would go out; nothing needs to be saved."""
    language = _language(delegate)
    with translation.override(language):
        return outbox.render_email(
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
    with translation.override(language):
        gone = kind == Kind.DELEGATE_REMOVED
        calendar = registration_calendar(registration, at=at, gone=gone)
    outbox.enqueue(
        compose_delegate_email(kind, delegate),
        at=at,
        registration=registration,
        kind=kind,
        once=once,
        recipient=delegate.email,
        language=language,
        calendar=calendar,
        **more,
    )


def _language(delegate: Delegate) -> str:
    return public_language(delegate.language or delegate.registration.language)


def _as_the_contact(kind: str, registration: Registration) -> tuple[Promise, Promise]:
    wording = text_of(kind, registration.visit)
    return wording.subject, wording.says


def _context(kind: str, delegate: Delegate, language: str) -> dict[str, Any]:
    """What the templates print, in the active language."""
    registration = delegate.registration
    visit = registration.visit.localized
    subject, says = DELEGATE_TEXTS.get(kind) or _as_the_contact(kind, registration)
    filled = {
        "visit": visit.title,
        "reference": registration.reference,
        "contact": unlinked(registration.contact_name),
        "organisation": unlinked(registration.organisation),
    }
    # Staff's own words for a contact ("your registration") are not for her.
    told, gone = kind == Kind.DELEGATE_TOLD, kind == Kind.DELEGATE_REMOVED
    extra = custom_text(kind, registration, registration.visit, language)[1]
    return {
        "subject": str(subject) % filled,
        "says": str(says) % filled,
        "extra": extra if told else "",
        "name": delegate.full_name,
        "delegate": delegate,
        "registration": registration,
        "visit": visit,
        "programme": programme_lines(registration.visit)
        if kind == Kind.VISIT_CHANGED
        else [],
        "centre": Centre.load().localized,
        "language": language,
        "visit_url": settings.SITE_URL + registration.visit.get_absolute_url(),
        "delegate_url": "" if gone else delegate_url(delegate, language),
        "calendar": True,
        "cancelled": calendar_status(registration, gone=gone) == "CANCELLED",
    }
