"""The mails of a message as they would go out now, one for each recipient."""

from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString

from centre.content.languages import public_language
from centre.mail import RenderedEmail
from centre.staff.fields import own_language_name
from events.models import Registration, StaffMessage
from events.registrations.mail.message_emails import compose_message_email
from events.registrations.staff.dry_run import twin_of, without_links


@dataclass(frozen=True)
class MessagePreview:
    """One mail, its links blanked out; `twin` is it in the language of who looks."""

    registration: Registration
    code: str
    language: SafeString
    subject: str
    text: str
    twin: RenderedEmail | None


def chosen_examples(recipients: list[Registration], key: str) -> list[Registration]:
    """Return the recipient with a key, or else the first of each language."""
    chosen = [each for each in recipients if str(each.pk) == key]
    firsts = {public_language(each.language): each for each in reversed(recipients)}
    return chosen or [each for each in recipients if each in firsts.values()]


def unwritten(
    message: StaffMessage, recipients: list[Registration]
) -> list[tuple[SafeString, SafeString, int]]:
    """Return languages that readers get in another one: both names, and how many."""
    found: dict[tuple[str, str], int] = {}
    for registration in recipients:
        code = public_language(registration.language)
        text = message.text_for(code)
        if text and text.language != code:
            pair = code, text.language
            found[pair] = found.get(pair, 0) + 1
    return [
        (own_language_name(theirs), own_language_name(other), count)
        for (theirs, other), count in found.items()
    ]


def preview_mail(
    message: StaffMessage, registration: Registration
) -> MessagePreview | None:
    """Compose the mail of a message to one recipient; None where it has no text."""
    code = public_language(registration.language)
    compose = partial(compose_message_email, message, registration)
    mail = compose()
    if mail is None:
        return None
    return MessagePreview(
        registration,
        code,
        own_language_name(code),
        mail.subject,
        without_links(mail).text,
        twin_of(compose, code),
    )
