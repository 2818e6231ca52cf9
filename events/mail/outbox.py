"""Writing a mail into the outbox, in the transaction that causes it.

If that is rolled back there is no mail, and if the mail server is down there is still
the row.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from centre.text.typography import plain
from events.mail.tasks import deliver_due_mail
from events.models import OutgoingEmail


@dataclass(frozen=True)
class RenderedEmail:
    """A mail as it goes out."""

    subject: str
    text: str
    html: str


def render_email(*, text: str, html: str, context: dict[str, Any]) -> RenderedEmail:
    """Render both parts of a mail in the active language; its subject is one line.

    `text` and `html` are templates.
    """
    return RenderedEmail(
        " ".join(str(context["subject"]).split())[:200],
        plain(render_to_string(text, context)).strip() + "\n",
        plain(render_to_string(html, context)),
    )


def enqueue(
    mail: RenderedEmail, *, at: datetime, due_at: datetime | None = None, **row: Any
) -> None:
    """Write a mail to one recipient; it is sent at once, or when it is due.

    `row` are further columns of the outbox; see OutgoingEmail.
    """
    OutgoingEmail.objects.create(
        **vars(mail),
        **row,
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        due_at=due_at or at,
    )
    deliver_due_mail.using(run_after=due_at).enqueue()
