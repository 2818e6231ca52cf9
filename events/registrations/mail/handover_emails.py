"""The question to somebody whether they take over as the contact of a delegation.

Their address was typed by somebody else: they learn by whom, what it is used for and
when it goes (GDPR, article 14). The delegation's own link is not in this mail.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from centre.content.languages import public_language
from centre.mail import RenderedEmail, render_email
from centre.models import Centre
from centre.text.dates import format_deadline
from centre.text.emails import unlinked
from events.links.tokens import handover_token
from events.mail import outbox
from events.mail.kinds import MAIL_KINDS, Kind
from events.models import HandOver
from events.registrations.mail.contact_emails import manage_url


def queue_handover_question(question: HandOver, *, at: datetime) -> None:
    """Write the question into the outbox, in the delegation's language."""
    outbox.enqueue(
        compose_handover_email(question),
        at=at,
        registration=question.registration,
        kind=Kind.TAKE_OVER_ASKED,
        recipient=question.email,
        limited=True,
        language=public_language(question.registration.language),
    )


def compose_handover_email(question: HandOver) -> RenderedEmail:
    """Render the question as it would go out; nothing needs to be saved."""
    language = public_language(question.registration.language)
    with translation.override(language):
        return render_email(
            text="mail/registrations/handover.txt",
            html="mail/registrations/handover.html",
            context=_context(question, language),
        )


def _context(question: HandOver, language: str) -> dict[str, Any]:
    """What the templates print, in the active language."""
    registration = question.registration
    visit = registration.visit.localized
    filled = {
        "visit": visit.title,
        "contact": unlinked(registration.contact_name),
        "organisation": unlinked(registration.organisation),
        "until": format_deadline(question.ends_at, language),
    }
    row = MAIL_KINDS[Kind.TAKE_OVER_ASKED]
    return {
        "subject": str(row.subject) % filled,
        "intro": str(row.intro) % filled,
        "name": question.name,
        "registration": registration,
        "visit": visit,
        "centre": Centre.load().localized,
        "language": language,
        "answer_url": manage_url(handover_token(question), language, row.link),
        "contact": filled["contact"],
        "days_kept": settings.CENTRE_RETENTION["hand_overs"],
    }
