"""Merge two delegations of one visit into one, without losing a person or a seat.

One registration is kept, with its contact, reference, link and language. The other one
gets the status `joined`; its contact's answers, consents and e-mails stay with it.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from centre.content.languages import in_house_language
from centre.text.emails import fold_email
from events.exceptions import NotOneVisit, StatusesDiffer, TransitionNotAllowed
from events.models import Arrival, ChangeRequest, Consent, Delegate, Need, Registration
from events.places.locks import lock
from events.registrations.mail import contact_emails
from events.registrations.rules.delegates import normalise_name
from events.registrations.rules.parts import merge_choices
from events.registrations.rules.transitions import Change, record_event, transition

Status = Registration.Status


@transaction.atomic
def merge_delegations(
    *, kept: Registration, joining: Registration, at: datetime, staff: User
) -> Registration:
    """Merge `joining` into `kept`, a delegation of the same visit; return `kept`.

    - The visit and each of its parts have as many places taken as before. The largest
      group is no limit, because staff decide.
    - The kept one takes the earlier place in the queue and the later end of two offers.
    - A person in both becomes one delegate; their second seat stays.
    - Each contact gets one e-mail. Delegates who were not notified yet that they are on
      the list are notified now.

    Raises NotOneVisit, TransitionNotAllowed where one of them has ended or is merged
    already, StatusesDiffer, and PartsDiffer.
    """
    kept, joining = _lock(kept, joining)
    pairs = find_people_in_both(kept, joining)
    _leave_blocks(kept, joining, at)
    _merge_change_requests(kept, joining)
    _add_seats(kept, joining)
    merge_choices(kept, joining)
    _move_delegates(kept, joining)
    for kept_person, joining_person in pairs:
        _merge_delegates(kept_person, joining_person, kept)
    _merge_needs_consent(joining.consents.filter(delegate=None), kept, None)
    joining.joined_to = kept
    Registration.objects.filter(joined_to=joining).update(joined_to=kept)
    joining_text, kept_text = _history_texts(kept, joining)
    transition(joining, Status.JOINED, Change(at=at, staff=staff, reason=joining_text))
    record_event(kept, kept.status, Change(at=at, staff=staff, reason=kept_text))
    contact_emails.queue_merged(joining, at=at)
    return kept


def find_people_in_both(
    kept: Registration, joining: Registration
) -> list[tuple[Delegate, Delegate]]:
    """Return the two rows of each person who is in both delegations.

    Rows with the same name, by `normalise_name`, are one person, unless they have two
    different e-mail addresses. The same address alone does not make one person,
    because an office has one address for all.
    """
    unpaired = list(kept.delegates.filter(anonymised_at=None))
    pairs = []
    for joining_person in joining.delegates.all():
        candidates = (row for row in unpaired if _same(row, joining_person))
        if kept_person := next(candidates, None):
            unpaired.remove(kept_person)
            pairs.append((kept_person, joining_person))
    return pairs


def find_shared_email(
    kept: Registration, joining: Registration
) -> list[tuple[Delegate, Delegate]]:
    """Return pairs with one e-mail address that stay two because of their names."""
    merged = find_people_in_both(kept, joining)
    joining_people = list(joining.delegates.exclude(email=""))
    pairs = [
        (kept_person, joining_person)
        for kept_person in kept.delegates.exclude(email="")
        for joining_person in joining_people
        if fold_email(kept_person.email) == fold_email(joining_person.email)
    ]
    return [pair for pair in pairs if pair not in merged]


def _same(first: Delegate, second: Delegate) -> bool:
    emails = {fold_email(first.email), fold_email(second.email)} - {""}
    return len(emails) < 2 and normalise_name(first.full_name) == normalise_name(
        second.full_name
    )


def _lock(
    kept: Registration, joining: Registration
) -> tuple[Registration, Registration]:
    """Return both, read again under the visit's lock, if they can be merged."""
    visit = lock(kept.visit)
    locked = Registration.objects.select_for_update().filter(visit=visit)
    rows = locked.in_bulk([kept.pk, joining.pk])
    if len(rows) != 2:
        raise NotOneVisit
    kept, joining = rows[kept.pk], rows[joining.pk]
    for registration in (joining, kept):
        registration.visit = visit
        if registration.status not in Registration.ACTIVE:
            raise TransitionNotAllowed(registration.status, Status.JOINED)
    if kept.status != joining.status:
        raise StatusesDiffer(kept.status, joining.status)
    return kept, joining


# --- Seats --------------------------------------------------------------------------


def _leave_blocks(kept: Registration, joining: Registration, at: datetime) -> None:
    """Turn held seats that one of two delegations has used into its own, for good.

    So a partner has as many held seats left as before. Where both delegations have the
    same code, or none, nothing changes.
    """
    if kept.block_id == joining.block_id:
        return
    for registration in (kept, joining):
        _use_up(registration, at)
    kept.block = None


def _use_up(registration: Registration, at: datetime) -> None:
    """Take the seats that a delegation has used out of the held ones, for good."""
    block = registration.block
    if block is None:
        return
    users = Registration.objects.filter(block=block).holding_seats()
    left = max(0, block.seats - users.seats())
    still_held = left + users.exclude(pk=registration.pk).seats()
    if still_held:
        block.seats = min(block.seats, still_held)
    else:
        block.expires_at = min(block.expires_at, at)
    block.save()


def _add_seats(kept: Registration, joining: Registration) -> None:
    kept.seats += joining.seats
    kept.wanted_seats += joining.wanted_seats
    kept.min_seats += joining.min_seats
    kept.queue_at = min(kept.queue_at, joining.queue_at)
    kept.passed_over = max(kept.passed_over, joining.passed_over)
    kept.link_to_review = kept.link_to_review or joining.link_to_review
    if kept.offer_expires_at and joining.offer_expires_at:
        kept.offer_expires_at = max(kept.offer_expires_at, joining.offer_expires_at)
    kept.save()


# --- People and what they need ------------------------------------------------------


def _move_delegates(kept: Registration, joining: Registration) -> None:
    """Append the joining delegates, each with their own link, needs and consents."""
    last = kept.delegates.aggregate(last=Max("position"))["last"] or 0
    joining.delegates.update(registration=kept, position=F("position") + last)
    Need.objects.filter(registration=joining).update(registration=kept)
    Arrival.objects.filter(registration=joining).update(registration=kept)
    Consent.objects.filter(registration=joining, delegate__isnull=False).update(
        registration=kept
    )


def _merge_delegates(
    kept_person: Delegate, joining_person: Delegate, kept: Registration
) -> None:
    """Merge a person's two rows into the one whose link was mailed to them."""
    rows = (kept_person, joining_person)
    stays, goes = sorted(rows, key=lambda row: (row.told_at is None, not row.email))
    fields = ("badge_name", "role", "email", "language")
    for name in fields:
        setattr(stays, name, getattr(stays, name) or getattr(goes, name))
    stays.position = kept_person.position
    stays.save(update_fields=[*fields, "position"])
    known = {*stays.needs.values_list("kind", "code", "text")}
    for need in goes.needs.all():
        if (need.kind, need.code, need.text) not in known:
            need.delegate = stays
            need.save()
    _merge_needs_consent(goes.consents.all(), kept, stays)
    _merge_pictures_consent(stays, goes)
    if not stays.arrivals.filter(undone_at=None).exists():
        goes.arrivals.update(delegate=stays)
    goes.changes.update(delegate=stays)
    goes.delete()


def _merge_needs_consent(
    consents: QuerySet[Consent], kept: Registration, delegate: Delegate | None
) -> None:
    """Move the consent to needs to `kept`, unless one there covers all needs."""
    moving = consents.filter(purpose=Consent.Purpose.NEEDS, withdrawn_at=None)
    own = kept.consents.filter(purpose=Consent.Purpose.NEEDS, delegate=delegate)
    if moving.exists() and not own.filter(withdrawn_at=None).exists():
        own.delete()
        moving.update(registration=kept, delegate=delegate)


def _merge_pictures_consent(stays: Delegate, goes: Delegate) -> None:
    """Keep the latest of a person's consents to pictures, or withdrawals of one."""
    consents = Consent.objects.filter(purpose=Consent.Purpose.PICTURES)
    both = consents.filter(delegate__in=[stays, goes])
    last = both.order_by(Coalesce("withdrawn_at", "given_at")).last()
    if last and last.delegate_id == goes.pk:
        consents.filter(delegate=stays).delete()
        consents.filter(delegate=goes).update(delegate=stays)


# --- What was asked for, and what is said -------------------------------------------


def _merge_change_requests(kept: Registration, joining: Registration) -> None:
    """Merge the open change requests of both into one about all people."""
    is_open = ChangeRequest.objects.filter(status=ChangeRequest.Status.OPEN)
    own = is_open.filter(registration=kept).first()
    other = is_open.filter(registration=joining).first()
    change = own or other
    if change is None:
        return
    own_seats = own.seats if own else None
    other_seats = other.seats if other else None
    if own_seats or other_seats:
        change.seats = (own_seats or kept.seats) + (other_seats or joining.seats)
    if own and other:
        own.text = "\n\n".join(filter(None, [own.text, other.text]))
        other.people.update(change=own)
        other.delete()
    change.registration = kept
    change.save()


def _history_texts(kept: Registration, joining: Registration) -> tuple[str, str]:
    """Return the history texts of `joining` and of `kept`, in the staff's language."""
    return (
        in_house_language(_("Joined with %(reference)s"), reference=kept.reference),
        in_house_language(_("Joined by %(reference)s"), reference=joining.reference),
    )
