"""Names and places: whoever takes places never has more names than places."""

from collections.abc import Collection
from datetime import datetime

from events.exceptions import TooManyNames
from events.models import Registration
from events.registrations.rules.notifications import notify_removed


def fit_names(
    registration: Registration, seats: int, leaving: Collection[int], at: datetime
) -> None:
    """Take people off a list that has more names than places.

    `leaving` are the primary keys of those who don't come. Who was told of being on the
    list is told of being off it, the others hear nothing. Where all names fit, nobody
    is taken off. The caller holds the visit's lock.

    Raises TooManyNames where more names than `seats` would be left; then the
    transaction has to be rolled back.
    """
    people = registration.delegates.select_for_update()
    if len(people) <= seats:
        return
    for delegate in people:
        if delegate.pk in leaving:
            notify_removed(delegate, registration, at)
            delegate.delete()
    if registration.delegates.count() > seats:
        raise TooManyNames
