"""The people of a delegation: written down by the contact, corrected by themselves."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from centre.text.folding import fold
from events.exceptions import ChangesClosed, TooManyNames, TransitionNotAllowed
from events.models import Consent, Delegate, Need, Registration, StudyVisit
from events.models.places import end_of_minute
from events.places.locks import lock_booking
from events.registrations.mail import delegate_emails
from events.registrations.needs import NeedEntry
from events.registrations.rules.notifications import (
    notify_delegates,
    notify_removed,
    renew_delegate_link,
)
from events.registrations.rules.register import DisplayedText, save_consents


@dataclass(frozen=True, kw_only=True)
class DelegateData:
    """What is written down about a person; only the name has to be there."""

    full_name: str
    badge_name: str = ""
    role: str = ""
    email: str = ""
    language: str = ""  # of her mails; empty: the delegation's


def names_until(registration: Registration) -> datetime:
    """The moment from which names can't be written down any more.

    The end of the minute of the visit's deadline, or of a later one that staff opened
    for the delegation; in any case the start of the visit.
    """
    visit = registration.visit
    moments = [visit.names_due_at or visit.starts_at]
    if registration.edits_until:
        moments.append(registration.edits_until)
    return min(end_of_minute(max(moments)), visit.starts_at)


def names_open(registration: Registration, at: datetime) -> bool:
    """Whether names may be written down at a moment."""
    active = registration.status in Registration.ACTIVE
    return active and at < names_until(registration)


@transaction.atomic
def add_delegate(
    *, registration: Registration, person: DelegateData, at: datetime
) -> Delegate:
    """Write a person down; somebody with an e-mail is told, with a link of her own.

    That is at once, or when the contact has confirmed her own address. Raises
    ChangesClosed after the deadline for names, TransitionNotAllowed for a registration
    that has ended, TooManyNames if every place has its name.
    """
    registration = _lock(registration, at)
    people = registration.delegates
    if people.count() >= registration.seats:
        raise TooManyNames
    last = people.aggregate(last=Max("position"))["last"] or 0
    delegate = people.create(position=last + 1, **asdict(person))
    renew_delegate_link(delegate)
    notify_delegates(registration, at)
    return delegate


@transaction.atomic
def correct_delegate(
    *, delegate: Delegate, person: DelegateData, at: datetime, by_delegate: bool = False
) -> Delegate:
    """Correct what is written about a person.

    Somebody else's empty e-mail keeps the one there is, because she can't read it. A
    new one from somebody else gets a link of its own: the old link is dead, the former
    address hears that it is off the list, and the needs that were told by it are
    erased, with the consent to pictures, so that nobody reads or uses them by replacing
    the address. Raises ChangesClosed, TransitionNotAllowed, Delegate.DoesNotExist.
    """
    registration = _lock(delegate.registration, at)
    delegate = registration.delegates.select_for_update().get(pk=delegate.pk)
    new = asdict(person)
    if not by_delegate:
        new["email"] = person.email or delegate.email
    moved = not by_delegate and new["email"].casefold() != delegate.email.casefold()
    if moved:
        notify_removed(delegate, registration, at)
    for name, value in new.items():
        setattr(delegate, name, value)
    delegate.save()
    if moved:
        _erase(registration, delegate, at)
        Consent.objects.to_pictures().filter(delegate=delegate).update(withdrawn_at=at)
        delegate.told_at = None
        renew_delegate_link(delegate)
        notify_delegates(registration, at)
    return delegate


@transaction.atomic
def remove_delegate(
    *, delegate: Delegate, at: datetime, by_delegate: bool = False
) -> Registration:
    """Take a person off the list, with all that is held about her. The seats stay.

    She herself may always do so, the contact until the deadline; then she is told, if
    she was told that she is on the list. Twice is the same as once. Raises
    ChangesClosed, TransitionNotAllowed.
    """
    registration = delegate.registration
    if by_delegate:
        registration = lock_booking(registration)
    else:
        registration = _lock(registration, at)
    for listed in registration.delegates.select_for_update().filter(pk=delegate.pk):
        if not by_delegate:
            notify_removed(listed, registration, at)
        listed.delete()
    return registration


@transaction.atomic
def save_needs(
    *,
    registration: Registration,
    needs: Iterable[NeedEntry],
    consent: DisplayedText | None,
    at: datetime,
    delegate: Delegate | None = None,
    answered: Collection[tuple[str, str]] | None = None,
) -> None:
    """Keep the needs of a person, or of a delegation, instead of the earlier ones.

    `consent` is the text that was agreed to; without it nothing is stored. `answered`
    are kind and code of what is told anew, where the rest was not shown and stays;
    None: everything. Needs are taken until the visit starts. Raises ChangesClosed,
    TransitionNotAllowed, Delegate.DoesNotExist.
    """
    if consent is None:
        return
    registration = _lock(registration, at, registration.visit.starts_at)
    if delegate:
        delegate = registration.delegates.select_for_update().get(pk=delegate.pk)
    former = registration.needs.filter(delegate=delegate)
    replaced = [
        need.pk
        for need in former.all()
        if answered is None or (need.kind, need.code) in answered
    ]
    former.filter(pk__in=replaced).delete()
    Need.objects.bulk_create(
        Need(registration=registration, delegate=delegate, **asdict(told))
        for told in needs
    )
    if former.exists():
        texts = {Consent.Purpose.NEEDS.value: consent}
        save_consents(registration, texts, at, delegate)
    else:
        _erase(registration, delegate, at)


@transaction.atomic
def erase_needs(
    *, registration: Registration, at: datetime, delegate: Delegate | None = None
) -> None:
    """Take back the consent to needs: they are erased at once, whenever that is."""
    _erase(lock_booking(registration), delegate, at)


@transaction.atomic
def send_delegate_links(*, email: str, at: datetime) -> None:
    """Mail everybody of an address a new link of her own; the old one is dead.

    Does nothing for an address that nobody has, for visits that are over, or where the
    contact has still to confirm her own address: then nobody was told yet.
    """
    people = Delegate.objects.filter(
        email__iexact=email,
        registration__visit__ends_at__gt=at,
        registration__status__in=Registration.ACTIVE,
        registration__proof_due_at=None,
    )
    for delegate in people.select_for_update(of=("self",)):
        renew_delegate_link(delegate)
        delegate_emails.queue_delegate_link(delegate, at=at)


def same_people(visit: StudyVisit) -> list[list[Delegate]]:
    """People who seem to be in two active delegations of a visit, each with her rows.

    The same e-mail, or the same name whatever its capitals, accents and order.
    """
    rows: dict[str, list[Delegate]] = defaultdict(list)
    people = Delegate.objects.filter(
        registration__visit=visit,
        registration__status__in=Registration.ACTIVE,
        anonymised_at=None,
    )
    for delegate in people:
        keys = {normalise_name(delegate.full_name), delegate.email.casefold()} - {""}
        for key in keys:
            rows[key].append(delegate)
    groups = {
        tuple(delegate.pk for delegate in group): group
        for group in rows.values()
        if len({delegate.registration_id for delegate in group}) > 1
    }
    return list(groups.values())


def normalise_name(name: str) -> str:
    """A name by which people are compared: "Łucja  Żak" and "ZAK LUCJA" are one."""
    return " ".join(sorted(fold(name).split()))


def _lock(
    registration: Registration, at: datetime, until: datetime | None = None
) -> Registration:
    registration = lock_booking(registration)
    if registration.status not in Registration.ACTIVE:
        raise TransitionNotAllowed(registration.status, registration.status)
    if at >= (until or names_until(registration)):
        raise ChangesClosed
    return registration


def _erase(registration: Registration, delegate: Delegate | None, at: datetime) -> None:
    registration.needs.filter(delegate=delegate).delete()
    whose = Q(registration=registration) | Q(registration__joined_to=registration)
    Consent.objects.filter(
        whose, delegate=delegate, purpose=Consent.Purpose.NEEDS, withdrawn_at=None
    ).update(withdrawn_at=at)
