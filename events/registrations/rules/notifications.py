"""Notify delegates that somebody else put them on a list, or took them off."""

from datetime import datetime

from django.db.models import QuerySet

from centre.text.emails import fold_email
from events.links import tokens
from events.models import Delegate, OutgoingEmail, Registration
from events.registrations.mail import delegate_emails


def renew_delegate_link(delegate: Delegate) -> None:
    """Give a delegate a new link and save it; a former link stops working."""
    if delegate.token_hash == tokens.digest(tokens.delegate_token(delegate)):
        delegate.token_version += 1
    delegate.token_hash = tokens.digest(tokens.delegate_token(delegate))
    delegate.save()


def notify_delegates(registration: Registration, at: datetime) -> None:
    """Mail each delegate who is on the list and was not notified (GDPR, article 14).

    Nobody is notified while the contact's address is not verified: until then a
    stranger may have typed all addresses. The caller holds the visit's lock, so that
    nobody is notified twice.
    """
    if registration.proof_due_at or registration.status not in Registration.ACTIVE:
        return
    unnotified = registration.delegates.filter(told_at=None).exclude(email="")
    for delegate in unnotified:
        _notify(delegate, registration, at)


def _notify(delegate: Delegate, registration: Registration, at: datetime) -> None:
    """Mail a delegate once that they are on the list.

    A registration sends at most one such e-mail more than it has seats, because the
    addresses are merely typed; the one more allows for a slip. The contact needs none
    about an entry of their own.
    """
    added = registration.emails.filter(kind=OutgoingEmail.Kind.DELEGATE_TOLD)
    if _is_contact(delegate, registration) or added.count() > registration.seats:
        return
    once = f"told-{_name(delegate)}"
    if not added.filter(once=once).exists():
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
    - A delegate who is added again is notified again, within the same number of
      e-mails.

    The caller holds the visit's lock, and then deletes the delegate or changes the
    e-mail address.
    """
    added = registration.emails.filter(kind=OutgoingEmail.Kind.DELEGATE_TOLD)
    told = delegate.told_at and delegate.email
    if not told or _is_contact(delegate, registration):
        return
    own = added.filter(once=f"told-{_name(delegate)}")
    if _delete_unsent(own) or added.count() > registration.seats:
        return  # they never knew; or could not be notified if they are added again
    own.update(once=None)
    delegate.registration = registration
    once = f"removed-{delegate.pk}-{delegate.token_version}"
    delegate_emails.queue_delegate_removed(delegate, at=at, once=once)


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


def _name(delegate: Delegate) -> str:
    """Return a key that stays the same where the same person is added again."""
    email, name = fold_email(delegate.email), delegate.full_name.casefold()
    return tokens.digest(f"{delegate.registration_id} {email} {name}")
