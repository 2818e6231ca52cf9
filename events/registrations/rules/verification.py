"""Verify that an e-mail address is the contact's own; expire registrations without.

Anybody can type anybody's address. So a registration from the website has its place in
the queue from the moment it was sent, but its contact has to press a button behind the
link of our e-mail (docs/adr/0013). Until then registrations hold only a part of a
visit's places together (docs/adr/0022).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from centre.content.languages import in_house_language
from centre.content.made_once import rows_made_once
from events.mail.kinds import Kind
from events.models import Registration, StudyVisit
from events.places.count import free_for
from events.places.locks import lock, lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.invitees import join_invitees
from events.registrations.rules.transitions import Change, record_event, transition
from events.registrations.rules.waiting import promote_waiting

Status = Registration.Status

MAX_VERIFICATION_TIME = timedelta(hours=24)
# Where a third of the places or fewer is left.
MAX_TIME_NEARLY_FULL = timedelta(hours=12)
# Nobody reads their mail more often; also counted from when our e-mail was sent.
MIN_VERIFICATION_TIME = timedelta(hours=4)
# How long after the deadline a registration stays whose e-mail nobody could be sent:
# staff see that the address refuses our e-mail, and may correct it.
TIME_TO_CORRECT = timedelta(hours=48)


def verification_deadline(
    visit: StudyVisit, at: datetime, *, scarce: bool = False
) -> datetime | None:
    """Return until when the contact of a registration made at a moment has to verify.

    That is after a quarter of the time until the visit, at least 4 hours and at most
    24, or 12 where places are `scarce`. None where the visit starts before that: staff
    see the delegation at the door.
    """
    most = MAX_TIME_NEARLY_FULL if scarce else MAX_VERIFICATION_TIME
    allowed = visit.share_of_time_left(at, least=MIN_VERIFICATION_TIME, most=most)
    return at + allowed if at + allowed < visit.starts_at else None


def is_nearly_full(visit: StudyVisit, left: int) -> bool:
    """Return whether a third or less of a visit's places is left."""
    return left * 3 <= visit.capacity


def places_before_verifying(visit: StudyVisit) -> int:
    """Return how many places may still be taken with an unverified e-mail.

    All such registrations together hold at most a third of the visit, or one largest
    group, whichever is more. Those with a code of held seats do not count. The caller
    holds the visit's lock.
    """
    (counted,) = _with_seats_unverified(StudyVisit, visit.pk)
    most = max(visit.capacity // 3, visit.largest_group)
    return max(0, most - int(counted.seats_unverified))


@rows_made_once(-1)
def _with_seats_unverified(model: type[StudyVisit], key: int) -> QuerySet[StudyVisit]:
    return model.objects.with_seats_unverified().filter(pk=key).only("pk")


@transaction.atomic
def verify_email(*, registration: Registration, at: datetime) -> Registration:
    """Record that the contact has pressed a button behind a link that only they got.

    One that waits gets the places that are free in its turn, or else stays in the queue
    since it was sent; its contact is mailed which. Twice is the same as once. An
    expired registration is left to `reinstate_registration`.
    """
    registration = lock_booking(registration)
    if registration.proven_at or registration.status == Status.EXPIRED:
        return registration
    registration.proven_at, registration.proof_due_at = at, None
    join_invitees(registration)
    if registration.status == Status.WAITLISTED:
        return _take_places(registration, at)
    registration.save(update_fields=["proven_at", "proof_due_at", "updated_at"])
    record_event(registration, registration.status, Change(at=at))
    return registration


def _take_places(registration: Registration, at: datetime) -> Registration:
    """Give a registration that was verified just now its places, or an offer of some.

    Mail its contact; where there are none, that they wait.
    """
    visit, by = registration.visit, Change(at=at)
    held = registration.seats_held(at)
    free = free_for(visit, held=held, waiting=registration)
    if registration.seats <= free.available and visit.is_ahead(at):
        waits = registration.needs_approval
        transition(registration, Status.REQUESTED if waits else Status.CONFIRMED, by)
    else:
        registration.save(update_fields=["proven_at", "proof_due_at", "updated_at"])
        record_event(registration, registration.status, by)
        if registration in promote_waiting(visit=visit, at=at):
            return Registration.objects.select_related("visit").get(pk=registration.pk)
    contact_emails.queue_status(registration, at=at)
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
    MIN_VERIFICATION_TIME: a mail server's trouble costs nobody a place. Where no e-mail
    went out and none waits to, because the address refuses them, it expires
    TIME_TO_CORRECT after the deadline. Return the expired ones.
    """
    visit = lock(visit)
    if at >= visit.starts_at:
        return []
    unverified = visit.registrations.unverified()
    mailed = unverified.mailed_before(at - MIN_VERIFICATION_TIME)
    refused = unverified.refused().filter(proof_due_at__lte=at - TIME_TO_CORRECT)
    overdue = {
        mailed.filter(proof_due_at__lte=at): "",
        refused: in_house_language(_("Our e-mail to this address was refused.")),
    }
    expired = [
        _expire(registration, Change(at=at, clock=True, reason=reason))
        for rows, reason in overdue.items()
        for registration in rows.select_for_update()
    ]
    if expired:
        promote_waiting(visit=visit, at=at)
    return expired


def _expire(registration: Registration, by: Change) -> Registration:
    if registration.status == Status.OFFERED:
        registration.seats = registration.wanted_seats
    transition(registration, Status.EXPIRED, by)
    contact_emails.queue_status(registration, at=by.at)
    return registration
