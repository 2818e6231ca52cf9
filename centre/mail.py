"""Mail from the house: its two parts, its headers, and mail to staff about accounts."""

from dataclasses import dataclass
from email.header import Header
from email.utils import make_msgid, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import utf8_charset_qp
from django.template.loader import render_to_string

from centre.models import Centre
from centre.text.emails import named_address
from centre.text.typography import plain


@dataclass(frozen=True)
class RenderedEmail:
    """A mail as it goes out."""

    subject: str
    text: str
    html: str


class MailMessage(EmailMultiAlternatives):
    """A mail whose texts are quoted-printable: no server has to take eight bits."""

    encoding: Any = utf8_charset_qp

    def message(self, **options: Any) -> Any:
        """Build the MIME tree."""
        tree = super().message(**options)
        if not self.subject.isascii():
            # Folded with its own name in mind: else its first line would be empty.
            subject = Header(str(self.subject), "utf-8", header_name="Subject")
            tree.replace_header("Subject", subject)
        return tree


def render_email(*, text: str, html: str, context: dict[str, Any]) -> RenderedEmail:
    """Render both parts of a mail in the active language; its subject is one line.

    `text` and `html` are templates.
    """
    return RenderedEmail(
        " ".join(str(context["subject"]).split())[:200],
        plain(render_to_string(text, context)).strip() + "\n",
        plain(render_to_string(html, context)),
    )


def build_account_mail(address: str, language: str, **words: Any) -> MailMessage:
    """Build a mail to staff about an account, in the active language, from the house.

    `words` are its subject, intro and ending, and a url with its button.
    """
    centre = Centre.load().localized
    context = {"language": language, "centre": centre, "name": "", **words}
    mail = render_email(
        text="mail/accounts/words.txt",
        html="mail/accounts/words.html",
        context=context,
    )
    sender_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {
        "From": named_address(centre.name or sender_name, sender),
        "Message-ID": make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    message = MailMessage(mail.subject, mail.text, sender, [address], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    return message
