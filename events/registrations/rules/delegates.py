"""The delegates of a registration: added by the contact, corrected by themselves."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Q

from centre.text.emails import fold_email
from centre.text.folding import fold
from events.exceptions import ChangesClosed, TooManyNames, TransitionNotAllowed
from events.links import tokens
from events.models import Consent, Delegate, Need, Registration, StudyVisit
from events.models.places import end_of_minute
from events.places.locks import lock_booking
from events.registrations.mail import delegate_emails
from events.registrations.needs import NeedEntry
from events.registrations.rules.notifications import (
    forget_address,
    notify_delegates,
    notify_removed,
    renew_delegate_link,
)
from events.registrations.rules.register import DisplayedText, save_consents


@dataclass(frozen=True, kw_only=True)
class DelegateData:
    """What is stored about a delegate; only the name is required."""

    full_name: str
    badge_name: str = ""
    role: str = ""
    email: str = ""
    language: str = ""  # of their e-mails; empty: the delegation's


def names_until(registration: Registration) -> datetime:
    """Return the first moment at which names can't be changed any more.

    That is the end of the minute of the visit's deadline, or of a later one that staff
    gave the delegation; in any case not after the start of the visit.
    """
    visit = registration.visit
    moments = [visit.names_due_at or visit.starts_at]
    if registration.edits_until:
        moments.append(registration.edits_until)
    return min(end_of_minute(max(moments)), visit.starts_at)


def names_open(registration: Registration, at: datetime) -> bool:
    """Return whether the contact may change names at a moment (aware)."""
    active = registration.status in Registration.ACTIVE
    return active and at < names_until(registration)


@transaction.atomic
def add_delegate(
    *, registration: Registration, person: DelegateData, at: datetime
) -> Delegate:
    """Add a delegate; mail one with an e-mail address a link of their own.

    The e-mail is queued at once, or when the delegation is confirmed and the contact's
    own address verified.

    Raises ChangesClosed after the deadline for names, TransitionNotAllowed for a
    registration that has ended, and TooManyNames where every place has its name.
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
def save_delegates(
    *, registration: Registration, people: Sequence[DelegateData], at: datetime
) -> None:
    """Add all of these people, or none of them.

    Whoever is on the list by the same name, by `normalise_name`, is not added again:
    what is given is corrected, as by `correct_delegate`, and what is empty stays.

    Raises what `add_delegate` and `correct_delegate` raise.
    """
    registration = _lock(registration, at)
    listed: dict[str, list[Delegate]] = defaultdict(list)
    for delegate in registration.delegates.filter(anonymised_at=None):
        listed[normalise_name(delegate.full_name)].append(delegate)
    for person in people:
        if same := listed[normalise_name(person.full_name)]:
            delegate = same.pop(0)
            kept = {name: getattr(delegate, name) for name in asdict(person)}
            given = {name: value for name, value in asdict(person).items() if value}
            filled_in = DelegateData(**kept | given)
            correct_delegate(delegate=delegate, person=filled_in, at=at)
        else:
            add_delegate(registration=registration, person=person, at=at)


@transaction.atomic
def correct_delegate(
    *, delegate: Delegate, person: DelegateData, at: datetime, by_delegate: bool = False
) -> Delegate:
    """Correct what is stored about a delegate.

    Delegates themselves (`by_delegate`) may change everything. From anybody else an
    empty e-mail address keeps the stored one, which they can't read. Where they give
    another address,

    - the old link stops working, and a new one is mailed to the new address;
    - the former address is notified that it is off the list;
    - the delegate's needs are erased and the consent to pictures is withdrawn, so that
      nobody reads or uses them by replacing the address.

    Raises ChangesClosed after the deadline for names, TransitionNotAllowed for a
    registration that has ended, and Delegate.DoesNotExist for a removed delegate.
    """
    registration = _lock(delegate.registration, at)
    delegate = registration.delegates.select_for_update().get(pk=delegate.pk)
    new = asdict(person)
    if not by_delegate:
        new["email"] = person.email or delegate.email
    readdressed = not by_delegate and fold_email(new["email"]) != fold_email(
        delegate.email
    )
    if readdressed:
        notify_removed(delegate, registration, at)
        forget_address(delegate, registration)
    for name, value in new.items():
        setattr(delegate, name, value)
    delegate.save()
    if readdressed:
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
    """Remove a delegate, with all that is stored about them. The seats stay.

    Delegates may remove themselves (`by_delegate`) at any time. The contact may remove
    them until the deadline for names; then they are notified, if they were notified
    that they are on the list. Twice is the same as once.

    Raises ChangesClosed after the deadline, and TransitionNotAllowed for a registration
    that has ended; neither for the delegates themselves.
    """
    registration = delegate.registration
    if by_delegate:
        registration = lock_booking(registration)
    else:
        registration = _lock(registration, at)
    for listed in registration.delegates.select_for_update().filter(pk=delegate.pk):
        if not by_delegate:
            notify_removed(listed, registration, at)
        forget_address(listed, registration)
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
    """Replace the needs of a delegate, or of a whole delegation.

    `consent` is the text that was agreed to; without it nothing is stored. `answered`
    are the kinds and codes to replace, where the others were not shown and stay; None
    replaces all. Needs may be changed until the visit starts.

    Raises ChangesClosed after that, TransitionNotAllowed for a registration that has
    ended, and Delegate.DoesNotExist for a removed delegate.
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
        Need(registration=registration, delegate=delegate, **asdict(need))
        for need in needs
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
    """Withdraw the consent to needs and erase them at once, whatever the deadline."""
    _erase(lock_booking(registration), delegate, at)


@transaction.atomic
def send_delegate_links(*, email: str, at: datetime) -> None:
    """Mail each delegate of an e-mail address their link again: the one they have.

    Do nothing for an address that no delegate has, for visits that are over, or while
    the contact's address is not verified: until then no delegate was notified.
    """
    people = Delegate.objects.filter(
        email__same_address=email,
        registration__visit__ends_at__gt=at,
        registration__status__in=Registration.ACTIVE,
        registration__proof_due_at=None,
    )
    for delegate in people.select_for_update(of=("self",)):
        if delegate.token_hash != tokens.link_hash(tokens.delegate_token(delegate)):
            renew_delegate_link(delegate)
        delegate_emails.queue_delegate_link(delegate, at=at)


def find_same_people(visits: Iterable[StudyVisit]) -> dict[int, list[list[Delegate]]]:
    """Return the rows of each person who seems to be in two active delegations.

    They are sorted by the key of the visit that both come to; rows of one person have
    the same e-mail address, or the same name by `normalise_name`.
    """
    rows: dict[tuple[int, str], list[Delegate]] = defaultdict(list)
    people = Delegate.objects.filter(
        registration__visit__in=visits,
        registration__status__in=Registration.ACTIVE,
        anonymised_at=None,
    )
    for delegate in people.annotate(of_visit=F("registration__visit")):
        visit = delegate.of_visit
        keys = {normalise_name(delegate.full_name), fold_email(delegate.email)} - {""}
        for key in keys:
            rows[visit, key].append(delegate)
    groups = {
        (visit, *(delegate.pk for delegate in group)): group
        for (visit, _key), group in rows.items()
        if len({delegate.registration_id for delegate in group}) > 1
    }
    found: dict[int, list[list[Delegate]]] = defaultdict(list)
    for (visit, *_pks), group in groups.items():
        found[visit].append(group)
    return dict(found)


def normalise_name(name: str) -> str:
    """Return a name for comparing people: "Łucja  Żak" and "ZAK LUCJA" are the same."""
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
