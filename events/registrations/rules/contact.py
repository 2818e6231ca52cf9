"""Correct the contact of a delegation, or where its e-mails go."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from centre.text.emails import fold_email
from events.links import tokens
from events.mail.tasks import deliver_due_mail
from events.models import OutgoingEmail, Registration
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.links import renew_link, transfer_registration
from events.registrations.rules.transitions import (
    Change,
    record_event,
    require_only_one,
)

State = OutgoingEmail.State


@transaction.atomic
def correct_contact(
    *,
    registration: Registration,
    name: str,
    email: str,
    phone: str,
    at: datetime,
    staff: User,
) -> Registration:
    """Correct the contact's name, e-mail and phone.

    Another e-mail address means a new link; the old link stops working. Where an
    e-mail has reached the former address, or may have, both addresses are notified,
    as for a handover. Where none has, all e-mails that failed or wait go to the new
    address with the new link.

    Raises AlreadyRegistered where the new address has a registration for the visit.
    """
    registration = lock_booking(registration)
    registration.contact_phone = phone
    former = registration.contact_email
    if fold_email(former) == fold_email(email):
        registration.contact_name, registration.contact_email = name, email
        registration.save()
        return registration
    emails = registration.emails.filter(recipient__same_address=former)
    reached = Q(state__in=[State.SENT, State.SENDING]) | Q(perhaps_sent=True)
    if emails.filter(reached).exists():
        registration.save(update_fields=["contact_phone", "updated_at"])
        return transfer_registration(
            registration=registration, name=name, email=email, at=at, staff=staff
        )
    require_only_one(registration, email)
    old_tokens = tokens.mailed_spellings(registration)
    registration.contact_name, registration.contact_email = name, email
    registration.proven_at = None
    renew_link(registration)
    record_event(registration, registration.status, Change(at=at, staff=staff))
    if not _redirect(registration, former, old_tokens, at):
        contact_emails.queue_link(registration, at=at, renewed=True)
    return registration


@transaction.atomic
def redirect_mail(*, mail: OutgoingEmail, email: str, at: datetime) -> int:
    """Send to another address what failed or waits for a wrong one; return how many.

    This is for delegates and others whose links stay; the contact's address is
    corrected by `correct_contact`.
    """
    wrong = OutgoingEmail.objects.filter(
        registration=mail.registration_id,
        recipient__same_address=mail.recipient,
        state__in=[*OutgoingEmail.FOR_STAFF, State.QUEUED],
    )
    count = wrong.update(
        recipient=email,
        state=State.QUEUED,
        attempts=0,
        perhaps_sent=False,
        failure="",
        error="",
        due_at=at,
    )
    deliver_due_mail.enqueue()
    return count


def _redirect(
    registration: Registration, former: str, old_tokens: Iterable[str], at: datetime
) -> int:
    """Send the e-mails to a wrong address to the contact's, with the new link."""
    new_token = tokens.mailed_token(registration)
    emails = registration.emails.filter(
        recipient__same_address=former, state__in=[State.FAILED, State.QUEUED]
    )
    wrong = list(emails.select_for_update())
    for email in wrong:
        email.recipient = registration.contact_email
        for old_token in old_tokens:
            email.text = email.text.replace(old_token, new_token)
            email.html = email.html.replace(old_token, new_token)
        email.state, email.attempts = State.QUEUED, 0
        email.failure = email.error = ""
        email.due_at = at
        email.save()
    deliver_due_mail.enqueue()
    return len(wrong)
