"""Handing one mail to the mail server, and what is known afterwards."""

import smtplib
from contextlib import suppress
from email.message import Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse
from django.utils import translation

from centre.documents.uploads import CONTENT_TYPES
from centre.mail import MailMessage
from centre.models import Centre
from centre.text.emails import fold_email, named_address
from events.links.qr import PICTURE_ID, qr_png
from events.links.tokens import invitee_token
from events.models import Invitee, OutgoingEmail, StaffMessage

# The server said no, so it has not taken the mail.
REFUSED = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)


class PerhapsSent(Exception):
    """The line broke while the server had the mail: nobody knows its answer."""


class PicturedMessage(MailMessage):
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


def build_message(mail: OutgoingEmail) -> PicturedMessage:
    """Build the mail as it goes out; its Message-ID is the same at every attempt.

    Its headers say that a machine wrote it (RFC 3834) and in which language (RFC 3282),
    and name the house in that language, and its reader. The envelope has addresses
    alone.
    """
    centre = Centre.load()
    reply_to = centre.email
    with translation.override(mail.language):
        house = centre.localized.name
    sender_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = PicturedMessage(
        subject=mail.subject,
        body=mail.text,
        from_email=sender,
        to=[mail.recipient],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "From": named_address(house or sender_name, sender),
            "To": named_address(_reader_name(mail), mail.recipient),
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )
    message.attach_alternative(mail.html, "text/html")
    if mail.invitee:
        message.extra_headers |= _leaving(mail.invitee, mail.language)
    if mail.registration and f"cid:{PICTURE_ID}" in mail.html:
        message.picture = qr_png(mail.registration)
    if mail.calendar:
        # The part names the file's own method (RFC 6047, 2.4).
        is_cancelled = "METHOD:CANCEL" in mail.calendar.splitlines()
        method = "CANCEL" if is_cancelled else "PUBLISH"
        kind = f"text/calendar; method={method}"
        message.attach("visit.ics", mail.calendar, kind)
    if mail.staff_message:
        _attach_documents(message, mail.staff_message)
    return message


def _leaving(invitee: Invitee, language: str) -> dict[str, str]:
    """Return the headers by which a mail program leaves with one click (RFC 8058)."""
    with translation.override(language):
        path = reverse("events:invitations-leave", args=[invitee_token(invitee)])
    return {
        "List-Unsubscribe": f"<{settings.SITE_URL}{path}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _attach_documents(mail: PicturedMessage, message: StaffMessage) -> None:
    """Attach the documents that staff chose; what each is, its checks have said."""
    for each in message.attachments.all():
        with each.file.open() as file:
            kind = CONTENT_TYPES[each.kind].partition(";")[0]
            mail.attach(each.filename, file.read(), kind)


def _reader_name(mail: OutgoingEmail) -> str:
    """Return whom a mail is for, as far as its address has one owner; else ""."""
    recipient = fold_email(mail.recipient)
    for contact in (mail.registration, mail.request):
        if contact and fold_email(contact.contact_email) == recipient:
            return contact.contact_name
    if mail.invitee and fold_email(mail.invitee.email) == recipient:
        return mail.invitee.name
    if mail.registration is None:
        return ""
    question = getattr(mail.registration, "hand_over", None)
    if question and fold_email(question.email) == recipient:
        return question.name
    people = mail.registration.delegates.filter(email__same_address=mail.recipient)
    names = {*people.values_list("full_name", flat=True)}
    return names.pop() if len(names) == 1 else ""


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
