"""Every change of a registration: one function each, one transaction, one lock.

The visit's row is locked first, then seats are counted: whoever comes second waits
and counts again (PostgreSQL: SELECT ... FOR UPDATE). Freeing places takes the same
lock, so that the history stays in order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from events import emails, tokens
from events.exceptions import (
    AlreadyRegistered,
    GroupTooLarge,
    NotEnoughPlaces,
    RegistrationClosed,
    RegistrationNotOpenYet,
    TooManyNames,
    TransitionNotAllowed,
)
from events.models import (
    Consent,
    Delegate,
    NoticeVersion,
    Registration,
    RegistrationEvent,
    StudyVisit,
)

Status = Registration.Status
State = StudyVisit.RegistrationState


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """What a delegation says of itself when it registers."""

    organisation: str
    city: str
    country: str
    contact_name: str
    contact_email: str
    contact_phone: str = ""
    language: str
    seats: int
    names: tuple[str, ...] = ()
    message: str = ""
    # purpose -> the text that was shown, word for word
    consents: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Registered:
    """A registration and the token of its link; `is_new` tells a repeat apart."""

    registration: Registration
    token: str
    is_new: bool


@transaction.atomic
def register_delegation(
    *,
    visit: StudyVisit,
    delegation: Delegation,
    submission_key: str,
    at: datetime,
    staff: User | None = None,
) -> Registered:
    """Register a delegation for a visit, if its people fit, and mail its contact.

    The same `submission_key` again gives the same registration and changes nothing.
    Staff may register outside the registration's time, never beyond the places.

    Raises RegistrationNotOpenYet, RegistrationClosed, GroupTooLarge, TooManyNames,
    NotEnoughPlaces, or AlreadyRegistered (for the contact's link, see
    `send_link_again`).
    """
    visit = _locked(visit)
    token = tokens.manage_token(submission_key)
    submission_hash = tokens.digest(submission_key)
    earlier = visit.registrations.filter(submission_hash=submission_hash).first()
    if earlier:
        return Registered(earlier, token, is_new=False)
    if staff is None:
        _require_open(visit, at)
    _require_fit(visit, delegation)
    source = Registration.Source.STAFF if staff else Registration.Source.PUBLIC
    registration = Registration.objects.create(
        visit=visit,
        reference=_free_reference(),
        organisation=delegation.organisation,
        city=delegation.city,
        country=delegation.country,
        contact_name=delegation.contact_name,
        contact_email=delegation.contact_email,
        contact_phone=delegation.contact_phone,
        language=delegation.language,
        seats=delegation.seats,
        message=delegation.message,
        source=source,
        token_hash=tokens.digest(token),
        submission_hash=submission_hash,
    )
    _save_names(registration, delegation.names)
    _save_consents(registration, delegation, at)
    _write_history(registration, from_status="", at=at, staff=staff)
    emails.queue_received(registration, token=token, at=at)
    return Registered(registration, token, is_new=True)


@transaction.atomic
def withdraw_registration(
    *,
    registration: Registration,
    at: datetime,
    staff: User | None = None,
) -> Registration:
    """Give a delegation's places back and mail its contact.

    Withdrawing twice changes nothing the second time, and mails nothing.
    Raises TransitionNotAllowed from any other status that can't go there.
    """
    _locked(registration.visit)
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if registration.status == Status.WITHDRAWN:
        return registration
    _move(registration, to_status=Status.WITHDRAWN, at=at, staff=staff)
    emails.queue_withdrawn(registration, at=at)
    return registration


@transaction.atomic
def send_link_again(*, visit: StudyVisit, email: str, at: datetime) -> None:
    """Mail a new link to the contact's registration; the old link stops working.

    Does nothing where the address has none, so that the answer can be the same.
    """
    _locked(visit)
    registration = (
        Registration.objects.filter(visit=visit)
        .holding_seats()
        .of_contact(email)
        .first()
    )
    if registration is None:
        return
    token = tokens.manage_token(tokens.new_key())
    registration.token_hash = tokens.digest(token)
    registration.save(update_fields=["token_hash", "updated_at"])
    emails.queue_link(registration, token=token, at=at)


def _locked(visit: StudyVisit) -> StudyVisit:
    """The visit, read again under its lock: what was read before it is stale."""
    return StudyVisit.objects.select_for_update().get(pk=visit.pk)


def _require_open(visit: StudyVisit, at: datetime) -> None:
    """Refuse outside the registration's time. Full is for `_require_fit` to say."""
    state = visit.registration_state_at(at)
    if state == State.OPENS_SOON:
        raise RegistrationNotOpenYet
    if state not in {State.OPEN, State.FULL} or not visit.is_published(at):
        raise RegistrationClosed


def _require_fit(visit: StudyVisit, delegation: Delegation) -> None:
    """Refuse a repeat by the same contact, too large a group, too few places."""
    if (
        Registration.objects.filter(visit=visit)
        .holding_seats()
        .of_contact(delegation.contact_email)
        .exists()
    ):
        raise AlreadyRegistered
    if delegation.seats > visit.largest_group:
        raise GroupTooLarge(visit.largest_group)
    if len(delegation.names) > delegation.seats:
        raise TooManyNames
    if delegation.seats > visit.seats_left:
        raise NotEnoughPlaces(visit.seats_left)


def _move(
    registration: Registration,
    *,
    to_status: Status,
    at: datetime,
    staff: User | None,
) -> None:
    """Change the status along the table of transitions, and write it down."""
    from_status = registration.status
    if to_status not in Registration.TRANSITIONS[from_status]:
        raise TransitionNotAllowed(from_status, to_status)
    registration.status = to_status
    registration.save(update_fields=["status", "updated_at"])
    _write_history(registration, from_status=from_status, at=at, staff=staff)


def _write_history(
    registration: Registration,
    *,
    from_status: str,
    at: datetime,
    staff: User | None,
) -> None:
    actor = RegistrationEvent.Actor
    RegistrationEvent.objects.create(
        registration=registration,
        from_status=from_status,
        to_status=registration.status,
        actor=actor.STAFF if staff else actor.DELEGATION,
        staff=staff,
        at=at,
    )


def _save_names(registration: Registration, names: Iterable[str]) -> None:
    Delegate.objects.bulk_create(
        Delegate(registration=registration, full_name=name, position=number)
        for number, name in enumerate(names, start=1)
    )


def _save_consents(
    registration: Registration, delegation: Delegation, at: datetime
) -> None:
    """Keep what was agreed to together with the text that was shown."""
    for purpose, text in delegation.consents.items():
        version, _created = NoticeVersion.objects.get_or_create(
            digest=tokens.digest(f"{delegation.language}\n{text}"),
            defaults={"language": delegation.language, "text": text},
        )
        Consent.objects.create(
            registration=registration, purpose=purpose, text=version, given_at=at
        )


def _free_reference() -> str:
    """A reference that no registration has; 26^8 of them make a second try rare."""
    while True:
        reference = tokens.new_reference()
        if not Registration.objects.filter(reference=reference).exists():
            return reference
