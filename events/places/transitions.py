"""Change the status of a booking along its own table of transitions."""

from typing import Any

from events.exceptions import TransitionNotAllowed
from events.models.places import Booking


def change_status(booking: Booking, to_status: Any, *, offered: Any) -> Any:
    """Set the status along the table of transitions and return the former one.

    Any status but `offered` clears the end of an offer. Nothing is saved.

    Raises TransitionNotAllowed.
    """
    from_status = booking.status
    if to_status not in booking.TRANSITIONS[from_status]:
        raise TransitionNotAllowed(from_status, to_status)
    booking.status = to_status
    if to_status != offered:
        booking.offer_expires_at = None
    return from_status
