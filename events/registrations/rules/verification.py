"""Verify that an e-mail address is the contact's own; expire registrations without.

Anybody can type anybody's address. So a registration from the website has its place in
the queue from the moment it was sent, but its contact has to press a button behind the
link of our e-mail (docs/adr/0013).
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
# Nobody reads their mail more often; also counted from when our e-mail was sent.
MIN_VERIFICATION_TIME = timedelta(hours=4)


def verification_deadline(visit: StudyVisit, at: datetime) -> datetime | None:
    """Return until when the contact of a registration made at a moment has to verify.

    That is after a quarter of the time until the visit, at least 4 hours and at most
    24. None where the visit starts before that: staff see the delegation at the door.
    """
    allowed = visit.share_of_time_left(
        at, least=MIN_VERIFICATION_TIME, most=MAX_VERIFICATION_TIME
    )
    return at + allowed if at + allowed < visit.starts_at else None


@transaction.atomic
def verify_email(*, registration: Registration, at: datetime) -> Registration:
    """Record that the contact has pressed a button behind a link that only they got.

    Twice is the same as once. An expired registration is left to
    `reinstate_registration`.
    """
    registration = lock_booking(registration)
    if registration.proven_at or registration.status == Status.EXPIRED:
        return registration
    registration.proven_at, registration.proof_due_at = at, None
    registration.save(update_fields=["proven_at", "proof_due_at", "updated_at"])
    record_event(registration, registration.status, Change(at=at))
    return registration


def remind_unverified(at: datetime) -> int:
    """Remind contacts to verify, once, half-way to the deadline; return how many."""
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
    """Expire registrations that were not verified in time; offer their places.

    None expires once the visit has begun, or before our e-mail has been out for
    MIN_VERIFICATION_TIME: a mail server's trouble costs nobody a place. Return the
    expired ones.
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
