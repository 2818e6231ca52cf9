"""The proof that a contact's address is hers, and what happens without it.

Anybody can type anybody's address. So a registration from the website holds its place
in the queue from the moment it was sent, but its contact has to press a button behind
the link that our mail brought her (docs/adr/0013).
"""

from datetime import datetime, timedelta

from django.db import transaction

from events.mail.kinds import Kind
from events.models import Registration, StudyVisit
from events.places.locks import lock, lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.transitions import Change, record_event, transition
from events.registrations.rules.waiting import promote_waiting

Status = Registration.Status

MAX_VERIFICATION_TIME = timedelta(hours=24)
# Nobody looks into her mail more often; also counted from when our mail went out.
MIN_VERIFICATION_TIME = timedelta(hours=4)


def verification_deadline(visit: StudyVisit, at: datetime) -> datetime | None:
    """Until when an address has to be confirmed that is registered at a moment.

    A quarter of the time that is left until the visit, at least 4 hours and at most 24.
    None where the visit starts before that: then staff see the delegation at the door.
    """
    lasts = visit.share_of_time_left(
        at, least=MIN_VERIFICATION_TIME, most=MAX_VERIFICATION_TIME
    )
    return at + lasts if at + lasts < visit.starts_at else None


@transaction.atomic
def verify_email(*, registration: Registration, at: datetime) -> Registration:
    """Note that the contact has pressed a button behind a link that only she got.

    Once; what has expired comes back by `reinstate_registration` alone.
    """
    registration = lock_booking(registration)
    if registration.proven_at or registration.status == Status.EXPIRED:
        return registration
    registration.proven_at, registration.proof_due_at = at, None
    registration.save(update_fields=["proven_at", "proof_due_at", "updated_at"])
    record_event(registration, registration.status, Change(at=at))
    return registration


def remind_unverified(at: datetime) -> int:
    """Ask once more, half-way to the end, whoever has not confirmed; how many mails."""
    rows = Registration.objects.unverified().mailed_before(at).select_related("visit")
    return sum(
        contact_emails.queue_once(Kind.PROOF_DUE, registration, at)
        for registration in rows.filter(proof_due_at__gt=at)
        if at >= _half_way(registration)
    )


def _half_way(registration: Registration) -> datetime:
    due_at = registration.proof_due_at or registration.queue_at
    return registration.queue_at + (due_at - registration.queue_at) / 2


@transaction.atomic
def expire_unverified(*, visit: StudyVisit, at: datetime) -> list[Registration]:
    """End what nobody confirmed in time, and offer its places to those who wait.

    Never once the visit has begun, and never before our mail has been out for as long
    as anybody needs to answer it: our mail server's trouble costs nobody a place.
    """
    visit = lock(visit)
    if at >= visit.starts_at:
        return []
    overdue = Registration.objects.unverified().mailed_before(
        at - MIN_VERIFICATION_TIME
    )
    rows = overdue.filter(visit=visit, proof_due_at__lte=at).select_for_update()
    expired = [_expire(registration, at) for registration in rows]
    if expired:
        promote_waiting(visit=visit, at=at)
    return expired


def _expire(registration: Registration, at: datetime) -> Registration:
    if registration.status == Status.OFFERED:
        registration.seats = registration.wanted_seats
    transition(registration, Status.EXPIRED, Change(at=at, clock=True))
    contact_emails.queue_status(registration, at=at)
    return registration
