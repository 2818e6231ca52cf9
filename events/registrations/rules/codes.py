"""The code that shows whoever reads the contact's mail what a link alone hides."""

from datetime import datetime

from django.db import transaction

from events.models import Registration
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails


def may_send_code(registration: Registration) -> bool:
    """Whether a code is mailed at all.

    Not before the contact has confirmed her address: until then a stranger may have
    typed it, and would mail her as often as he likes. She confirms by the link that
    our first mail brought.
    """
    return bool(registration.contact_email) and not registration.proof_due_at


@transaction.atomic
def send_code(*, registration: Registration, at: datetime) -> None:
    """Mail the contact the code of this half hour; nothing where it may not be."""
    registration = lock_booking(registration)
    if may_send_code(registration):
        contact_emails.queue_code(registration, at=at)
