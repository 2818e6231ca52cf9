"""Reconfirm that a delegation still comes after its visit was rescheduled."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from centre.content.languages import in_house_language
from events.models import Registration
from events.places.locks import lock_booking
from events.registrations.rules.transitions import Change, record_event


@transaction.atomic
def reconfirm_attendance(
    *, registration: Registration, move: int, at: datetime
) -> bool:
    """Record that a delegation comes to the visit as rescheduled by `move`.

    `move` is the SEQUENCE of the visit that the delegation saw. Return False and
    change nothing where the visit was rescheduled again since. Twice is the same as
    once.
    """
    registration = lock_booking(registration)
    if registration.move_to_answer is None:
        return True
    if registration.move_to_answer != move:
        return False
    registration.move_to_answer = None
    registration.save(update_fields=["move_to_answer", "updated_at"])
    reason = in_house_language(_("They still come after the change."))
    record_event(registration, registration.status, Change(at=at, reason=reason))
    return True
