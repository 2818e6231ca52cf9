"""The link that opens a registration: sent again, handed to somebody else."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import AlreadyRegistered
from events.links import tokens
from events.models import HandOver, Registration, StudyVisit
from events.places.locks import lock, lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.transitions import Change, record_event


@transaction.atomic
def send_link_again(*, visit: StudyVisit, email: str, at: datetime) -> None:
    """Mail a new link to the contact's registration; the old link stops working.

    Does nothing where the address has none, so that the answer can be the same.
    """
    visit = lock(visit)
    own = Registration.objects.filter(visit=visit).active().of_contact(email)
    registration = own.first()
    if registration is None:
        return
    renew_link(registration)
    contact_emails.queue_link(registration, at=at)


@transaction.atomic
def transfer_registration(
    *,
    registration: Registration,
    name: str,
    email: str,
    at: datetime,
    staff: User | None = None,
) -> Registration:
    """Make somebody else the contact: a new link for her, the old one is dead.

    Both are told. Without `staff` she has agreed by a link in our mail, which proves
    her address; staff vouch for it. Raises AlreadyRegistered where she has a
    registration of her own.
    """
    registration = lock_booking(registration)
    others = Registration.objects.filter(visit=registration.visit).active()
    if others.exclude(pk=registration.pk).of_contact(email).exists():
        raise AlreadyRegistered
    former = registration.contact_email
    registration.contact_name, registration.contact_email = name, email
    registration.proven_at, registration.proof_due_at = None if staff else at, None
    renew_link(registration)
    HandOver.objects.filter(registration=registration).delete()
    record_event(registration, registration.status, Change(at=at, staff=staff))
    contact_emails.queue_handover_done(registration, former=former, at=at)
    return registration


def renew_link(registration: Registration) -> None:
    """Give a registration its next link and save it."""
    registration.token_version += 1
    registration.token_hash = tokens.digest(tokens.manage_token(registration))
    registration.save()
