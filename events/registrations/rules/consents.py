"""Consent to pictures and invitations, and withdrawing any, which is as easy.

GDPR, article 7(3): at any time; what was done before the withdrawal stays lawful.
"""

from datetime import datetime

from django.db import transaction

from events.exceptions import TransitionNotAllowed
from events.models import Consent, Delegate, Invitee, Registration
from events.places.locks import lock_booking
from events.registrations.rules.delegates import erase_needs
from events.registrations.rules.invitees import join_invitees, leave_invitees
from events.registrations.rules.register import (
    DisplayedText,
    save_consents,
    store_notice,
)

Purpose = Consent.Purpose
# Those of delegations that come or came, whose people may be in a picture.
PICTURED_STATUSES = {*Registration.ACTIVE, Registration.Status.ATTENDED}


@transaction.atomic
def agree_to_pictures(*, delegate: Delegate, text: DisplayedText, at: datetime) -> None:
    """Store that a delegate agrees to published pictures of them, and to which text.

    Only the delegates can agree, behind their own links (article 81 of the Polish act
    on copyright): nobody agrees for somebody else. Twice is the same as once.

    Raises Delegate.DoesNotExist where the delegate was removed meanwhile, and
    TransitionNotAllowed where the delegation does not come.
    """
    registration = lock_booking(delegate.registration)
    if registration.status not in PICTURED_STATUSES:
        raise TransitionNotAllowed(registration.status, registration.status)
    delegate = registration.delegates.select_for_update().get(pk=delegate.pk)
    if not Consent.objects.to_pictures().filter(delegate=delegate).exists():
        texts = {Purpose.PICTURES.value: text}
        save_consents(registration, texts, at, delegate)


@transaction.atomic
def agree_to_invitations(
    *, registration: Registration, text: DisplayedText, at: datetime
) -> None:
    """Store that a contact wants invitations, and to which text; twice is once."""
    registration = lock_booking(registration)
    given = registration.consents.filter(
        purpose=Purpose.INVITATIONS, delegate=None, withdrawn_at=None
    )
    if not given.exists():
        save_consents(registration, {Purpose.INVITATIONS.value: text}, at)
    join_invitees(registration)


@transaction.atomic
def renew_invitee(*, invitee: Invitee, text: DisplayedText, at: datetime) -> None:
    """Let a consent count from now, with the text that was shown for it."""
    row = Invitee.objects.filter(pk=invitee.pk)
    row.update(text=store_notice(text), agreed_at=at, asked_at=None)


@transaction.atomic
def withdraw_consent(
    *,
    registration: Registration,
    purpose: str,
    at: datetime,
    delegate: Delegate | None = None,
) -> None:
    """Withdraw a consent of a delegation, or of one of its delegates.

    Withdrawing the consent to needs erases the needs at once. Having read the notice
    is no consent and stays. Twice is the same as once.
    """
    if purpose == Purpose.NEEDS:
        return erase_needs(registration=registration, delegate=delegate, at=at)
    registration = lock_booking(registration)
    of_contact = delegate is None and registration.contact_email
    if purpose == Purpose.INVITATIONS and of_contact:
        leave_invitees(email=registration.contact_email, at=at)
    consents = registration.consents.filter(
        delegate=delegate, purpose=purpose, withdrawn_at=None
    )
    consents.exclude(purpose=Purpose.NOTICE).update(withdrawn_at=at)
