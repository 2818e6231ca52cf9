"""Taking back what was agreed to; that is as easy as agreeing was.

GDPR, article 7(3): at any time, and what was done before stays lawful.
"""

from datetime import datetime

from django.db import transaction

from events.models import Consent, Delegate, Registration
from events.services.people import erase_needs
from events.services.steps import lock_registration

Purpose = Consent.Purpose


@transaction.atomic
def take_back(
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
    given = lock_registration(registration).consents.filter(
        delegate=delegate, purpose=purpose, withdrawn_at=None
    )
    given.exclude(purpose=Purpose.NOTICE).update(withdrawn_at=at)
