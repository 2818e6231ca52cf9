"""Whether a delegation still comes after its visit was moved."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from events.models import Registration
from events.places.locks import lock_booking
from events.registrations.rules.transitions import Change, record_event


@transaction.atomic
def reconfirm_attendance(
    *, registration: Registration, move: int, at: datetime
) -> bool:
    """Write down that it comes to the visit as it is since a move (its SEQUENCE).

    Twice is the same as once. False, and nothing is written, if the visit has moved
    again since: what the delegation saw is not what it would say yes to.
    """
    registration = lock_booking(registration)
    if registration.move_to_answer is None:
        return True
    if registration.move_to_answer != move:
        return False
    registration.move_to_answer = None
    registration.save(update_fields=["move_to_answer", "updated_at"])
    with translation.override(settings.LANGUAGE_CODE):  # the history is staff's
        reason = gettext("They still come after the change.")
    record_event(registration, registration.status, Change(at=at, reason=reason))
    return True
