"""What people hear who agreed to invitations; each mail has the link that ends them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from centre.content.languages import public_language
from centre.mail import RenderedEmail, render_email
from centre.models import Centre
from centre.text.dates import format_deadline
from events.links.tokens import invitee_token
from events.mail import outbox
from events.mail.kinds import MAIL_KINDS, Kind
from events.models import Invitee, StudyVisit
from events.registrations.mail.contact_emails import manage_url


def compose_invitation(invitee: Invitee, visit: StudyVisit) -> RenderedEmail:
    """Render the invitation to a visit, in the invitee's language."""
    language = public_language(invitee.language)
    with translation.override(language):
        shown = visit.localized
        context = _context(Kind.INVITATION, invitee, language, visit=shown.title)
        context |= {
            "visit": shown,
            "summary": shown.summary,
            "visit_url": settings.SITE_URL + visit.get_absolute_url(),
        }
        return _render(context)


def compose_renewal(invitee: Invitee, ends_at: datetime) -> RenderedEmail:
    """Render the question whether somebody still wants invitations."""
    language = public_language(invitee.language)
    with translation.override(language):
        until = format_deadline(ends_at, language)
        context = _context(Kind.INVITATIONS_RENEWED, invitee, language, until=until)
        token = invitee_token(invitee)
        context["keep_url"] = manage_url(token, language, "invitations-keep")
        return _render(context)


def queue_invitation_email(
    kind: Kind, invitee: Invitee, mail: RenderedEmail, *, at: datetime, once: str
) -> None:
    """Write a mail to an invitee into the outbox."""
    outbox.enqueue(
        mail,
        at=at,
        invitee=invitee,
        kind=kind,
        once=once,
        recipient=invitee.email,
        language=public_language(invitee.language),
    )


def leave_url(invitee: Invitee) -> str:
    """Return the address that ends the invitations, in the invitee's language."""
    language = public_language(invitee.language)
    return manage_url(invitee_token(invitee), language, "invitations-leave")


def _context(
    kind: Kind, invitee: Invitee, language: str, **filled: Any
) -> dict[str, Any]:
    """What the templates print, in the active language."""
    row = MAIL_KINDS[kind]
    return {
        "subject": str(row.subject) % filled,
        "intro": str(row.intro) % filled,
        "name": invitee.name,
        "centre": Centre.load().localized,
        "language": language,
        "leave_url": leave_url(invitee),
    }


def _render(context: dict[str, Any]) -> RenderedEmail:
    return render_email(
        text="mail/invitations/invitation.txt",
        html="mail/invitations/invitation.html",
        context=context,
    )
