"""The code by e-mail that shows the contact what a link alone hides."""

from datetime import datetime

from django.db import transaction

from events.models import Registration
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails


def may_send_code(registration: Registration) -> bool:
    """Return whether a code may be mailed to the contact.

    It may not while the contact's e-mail is not verified: until then a stranger may
    have typed it, and could mail its owner at will. The contact verifies it by the
    link of our first e-mail.
    """
    return bool(registration.contact_email) and not registration.proof_due_at


@transaction.atomic
def send_code(*, registration: Registration, at: datetime) -> None:
    """Mail the contact the code of this half hour, if `may_send_code`."""
    registration = lock_booking(registration)
    if may_send_code(registration):
        contact_emails.queue_code(registration, at=at)
