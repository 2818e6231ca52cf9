"""A delegation, or staff for it, selects the parts that its people go to."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import ChangesClosed, TransitionNotAllowed
from events.models import Registration
from events.places.locks import lock_booking
from events.registrations.mail import contact_emails
from events.registrations.rules.parts import MAY_COME, PartSelection, save_selections


@transaction.atomic
def select_parts(
    *,
    registration: Registration,
    selections: Iterable[PartSelection],
    at: datetime,
    staff: User | None = None,
) -> Registration:
    """Change how many people go to which part, and mail the contact about it.

    The same selections again do nothing. The delegation itself may change them until
    its deadline, staff always, never beyond the places. The contact of an expired
    registration, whose selections staff may remove, is not mailed.

    Raises ChangesClosed after the deadline, TransitionNotAllowed where the status
    allows no selection, PartFull, PartsOverlap, and PartGone.
    """
    registration = lock_booking(registration)
    if registration.status not in (MAY_COME if staff else Registration.ACTIVE):
        raise TransitionNotAllowed(registration.status, registration.status)
    if staff is None and not registration.may_be_changed(at):
        raise ChangesClosed
    before = _chosen(registration)
    save_selections(registration, selections, at)
    active = registration.status in Registration.ACTIVE
    if active and _chosen(registration) != before:
        contact_emails.queue_parts(registration, at=at)
    return registration


def _chosen(registration: Registration) -> set[tuple[int, int, datetime | None]]:
    choices = registration.part_choices.order_by()
    return {*choices.values_list("part", "seats", "waiting_since")}
