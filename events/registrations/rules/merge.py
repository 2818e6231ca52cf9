"""Two delegations of one visit become one: staff do it, nobody and no seat is lost.

One stays, with its contact, its reference, its link and its language. The other one
ends as joined with it; what its own contact said, agreed to and was mailed stays there.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext

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
    """Join a delegation with another one of its visit; return the one that stays.

    Both are active and in the same status. As many places as before are taken in the
    visit and in each of its parts; the largest group is not asked about, because staff
    say so. It has the earlier place in the queue, and the later end of two offers. Who
    is in both becomes one person, and her second seat stays. Each contact gets one
    mail; people who were not told yet that they are on a list are told now.

    Raises NotOneVisit, TransitionNotAllowed (one of them has ended, as it has for the
    second of two who join them), StatusesDiffer, and PartsDiffer.
    """
    kept, joining = _lock(kept, joining)
    twice = in_both(kept, joining)
    _leave_blocks(kept, joining, at)
    _join_changes(kept, joining)
    _add_up(kept, joining)
    merge_choices(kept, joining)
    _move_people(kept, joining)
    for one, other in twice:
        _become_one(one, other, kept)
    _join_consent(joining.consents.filter(delegate=None), kept, None)
    joining.joined_to = kept
    Registration.objects.filter(joined_to=joining).update(joined_to=kept)
    gone, come = _in_words(kept, joining)
    transition(joining, Status.JOINED, Change(at=at, staff=staff, reason=gone))
    record_event(kept, kept.status, Change(at=at, staff=staff, reason=come))
    contact_emails.queue_merged(joining, at=at)
    return kept


def in_both(
    kept: Registration, joining: Registration
) -> list[tuple[Delegate, Delegate]]:
    """Who is in both delegations, with her two rows.

    The same name, whatever its capitals, accents and order, unless there are two
    different addresses: those are two people. An address alone is not a person,
    because an office has one for all.
    """
    free = list(kept.delegates.filter(anonymised_at=None))
    twice = []
    for other in joining.delegates.all():
        one = next((person for person in free if _same(person, other)), None)
        if one:
            free.remove(one)
            twice.append((one, other))
    return twice


def under_one_address(
    kept: Registration, joining: Registration
) -> list[tuple[Delegate, Delegate]]:
    """People of the two with the same e-mail who stay two, because of their names."""
    twice = in_both(kept, joining)
    others = list(joining.delegates.exclude(email=""))
    return [
        (one, other)
        for one in kept.delegates.exclude(email="")
        for other in others
        if one.email.casefold() == other.email.casefold() and (one, other) not in twice
    ]


def _same(one: Delegate, other: Delegate) -> bool:
    addresses = {one.email.casefold(), other.email.casefold()} - {""}
    return len(addresses) < 2 and normalise_name(one.full_name) == normalise_name(
        other.full_name
    )


def _lock(
    kept: Registration, joining: Registration
) -> tuple[Registration, Registration]:
    """Both, read again under the visit's lock, if they can be joined."""
    visit = lock(kept.visit)
    ours = Registration.objects.select_for_update().filter(visit=visit)
    rows = ours.in_bulk([kept.pk, joining.pk])
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
    """Make seats that a code held for one of the two the delegation's own.

    So what is left for the partner stays as much as it was. Where both came with the
    same code, or with none, nothing changes.
    """
    if kept.block_id == joining.block_id:
        return
    for registration in (kept, joining):
        _use_up(registration, at)
    kept.block = None


def _use_up(registration: Registration, at: datetime) -> None:
    """Take what a delegation has used of its held seats out of them, for good."""
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


def _add_up(kept: Registration, joining: Registration) -> None:
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


def _move_people(kept: Registration, joining: Registration) -> None:
    """Everybody goes behind the others, with her own link, needs and consents."""
    last = kept.delegates.aggregate(last=Max("position"))["last"] or 0
    joining.delegates.update(registration=kept, position=F("position") + last)
    Need.objects.filter(registration=joining).update(registration=kept)
    Arrival.objects.filter(registration=joining).update(registration=kept)
    Consent.objects.filter(registration=joining, delegate__isnull=False).update(
        registration=kept
    )


def _become_one(one: Delegate, other: Delegate, kept: Registration) -> None:
    """Leave of a person's two rows the one whose link she has."""
    stays, goes = sorted((one, other), key=lambda p: (p.told_at is None, not p.email))
    fields = ("badge_name", "role", "email", "language")
    for name in fields:
        setattr(stays, name, getattr(stays, name) or getattr(goes, name))
    stays.position = one.position
    stays.save(update_fields=[*fields, "position"])
    known = {*stays.needs.values_list("kind", "code", "text")}
    for need in goes.needs.all():
        if (need.kind, need.code, need.text) not in known:
            need.delegate = stays
            need.save()
    _join_consent(goes.consents.all(), kept, stays)
    _join_pictures(stays, goes)
    if not stays.arrivals.filter(undone_at=None).exists():
        goes.arrivals.update(delegate=stays)
    goes.delete()


def _join_consent(
    given: QuerySet[Consent], kept: Registration, delegate: Delegate | None
) -> None:
    """Let the consent to needs go with them; one that stands there covers both."""
    given = given.filter(purpose=Consent.Purpose.NEEDS, withdrawn_at=None)
    own = kept.consents.filter(purpose=Consent.Purpose.NEEDS, delegate=delegate)
    if given.exists() and not own.filter(withdrawn_at=None).exists():
        own.delete()
        given.update(registration=kept, delegate=delegate)


def _join_pictures(stays: Delegate, goes: Delegate) -> None:
    """Of what a person said of pictures of her in two places, the last word stands."""
    said = Consent.objects.filter(purpose=Consent.Purpose.PICTURES)
    both = said.filter(delegate__in=[stays, goes])
    last = both.order_by(Coalesce("withdrawn_at", "given_at")).last()
    if last and last.delegate_id == goes.pk:
        said.filter(delegate=stays).delete()
        said.filter(delegate=goes).update(delegate=stays)


# --- What was asked for, and what is said -------------------------------------------


def _join_changes(kept: Registration, joining: Registration) -> None:
    """Let what each has asked for become one question about all people."""
    is_open = ChangeRequest.objects.filter(status=ChangeRequest.Status.OPEN)
    own = is_open.filter(registration=kept).first()
    other = is_open.filter(registration=joining).first()
    change = own or other
    if change is None:
        return
    asked = [own.seats if own else None, other.seats if other else None]
    if any(asked):
        change.seats = (asked[0] or kept.seats) + (asked[1] or joining.seats)
    if own and other:
        own.text = "\n\n".join(filter(None, [own.text, other.text]))
        other.delete()
    change.registration = kept
    change.save()


def _in_words(kept: Registration, joining: Registration) -> tuple[str, str]:
    """What the histories of `joining` and of `kept` say, in the house's language."""
    with translation.override(settings.LANGUAGE_CODE):
        gone = gettext("Joined with %(reference)s") % {"reference": kept.reference}
        come = gettext("Joined by %(reference)s") % {"reference": joining.reference}
    return gone, come
