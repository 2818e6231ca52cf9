"""Register a delegation: by its own form, or by staff."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from centre.content.languages import in_house_language
from centre.content.made_once import rows_made_once
from events.exceptions import (
    AlreadyRegistered,
    GroupTooLarge,
    RegistrationClosed,
    RegistrationNotOpenYet,
    TooManyNames,
    UnknownCode,
)
from events.links import tokens
from events.models import Consent, Delegate, NoticeVersion, Registration, StudyVisit
from events.models.contacts import ContactData, contact_values
from events.models.seat_blocks import SeatBlock
from events.models.web_links import holds_link
from events.places.count import Decision, Free, decide, free_for
from events.places.locks import lock
from events.registrations.mail import contact_emails
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules.late import is_late
from events.registrations.rules.parts import PartSelection, save_selections
from events.registrations.rules.transitions import Change, record_event
from events.registrations.rules.verification import (
    is_nearly_full,
    places_before_verifying,
    verification_deadline,
)
from events.registrations.rules.waiting import promote_waiting

Status = Registration.Status
State = StudyVisit.RegistrationState


@dataclass(frozen=True)
class DisplayedText:
    """A text, word for word, and the language in which somebody read it."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True)
class RegistrationData(ContactData):
    """The answers with which a delegation registers."""

    seats: int
    min_seats: int | None = None  # with how many it would still come; None: all
    may_wait: bool = False  # on the waiting list, if there are too few places
    code: str = ""  # of seats that are held for it
    names: tuple[str, ...] = ()
    parts: tuple[PartSelection, ...] = ()
    message: str = ""
    # purpose -> the text that was agreed to
    consents: dict[str, DisplayedText] = field(default_factory=dict)

    @property
    def holds_link(self) -> bool:
        """Whether a free text holds a web address."""
        texts = (self.organisation, self.city, self.contact_name, self.contact_phone)
        return holds_link(*texts, *self.names, self.message)


@dataclass(frozen=True)
class RegistrationResult:
    """A registration and the token of its link; `is_new` is False for a repeat."""

    registration: Registration
    token: str
    is_new: bool


@transaction.atomic
def register_delegation(
    *,
    visit: StudyVisit,
    delegation: RegistrationData,
    submission_key: str,
    at: datetime,
    staff: User | None = None,
    answer: str = "",
    begun_at: datetime | None = None,
) -> RegistrationResult:
    """Register a delegation for a visit, and mail its contact, with staff's `answer`.

    The worker writes the e-mail about what the delegation sent by itself, except where
    it may be offered places at once: its words would take longer than all the rest,
    and the others wait (docs/adr/0053).

    The registration becomes

    - late, without places, where the form was begun (`begun_at`, aware) in time and
      sent after registration closed;
    - waitlisted, where there are too few places and the delegation may wait; also
      where registrations with an unverified e-mail hold as many as they may, so that
      verifying is what takes the places (docs/adr/0022);
    - offered at once the places that are enough for it, where staff enter it;
    - requested, where staff approve registrations or a free text holds a web address;
    - confirmed otherwise.

    The same `submission_key` again returns the same registration and changes nothing.
    With `staff` neither the registration's time nor an approval matters; the places do.

    Raises RegistrationNotOpenYet, RegistrationClosed, GroupTooLarge, TooManyNames,
    UnknownCode, NotEnoughPlaces, a PartRefused, or AlreadyRegistered (for the
    contact's link, see `send_link_again`).
    """
    texts = {what: store_notice(text) for what, text in delegation.consents.items()}
    visit = lock(visit)
    submission_hash = tokens.digest(submission_key)
    email = delegation.contact_email
    known = _known(Registration, visit.pk, submission_hash, email)
    for earlier in known:
        if earlier.submission_hash == submission_hash:
            token = tokens.manage_token(earlier)
            return RegistrationResult(earlier, token, is_new=False)
    late = begun_at is not None and is_late(visit, begun_at=begun_at, at=at)
    if staff is None and not late:
        _require_open(visit, at)
    if known:
        raise AlreadyRegistered
    _require_sound(visit, delegation)
    registration = _new(visit, delegation, at)
    block = registration.block = _find_block(visit, delegation.code, at)
    free = free_for(visit, held=block.left if block else 0)
    if staff:
        registration.source = Registration.Source.STAFF
    else:
        scarce = is_nearly_full(visit, free.left - delegation.seats)
        registration.link_to_review = delegation.holds_link
        registration.proof_due_at = verification_deadline(visit, at, scarce=scarce)
    registration.status = (
        Status.LATE if late else _first_status(registration, delegation, free, staff)
    )
    registration.submission_hash = submission_hash
    # Nothing is offered before the e-mail is verified.
    in_turn = registration.status == Status.WAITLISTED and not registration.proof_due_at
    registration.first_mail_due = not (staff or answer or in_turn)
    reason = _review_reason(registration)
    _save(registration, delegation, texts, Change(at=at, staff=staff, reason=reason))
    if registration.first_mail_due:
        write_first_emails.enqueue()
    elif in_turn and registration in promote_waiting(visit=visit, at=at):
        registration.refresh_from_db()  # fewer places are enough for it
    else:
        contact_emails.queue_status(registration, at=at, reason=answer)
    return RegistrationResult(
        registration, tokens.manage_token(registration), is_new=True
    )


@rows_made_once(-1, "hash", "email")
def _known(
    model: type[Registration], visit: int, submission_hash: str, email: str
) -> QuerySet[Registration]:
    """Return what a visit has of the same sending, and active of the same contact."""
    found = model.objects.filter(visit=visit)
    return found.filter(submission_hash=submission_hash) | found.active_of(email)


def _save(
    registration: Registration,
    delegation: RegistrationData,
    texts: dict[str, NoticeVersion],
    by: Change,
) -> None:
    """Save it with its names, parts, consents to `texts` by purpose and first event.

    It gets its reference and its link here: who is refused needs none.
    """
    registration.reference = unique_reference(Registration)
    registration.token_hash = tokens.link_hash(tokens.manage_token(registration))
    registration.save()
    _save_names(registration, delegation.names)
    if delegation.parts:
        save_selections(registration, delegation.parts, by.at)
    Consent.objects.bulk_create(
        Consent(
            registration=registration,
            purpose=purpose,
            text=text,
            given_at=by.at,
        )
        for purpose, text in texts.items()
    )
    record_event(registration, "", by)


def _review_reason(registration: Registration) -> str:
    """Return why staff review a registration, in their language, for the history.

    "" where no free text holds a web address.
    """
    if not registration.link_to_review:
        return ""
    return in_house_language(
        _("There is a web address in the answers: staff look at it first.")
    )


def _require_open(visit: StudyVisit, at: datetime) -> None:
    """Refuse outside the registration's time; `_first_status` refuses for places.

    Raises RegistrationNotOpenYet and RegistrationClosed.
    """
    state = visit.closed_state_at(at)
    if state == State.OPENS_SOON:
        raise RegistrationNotOpenYet
    if state or not visit.is_published(at):
        raise RegistrationClosed


def _require_sound(visit: StudyVisit, delegation: RegistrationData) -> None:
    """Refuse too large a group and too many names.

    Raises GroupTooLarge and TooManyNames.
    """
    if delegation.seats > visit.largest_group:
        raise GroupTooLarge(visit.largest_group)
    if len(delegation.names) > delegation.seats:
        raise TooManyNames


def _find_block(visit: StudyVisit, code: str, at: datetime) -> SeatBlock | None:
    """Return the held seats of a code; None without a code.

    Raises UnknownCode for a wrong or expired code.
    """
    if not code:
        return None
    blocks = SeatBlock.objects.unused(at).filter(visit=visit)
    block = blocks.filter(code_hash=tokens.code_hash(code)).first()
    if block is None:
        raise UnknownCode
    return block


def _first_status(
    registration: Registration,
    delegation: RegistrationData,
    free: Free,
    staff: User | None,
) -> str:
    """Return the first status of a registration that is not late.

    Raises NotEnoughPlaces.
    """
    visit = registration.visit
    decision = decide(
        free,
        delegation.seats,
        can_wait=visit.has_waiting_list,
        may_wait=delegation.may_wait,
    )
    if decision is Decision.WAIT or _has_to_verify_first(registration):
        return Status.WAITLISTED
    waits = registration.needs_approval and staff is None
    return Status.REQUESTED if waits else Status.CONFIRMED


def _has_to_verify_first(registration: Registration) -> bool:
    """Return whether a registration gets places only with its verified e-mail.

    A code was given by staff, so its places are not a stranger's to take.
    """
    if registration.block or not registration.proof_due_at:
        return False
    return registration.seats > places_before_verifying(registration.visit)


def _new(visit: StudyVisit, delegation: RegistrationData, at: datetime) -> Registration:
    """Return a new registration with the delegation's answers, without a reference."""
    return Registration(
        visit=visit,
        **contact_values(delegation),
        seats=delegation.seats,
        wanted_seats=delegation.seats,
        min_seats=min(delegation.min_seats or delegation.seats, delegation.seats),
        message=delegation.message,
        queue_at=at,
    )


def _save_names(registration: Registration, names: Iterable[str]) -> None:
    Delegate.objects.bulk_create(
        Delegate(registration=registration, full_name=name, position=number)
        for number, name in enumerate(names, start=1)
    )


def save_consents(
    registration: Registration,
    consents: dict[str, DisplayedText],
    at: datetime,
    delegate: Delegate | None = None,
) -> None:
    """Store each consent with the text that was displayed, in place of earlier ones."""
    for purpose, text in consents.items():
        Consent.objects.update_or_create(
            registration=registration,
            delegate=delegate,
            purpose=purpose,
            defaults={
                "text": store_notice(text),
                "given_at": at,
                "withdrawn_at": None,
            },
        )


def store_notice(displayed: DisplayedText) -> NoticeVersion:
    """Return the one row of a text in a language, created when it is first needed."""
    version, _created = NoticeVersion.objects.get_or_create(
        digest=tokens.digest(f"{displayed.language}\n{displayed.text}"),
        defaults={"language": displayed.language, "text": displayed.text},
    )
    return version


def unique_reference(model: type) -> str:
    """Return a reference that no row of `model` has; a second try is rare."""
    while True:
        reference = tokens.new_reference()
        if not model.objects.filter(reference=reference).exists():  # type: ignore[attr-defined]
            return reference
