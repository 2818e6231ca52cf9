"""Changes that a delegation asks staff for, after its own deadline for changes."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import TransitionNotAllowed
from events.models import ChangeRequest, Delegate, DelegateChange, Registration
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.delegates import DelegateData
from events.registrations.rules.seats import change_seats

Status = ChangeRequest.Status


@transaction.atomic
def request_change(
    *,
    registration: Registration,
    at: datetime,
    seats: int | None = None,
    text: str = "",
) -> ChangeRequest:
    """Store what a delegation asks staff to change, and return the open request.

    There is one open request at a time: asking again adds to it, the same text twice
    adds nothing.

    Raises TransitionNotAllowed for a registration that has ended.
    """
    change = _open_request(registration, at)
    change.seats = seats or change.seats
    if text and text not in change.text:
        change.text = f"{change.text}\n\n{text}".strip()
    change.save()
    return change


@transaction.atomic
def request_delegate_change(
    *,
    registration: Registration,
    at: datetime,
    person: DelegateData | None = None,
    delegate: Delegate | None = None,
) -> ChangeRequest:
    """Store whom staff are asked to add, to correct or to remove.

    A `person` alone is added, a `delegate` alone is removed. Asking the same of
    somebody again takes the place of what was asked before.

    Raises TransitionNotAllowed for a registration that has ended, and
    Delegate.DoesNotExist for a removed delegate.
    """
    change = _open_request(registration, at)
    values = asdict(person) if person else {}
    if delegate is None:
        change.people.get_or_create(kind=DelegateChange.Kind.ADD, **values)
        return change
    kinds = DelegateChange.Kind
    change.people.update_or_create(
        kind=kinds.CORRECT if person else kinds.REMOVE,
        delegate=change.registration.delegates.get(pk=delegate.pk),
        defaults=values,
    )
    return change


def _open_request(registration: Registration, at: datetime) -> ChangeRequest:
    """Return the open request of an active registration under the visit's lock."""
    registration = lock_booking(registration)
    if registration.status not in Registration.ACTIVE:
        raise TransitionNotAllowed(registration.status, registration.status)
    change, _new = ChangeRequest.objects.get_or_create(
        registration=registration, status=Status.OPEN, defaults={"created_at": at}
    )
    change.registration = registration
    return change


@transaction.atomic
def accept_change(
    *,
    change: ChangeRequest,
    at: datetime,
    staff: User,
    leaving: Collection[int] = (),
) -> ChangeRequest:
    """Make the change of seats that was asked for, and mail the delegation once.

    Staff themselves make any other change: of names, or asked for as text.

    Raises what `change_seats` raises, and then the request stays open;
    TransitionNotAllowed where the request is answered already.
    """
    change = _lock_open(change, Status.ACCEPTED)
    if change.seats:
        change_seats(
            registration=change.registration,
            seats=change.seats,
            at=at,
            staff=staff,
            leaving=leaving,
            notify=False,
        )
        change.registration.refresh_from_db()
    return _answer(change, Status.ACCEPTED, at=at, staff=staff)


@transaction.atomic
def refuse_change(
    *, change: ChangeRequest, at: datetime, staff: User, reason: str = ""
) -> ChangeRequest:
    """Leave everything as it is, and mail the delegation the reason.

    Raises TransitionNotAllowed where the request is answered already.
    """
    change = _lock_open(change, Status.REFUSED)
    return _answer(change, Status.REFUSED, at=at, staff=staff, reason=reason)


def _lock_open(change: ChangeRequest, to_status: str) -> ChangeRequest:
    registration = lock_booking(change.registration)
    change = ChangeRequest.objects.select_for_update().get(pk=change.pk)
    if change.status != Status.OPEN:
        raise TransitionNotAllowed(change.status, to_status)
    change.registration = registration
    return change


def _answer(
    change: ChangeRequest, status: str, *, at: datetime, staff: User, reason: str = ""
) -> ChangeRequest:
    change.status, change.decided_at, change.staff = status, at, staff
    change.save()
    contact_emails.queue_change_answer(change, at=at, reason=reason)
    return change
