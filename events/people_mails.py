"""Mail to the people of a delegation, and answers to what it asked to change.

A person is written to in her own language, or in the delegation's. She learns who
entered her, what is held, her rights, and the link to see and correct it
(GDPR, article 14).
"""

from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre.models import Centre
from centre.typography import plain
from events import emails
from events.models import ChangeRequest, Delegate, OutgoingEmail
from events.tasks import deliver_due_mail
from events.tokens import delegate_token

Kind = OutgoingEmail.Kind

TOLD = _("%(contact)s (%(organisation)s) has put you on the list of a study visit.")
OWN_LINK = _("here is your new link. The one we sent before no longer works.")


def queue_told(delegate: Delegate, *, at: datetime, once: str) -> None:
    """Tell a person that somebody else entered her; `once` names this one mail."""
    _queue(Kind.DELEGATE_TOLD, delegate, TOLD, at=at, once=once)


def queue_own_link(delegate: Delegate, *, at: datetime) -> None:
    """Send a person the new link that she asked for."""
    _queue(Kind.LINK, delegate, OWN_LINK, at=at)


def queue_change_answer(change: ChangeRequest, *, at: datetime, reason: str) -> None:
    """Say whether a change was made, with what staff add."""
    with translation.override(change.registration.language):
        answer = gettext("The change is made.")
        if change.status == ChangeRequest.Status.REFUSED:
            answer = gettext("We are sorry: we can’t make this change.")
    emails.queue_answer(
        change.registration, at=at, reason="\n".join(filter(None, [answer, reason]))
    )


def own_url(delegate: Delegate, language: str) -> str:
    """The whole address of a person's own page, in a language."""
    with translation.override(language):
        path = reverse("events:person", kwargs={"token": delegate_token(delegate)})
    return settings.SITE_URL + path


def _queue(
    kind: str,
    delegate: Delegate,
    says: Promise,
    *,
    at: datetime,
    once: str | None = None,
) -> None:
    registration = delegate.registration
    language = delegate.language or registration.language
    with translation.override(language):
        context = _words(delegate, says, language)
        OutgoingEmail.objects.create(
            registration=registration,
            kind=kind,
            once=once,
            recipient=delegate.email,
            language=language,
            subject=" ".join(context["subject"].split())[:200],
            text=plain(render_to_string("mail/delegate.txt", context)).strip() + "\n",
            html=plain(render_to_string("mail/delegate.html", context)),
            message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
            due_at=at,
        )
    deliver_due_mail.enqueue()


def _words(delegate: Delegate, says: Promise, language: str) -> dict[str, Any]:
    """What the templates print, in the active language."""
    registration = delegate.registration
    visit = registration.visit.shown
    return {
        "subject": gettext("You are on the list: %(visit)s") % {"visit": visit.title},
        "says": says
        % {
            "contact": registration.contact_name,
            "organisation": registration.organisation,
        },
        "name": delegate.full_name,
        "delegate": delegate,
        "registration": registration,
        "visit": visit,
        "centre": Centre.load().shown,
        "language": language,
        "own_url": own_url(delegate, language),
    }
