"""What staff write to a delegation's contact, with the facts and the link around it."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from centre.content.languages import public_language
from centre.mail import RenderedEmail, render_email
from centre.text.spoken import held_in
from events.mail import outbox
from events.mail.custom_text import placeholder_values
from events.mail.kinds import Kind
from events.models import MessageText, Registration, StaffMessage
from events.models.placeholders import fill
from events.registrations.mail.contact_emails import contact_context


def compose_message_email(
    message: StaffMessage, registration: Registration
) -> RenderedEmail | None:
    """Render a message to one contact as it would go out; None where it has no text.

    Where it is not written in the contact's language it is in the next one of that
    language's chain, and says so.
    """
    language = public_language(registration.language)
    text = message.text_for(language)
    if text is None:
        return None
    subject, body = _filled(text, registration)
    with translation.override(language):
        context = contact_context(Kind.STAFF_MESSAGE, registration, language)
        context |= {"subject": subject, "intro": body, "reason": ""}
        if text.language != language:
            note = gettext("we have this message %(in_language)s only:")
            filled = note % {"in_language": held_in([text.language])}
            context |= {"intro": filled, "reason": body}
            context["reason_language"] = text.language
        return render_email(
            text="mail/registrations/contact.txt",
            html="mail/registrations/contact.html",
            context=context,
        )


def queue_message_email(
    message: StaffMessage, registration: Registration, *, at: datetime
) -> bool:
    """Write a message to one contact into the outbox, and say whether there is one."""
    mail = compose_message_email(message, registration)
    if mail is None or not registration.contact_email:
        return False
    outbox.enqueue(
        mail,
        at=at,
        registration=registration,
        staff_message=message,
        kind=Kind.STAFF_MESSAGE,
        once=f"message-{message.pk}-{registration.pk}",
        recipient=registration.contact_email,
        language=public_language(registration.language),
    )
    return True


def _filled(text: MessageText, registration: Registration) -> tuple[str, str]:
    """Return subject and body with their placeholders filled in their own language."""
    with translation.override(text.language):
        values = placeholder_values(registration, registration.visit)
    return fill(text.subject, values), fill(text.body, values)
