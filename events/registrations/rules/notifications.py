"""Telling people that somebody else wrote them down, each with a link of her own."""

from datetime import datetime

from django.db.models import QuerySet

from events.links import tokens
from events.models import Delegate, OutgoingEmail, Registration
from events.registrations.mail import delegate_emails


def renew_delegate_link(delegate: Delegate) -> None:
    """Store the hash of a link; an address that was replaced leaves a dead one."""
    if delegate.token_hash == tokens.digest(tokens.delegate_token(delegate)):
        delegate.token_version += 1
    delegate.token_hash = tokens.digest(tokens.delegate_token(delegate))
    delegate.save()


def notify_delegates(registration: Registration, at: datetime) -> None:
    """Tell whoever is on the list and was not told yet (GDPR, article 14).

    Nobody, while the contact has still to confirm her address: until then all of them
    may be addresses that a stranger typed. The caller holds the visit's lock, so that
    nobody is told twice.
    """
    if registration.proof_due_at or registration.status not in Registration.ACTIVE:
        return
    untold = registration.delegates.filter(told_at=None).exclude(email="")
    for delegate in untold:
        _tell(delegate, registration, at)


def _tell(delegate: Delegate, registration: Registration, at: datetime) -> None:
    """Tell a person once.

    At most one mail more than there are seats goes to addresses that somebody typed;
    the one more is for a slip. The contact knows that she has entered herself.
    """
    own = registration.contact_email.casefold() == delegate.email.casefold()
    told = registration.emails.filter(kind=OutgoingEmail.Kind.DELEGATE_TOLD)
    if own or told.count() > registration.seats:
        return
    once = f"told-{_name(delegate)}"
    if not told.filter(once=once).exists():
        delegate.registration = registration
        delegate_emails.queue_delegate_added(delegate, at=at, once=once)
    delegate.told_at = at
    delegate.save(update_fields=["told_at"])


def notify_removed(
    delegate: Delegate, registration: Registration, at: datetime
) -> None:
    """Tell a person whom somebody else takes off the list that she is off it.

    So the visit leaves her calendar. Who was not told yet that she is on the list never
    hears of it: the mail that waits is taken back. Whoever is entered again is told
    again, within the same number of mails. The caller holds the visit's lock and then
    deletes her row, or puts another address into it.
    """
    told = registration.emails.filter(kind=OutgoingEmail.Kind.DELEGATE_TOLD)
    own = registration.contact_email.casefold() == delegate.email.casefold()
    coming = registration.status in Registration.ACTIVE
    if not (coming and delegate.told_at and delegate.email) or own:
        return
    hers = told.filter(once=f"told-{_name(delegate)}")
    if _taken_back(hers) or told.count() > registration.seats:
        return  # she never knew; or nothing could tell her if she comes again
    hers.update(once=None)
    delegate.registration = registration
    once = f"removed-{delegate.pk}-{delegate.token_version}"
    delegate_emails.queue_delegate_removed(delegate, at=at, once=once)


def _taken_back(mails: QuerySet[OutgoingEmail]) -> bool:
    """Whether mail that nobody has begun to send was deleted."""
    waiting = mails.filter(
        state=OutgoingEmail.State.QUEUED, attempts=0, perhaps_sent=False
    )
    rows = [mail.pk for mail in waiting.select_for_update(skip_locked=True)]
    deleted, _tables = OutgoingEmail.objects.filter(pk__in=rows).delete()
    return bool(deleted)


def _name(delegate: Delegate) -> str:
    """The same for the same person of a delegation, also where she is entered anew."""
    who = f"{delegate.registration_id} {delegate.email} {delegate.full_name}"
    return tokens.digest(who.casefold())
