"""Handing one mail to the mail server, and what is known afterwards."""

import smtplib
from contextlib import suppress
from email.message import Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection

from centre.models import Centre
from events.links.qr import PICTURE_ID, qr_png
from events.models import OutgoingEmail

# The server said no, so it has not taken the mail.
REFUSED = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)


class PerhapsSent(Exception):
    """The line broke while the server had the mail: nobody knows its answer."""


class MailMessage(EmailMultiAlternatives):
    """A mail whose HTML part may show one picture that travels with it."""

    picture: bytes = b""

    def message(self, **options: Any) -> Any:
        """Build the MIME tree; HTML and picture stand together (RFC 2387)."""
        tree = super().message(**options)
        if self.picture:
            for part in list(tree.walk()):
                if part.get_content_type() == "multipart/alternative":
                    parts: Any = part.get_payload()
                    parts[-1] = self._with_picture(parts[-1])
        return tree

    def _with_picture(self, html: Message) -> MIMEMultipart:
        picture = MIMEImage(self.picture, "png")
        picture.add_header("Content-ID", f"<{PICTURE_ID}>")
        picture.add_header("Content-Disposition", "inline", filename="qr.png")
        related = MIMEMultipart("related", type="text/html")
        related.attach(html)
        related.attach(picture)
        return related


def build_message(mail: OutgoingEmail) -> MailMessage:
    """Build the mail as it goes out; its Message-ID is the same at every attempt.

    Its headers say that a machine wrote it (RFC 3834) and in which language (RFC 3282).
    """
    reply_to = Centre.load().email
    message = MailMessage(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )
    message.attach_alternative(mail.html, "text/html")
    if mail.registration and f"cid:{PICTURE_ID}" in mail.html:
        message.picture = qr_png(mail.registration)
    if mail.calendar:
        # The part names the file's own method (RFC 6047, 2.4).
        method = "CANCEL" if "METHOD:CANCEL" in mail.calendar else "PUBLISH"
        kind = f"text/calendar; method={method}"
        message.attach("visit.ics", mail.calendar, kind)
    return message


def send(message: EmailMultiAlternatives) -> None:
    """Give a mail to the mail server; without an exception the server has taken it.

    What goes wrong after its yes, saying goodbye, changes nothing.

    Raises PerhapsSent where the server may have taken it; any other exception means
    that it has not.
    """
    message.message()  # whatever is wrong with it shows before anybody is called
    connection = get_connection()
    connection.open()
    try:
        taken = connection.send_messages([message])
    except REFUSED:
        raise
    except OSError as error:
        raise PerhapsSent(f"{type(error).__name__}: {error}") from error
    finally:
        with suppress(Exception):
            connection.close()
    if not taken:
        raise ValueError("The mail server was given nothing.")
