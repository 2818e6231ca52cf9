"""Agreeing to pictures, and taking back what was agreed to, which is as easy.

GDPR, article 7(3): at any time, and what was done before stays lawful.
"""

from datetime import datetime

from django.db import transaction

from events.exceptions import TransitionNotAllowed
from events.models import Consent, Delegate, Registration
from events.places.locks import lock_booking
from events.registrations.rules.delegates import erase_needs
from events.registrations.rules.register import DisplayedText, save_consents

Purpose = Consent.Purpose
# Who takes part, or took part, and so may be in a picture.
VISIBLE_PURPOSES = {*Registration.ACTIVE, Registration.Status.ATTENDED}


@transaction.atomic
def agree_to_pictures(*, delegate: Delegate, text: DisplayedText, at: datetime) -> None:
    """Keep that a person agrees to published pictures of her, and to which text.

    Only she herself can, behind her own link (article 81 of the Polish act on
    copyright): nobody agrees for somebody else. Twice is the same as once. Raises
    Delegate.DoesNotExist, and TransitionNotAllowed where her delegation does not come.
    """
    registration = lock_booking(delegate.registration)
    if registration.status not in VISIBLE_PURPOSES:
        raise TransitionNotAllowed(registration.status, registration.status)
    delegate = registration.delegates.select_for_update().get(pk=delegate.pk)
    if not Consent.objects.to_pictures().filter(delegate=delegate).exists():
        texts = {Purpose.PICTURES.value: text}
        save_consents(registration, texts, at, delegate)


@transaction.atomic
def withdraw_consent(
    *,
    registration: Registration,
    purpose: str,
    at: datetime,
    delegate: Delegate | None = None,
) -> None:
    """Take back a consent of a delegation, or of one of its people.

    Needs are erased at once. That somebody has read something is no consent and stays.
    Twice is the same as once.
    """
    if purpose == Purpose.NEEDS:
        return erase_needs(registration=registration, delegate=delegate, at=at)
    given = lock_booking(registration).consents.filter(
        delegate=delegate, purpose=purpose, withdrawn_at=None
    )
    given.exclude(purpose=Purpose.NOTICE).update(withdrawn_at=at)
