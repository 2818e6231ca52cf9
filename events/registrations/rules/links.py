"""The link of a registration: sent again, or renewed for a new contact."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import TransitionNotAllowed
from events.links import tokens
from events.models import HandOver, Registration, StudyVisit
from events.places.locks import lock, lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.transitions import (
    Change,
    record_event,
    require_only_one,
)


@transaction.atomic
def send_link_again(*, visit: StudyVisit, email: str, at: datetime) -> None:
    """Mail the contact the link to their registration again: the one that they have.

    Anybody may type the address, so nobody's link dies by it (docs/adr/0022). Do
    nothing where the address has no active registration for the visit, so that the
    answer never tells whether it has.
    """
    visit = lock(visit)
    registration = visit.registrations.active_of(email).first()
    if registration is None:
        return
    if registration.token_hash != tokens.link_hash(tokens.manage_token(registration)):
        renew_link(registration)  # it was ended
    contact_emails.queue_link(registration, at=at)


@transaction.atomic
def replace_link(*, registration: Registration, at: datetime, staff: User) -> None:
    """Mail the contact a new link; one that strangers may have stops working.

    Raises TransitionNotAllowed for a registration that has ended.
    """
    registration = lock_booking(registration)
    if registration.status not in Registration.ACTIVE:
        raise TransitionNotAllowed(registration.status, registration.status)
    renew_link(registration)
    record_event(registration, registration.status, Change(at=at, staff=staff))
    contact_emails.queue_link(registration, at=at, renewed=True)


@transaction.atomic
def transfer_registration(
    *,
    registration: Registration,
    name: str,
    email: str,
    at: datetime,
    staff: User | None = None,
) -> Registration:
    """Make somebody else the contact, with a new link; the old link stops working.

    Both contacts are notified. Without `staff` the new contact has agreed by a link of
    our e-mail, which verifies their address; with `staff`, staff vouch for it.

    Raises AlreadyRegistered where the address has another registration for the visit.
    """
    registration = lock_booking(registration)
    require_only_one(registration, email)
    former = registration.contact_email
    registration.contact_name, registration.contact_email = name, email
    registration.proven_at, registration.proof_due_at = None if staff else at, None
    renew_link(registration)
    HandOver.objects.filter(registration=registration).forget()
    record_event(registration, registration.status, Change(at=at, staff=staff))
    contact_emails.queue_handover_done(registration, former=former, at=at)
    return registration


def renew_link(registration: Registration) -> None:
    """Give a registration its next link and save it; the old link stops working."""
    registration.token_version += 1
    registration.token_hash = tokens.link_hash(tokens.manage_token(registration))
    registration.save()
