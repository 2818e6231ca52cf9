"""One lock for all places of a bookable: its own row."""

from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError

from centre.content.made_once import rows_made_once
from events.models.places import Bookable, Booking

AnyBookable = TypeVar("AnyBookable", bound=Bookable)
AnyBooking = TypeVar("AnyBooking", bound=Booking)


def lock(bookable: AnyBookable) -> AnyBookable:
    """Lock a bookable and return it read again: what was read before is stale.

    A second transaction waits here (PostgreSQL: SELECT ... FOR UPDATE). The statement
    is made once: others wait for this one's end.

    Raises TransactionManagementError outside a transaction, which would lock nothing,
    and the model's DoesNotExist where it was deleted.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError
    for locked in _locked(type(bookable), bookable.pk):
        return locked
    raise type(bookable).DoesNotExist


@rows_made_once(-1)
def _locked(model: type[Model], key: int) -> QuerySet[Any]:
    return model._default_manager.select_for_update().filter(pk=key)


def lock_booking(booking: AnyBooking) -> AnyBooking:
    """Lock a booking's bookable, then the booking, and return it read again."""
    bookable = lock(booking.bookable)
    locked = type(booking).objects.select_for_update().get(pk=booking.pk)
    setattr(locked, booking.bookable_field, bookable)
    return locked
