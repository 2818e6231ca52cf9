"""Notify delegates that somebody else put them on a list, or took them off."""

from datetime import datetime

from django.db.models import QuerySet

from centre.text.emails import fold_email
from events.links import tokens
from events.models import Delegate, OutgoingEmail, Registration
from events.registrations.mail import delegate_emails

# On the list, off it, and on it again.
MAX_MAILS_TO_ADDRESS = 3
PREFIX = "person-"  # of the names of e-mails to people who were merely written down


def renew_delegate_link(delegate: Delegate) -> None:
    """Give a delegate a new link and save it; a former link stops working."""
    if delegate.token_hash == tokens.link_hash(tokens.delegate_token(delegate)):
        delegate.token_version += 1
    delegate.token_hash = tokens.link_hash(tokens.delegate_token(delegate))
    delegate.save()


def notify_delegates(registration: Registration, at: datetime) -> None:
    """Mail each delegate who is on the list and was not notified (GDPR, article 14).

    Nobody is notified before the delegation is confirmed: they would read that they are
    on a list and when to come. Nor while the contact's address is not verified: until
    then a stranger may have typed all addresses. The caller holds the visit's lock, so
    that nobody is notified twice.
    """
    confirmed = registration.status == Registration.Status.CONFIRMED
    if registration.proof_due_at or not confirmed:
        return
    unnotified = registration.delegates.filter(told_at=None).exclude(email="")
    for delegate in unnotified:
        _notify(delegate, registration, at)


def _notify(delegate: Delegate, registration: Registration, at: datetime) -> None:
    """Mail a delegate that they are on the list, within the limits of `_next_mail`.

    The contact needs none about an entry of their own.
    """
    once = _next_mail(delegate, registration)
    if _is_contact(delegate, registration) or not once:
        return
    delegate.registration = registration
    delegate_emails.queue_delegate_added(delegate, at=at, once=once)
    delegate.told_at = at
    delegate.save(update_fields=["told_at"])


def notify_removed(
    delegate: Delegate, registration: Registration, at: datetime
) -> None:
    """Mail a delegate whom somebody else takes off the list that they are off it.

    - The e-mail takes the visit out of their calendar.
    - A delegate who was not notified of being on the list is mailed nothing; an e-mail
      about it that still waits is deleted.
    - A delegate who is added again is notified again, within the same limits.

    The caller holds the visit's lock, and then deletes the delegate or changes the
    e-mail address.
    """
    told = delegate.told_at and delegate.email
    if not told or _is_contact(delegate, registration):
        return
    own = _told(registration).filter(once__startswith=_person(delegate))
    if _delete_unsent(own.filter(kind=OutgoingEmail.Kind.DELEGATE_TOLD)):
        return  # they never knew
    if once := _next_mail(delegate, registration):
        delegate.registration = registration
        delegate_emails.queue_delegate_removed(delegate, at=at, once=once)


def forget_address(delegate: Delegate, registration: Registration) -> None:
    """Blank what was mailed to a delegate who is off the list: it says "erased".

    The e-mail that says so is blanked once it is out. Where somebody else on the list,
    or the contact, has the same address, what it was sent stays.
    """
    if not delegate.email or _is_contact(delegate, registration):
        return
    others = registration.delegates.exclude(pk=delegate.pk)
    if not others.filter(email__same_address=delegate.email).exists():
        mails = registration.emails.filter(recipient__same_address=delegate.email)
        mails.exclude(kind=OutgoingEmail.Kind.DELEGATE_REMOVED).blank()


def _next_mail(delegate: Delegate, registration: Registration) -> str:
    """Return the name of the next e-mail that tells a delegate; "" beyond the limits.

    The addresses are merely typed. So one of them gets MAX_MAILS_TO_ADDRESS from a
    registration, and at most one more has some than it has seats: for a slip. The
    names hold a keyed hash, so that blanked e-mails still count.
    """
    names = [mail.once or "" for mail in _told(registration).only("once")]
    address = _address(delegate)
    to_address = [name for name in names if name.startswith(address)]
    others = {name[: len(address)] for name in names} - {address}
    if len(to_address) >= MAX_MAILS_TO_ADDRESS or len(others) > registration.seats:
        return ""
    return f"{_person(delegate)}{max(map(_number, to_address), default=0) + 1}"


def _told(registration: Registration) -> QuerySet[OutgoingEmail]:
    """Return the e-mails that told people that they are on the list, or off it."""
    return registration.emails.filter(once__startswith=PREFIX)


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])


def _delete_unsent(emails: QuerySet[OutgoingEmail]) -> bool:
    """Delete e-mails that nobody has begun to send; return whether there were any."""
    waiting = emails.filter(
        state=OutgoingEmail.State.QUEUED, attempts=0, perhaps_sent=False
    )
    rows = [email.pk for email in waiting.select_for_update(skip_locked=True)]
    deleted, _tables = OutgoingEmail.objects.filter(pk__in=rows).delete()
    return bool(deleted)


def _is_contact(delegate: Delegate, registration: Registration) -> bool:
    return fold_email(delegate.email) == fold_email(registration.contact_email)


def _address(delegate: Delegate) -> str:
    """Return how the names of all e-mails to a delegate's address begin."""
    address = f"{delegate.registration_id} {fold_email(delegate.email)}"
    return f"{PREFIX}{tokens.keyed_hash(address)[:32]}-"


def _person(delegate: Delegate) -> str:
    """Return how those begin that are about a person of this name and address."""
    name = tokens.keyed_hash(delegate.full_name.casefold())[:16]
    return f"{_address(delegate)}{name}-"
