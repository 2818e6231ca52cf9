"""Writing a mail into the outbox, in the transaction that causes it.

If that is rolled back there is no mail, and if the mail server is down there is still
the row.
"""

from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from centre.mail import RenderedEmail
from events.mail.tasks import deliver_due_mail
from events.models import OutgoingEmail


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
