"""One lock for all places of a bookable: its own row."""

from typing import TypeVar

from events.models.places import Bookable, Booking

AnyBookable = TypeVar("AnyBookable", bound=Bookable)
AnyBooking = TypeVar("AnyBooking", bound=Booking)


def lock(bookable: AnyBookable) -> AnyBookable:
    """Lock a bookable and return it read again: what was read before is stale.

    A second transaction waits here (PostgreSQL: SELECT ... FOR UPDATE).
    """
    return type(bookable).objects.select_for_update().get(pk=bookable.pk)


def lock_booking(booking: AnyBooking) -> AnyBooking:
    """Lock a booking's bookable, then the booking, and return it read again."""
    bookable = lock(booking.bookable)
    locked = type(booking).objects.select_for_update().get(pk=booking.pk)
    setattr(locked, booking.bookable_field, bookable)
    return locked
