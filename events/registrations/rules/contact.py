"""Correcting where a delegation's mail goes."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from events.exceptions import AlreadyRegistered
from events.links import tokens
from events.mail.tasks import deliver_due_mail
from events.models import OutgoingEmail, Registration
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.links import renew_link, transfer_registration
from events.registrations.rules.transitions import Change, record_event

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

    Another e-mail means a new link; the old one is dead. Where mail has reached the
    former address, or may have, both are told, as for a hand-over. Where none has,
    whatever waits or failed goes to the right address with the new link.

    Raises AlreadyRegistered.
    """
    registration = lock_booking(registration)
    registration.contact_phone = phone
    former = registration.contact_email
    if former.lower() == email.lower():
        registration.contact_name, registration.contact_email = name, email
        registration.save()
        return registration
    mails = registration.emails.filter(recipient__iexact=former)
    reached = Q(state__in=[State.SENT, State.SENDING]) | Q(perhaps_sent=True)
    if mails.filter(reached).exists():
        registration.save(update_fields=["contact_phone", "updated_at"])
        return transfer_registration(
            registration=registration, name=name, email=email, at=at, staff=staff
        )
    _require_free(registration, email)
    old_token = tokens.mailed_token(registration)
    registration.contact_name, registration.contact_email = name, email
    registration.proven_at = None
    renew_link(registration)
    record_event(registration, registration.status, Change(at=at, staff=staff))
    if not _redirect(registration, former, old_token, at):
        contact_emails.queue_link(registration, at=at)
    return registration


@transaction.atomic
def redirect_mail(*, mail: OutgoingEmail, email: str, at: datetime) -> int:
    """Send what failed or waits for one wrong address to the right one.

    For people other than the contact, whose own links stay. Return how many mails.
    """
    wrong = OutgoingEmail.objects.filter(
        registration=mail.registration_id,
        recipient__iexact=mail.recipient,
        state__in=[*OutgoingEmail.FOR_STAFF, State.QUEUED],
    )
    count = wrong.update(
        recipient=email,
        state=State.QUEUED,
        attempts=0,
        perhaps_sent=False,
        error="",
        due_at=at,
    )
    deliver_due_mail.enqueue()
    return count


def _require_free(registration: Registration, email: str) -> None:
    """Refuse an address that has another registration for the visit."""
    others = Registration.objects.filter(visit=registration.visit).active()
    if others.exclude(pk=registration.pk).of_contact(email).exists():
        raise AlreadyRegistered


def _redirect(
    registration: Registration, former: str, old_token: str, at: datetime
) -> int:
    """Send the mails to a wrong address to the right one, with the new link."""
    new_token = tokens.mailed_token(registration)
    mails = registration.emails.filter(
        recipient__iexact=former, state__in=[State.FAILED, State.QUEUED]
    )
    wrong = list(mails.select_for_update())
    for mail in wrong:
        mail.recipient = registration.contact_email
        mail.text = mail.text.replace(old_token, new_token)
        mail.html = mail.html.replace(old_token, new_token)
        mail.state, mail.attempts, mail.error = State.QUEUED, 0, ""
        mail.due_at = at
        mail.save()
    deliver_due_mail.enqueue()
    return len(wrong)
