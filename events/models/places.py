"""Abstract models of what is booked and of a booking; `events.places` counts them."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import validate_date_bounds
from centre.content.made_once import rows_made_once

# "Closes at 23:59" means to the end of that minute.
LAST_MINUTE = timedelta(minutes=1)


def end_of_minute(moment: datetime) -> datetime:
    """Return the first moment after the minute of a deadline, as people read it."""
    return moment + LAST_MINUTE


def places_left_band(left: int, capacity: int) -> str:
    """Return how much is free: many, few (a third or less), last (1 or 2), none."""
    if left == 0:
        return "none"
    if left <= 2:
        return "last"
    return "few" if left * 3 <= capacity else "many"


class Bookable(models.Model):
    """Something with a limited number of places, a booking period and a waiting list.

    A concrete model has `starts_at`, `is_published(at)`, a queryset with
    `with_seats_taken()`, and `bookings`.
    """

    class WaitingList(models.TextChoices):
        NONE = "none", _("none")
        STRICT = "strict", _("in order: who comes first waits until all fit")
        FILL = "fill", _("the first delegation that fits")

    capacity = models.PositiveSmallIntegerField(
        _("places in all"), validators=[MinValueValidator(1)]
    )
    largest_group = models.PositiveSmallIntegerField(
        _("largest group"),
        validators=[MinValueValidator(1)],
        help_text=_("How many people one delegation may bring."),
    )
    registration_opens_at = models.DateTimeField(
        _("registration opens"),
        null=True,
        blank=True,
        validators=[validate_date_bounds],
        help_text=_("Left empty: there is no registration on this site."),
    )
    registration_closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        validators=[validate_date_bounds],
        help_text=_("To the end of that minute."),
    )
    waiting_list = models.CharField(
        _("waiting list"),
        max_length=8,
        choices=WaitingList.choices,
        default=WaitingList.FILL,
    )

    if TYPE_CHECKING:
        objects: ClassVar[Any]
        pk: int
        starts_at: datetime
        seats_taken: int  # only `with_seats_taken()` knows it

        def is_published(self, at: datetime | None = None) -> bool: ...

        @property
        def bookings(self) -> Any:
            """All its bookings, as a queryset with `in_turn()` and `ahead_of()`."""

    class Meta:
        abstract = True

    @property
    def has_waiting_list(self) -> bool:
        """Whether bookings may wait for places."""
        return self.waiting_list != self.WaitingList.NONE

    @property
    def closed_from(self) -> datetime | None:
        """The moment from which registration is closed; None without registration."""
        closes_at = self.registration_closes_at
        return end_of_minute(closes_at) if closes_at else None

    def is_ahead(self, at: datetime) -> bool:
        """Return whether it takes place and has not begun at a moment (aware)."""
        return at < self.starts_at

    def share_of_time_left(
        self, at: datetime, *, least: timedelta, most: timedelta
    ) -> timedelta:
        """Return a quarter of the time until the start, within the two limits."""
        return min(most, max(least, (self.starts_at - at) / 4))

    def count_seats_taken(self) -> int:
        """Count in the database the seats that are not free now."""
        (counted,) = _with_seats_taken(type(self), self.pk, timezone.now())
        return int(counted.seats_taken)  # PostgreSQL sums up to a numeric

    @property
    def seats_left(self) -> int:
        """The free seats; 0 where staff lowered the capacity below the seats taken.

        Lists annotate `seats_taken`; without it each read asks the database.
        """
        taken = self.__dict__.get("seats_taken")
        if taken is None:
            taken = self.count_seats_taken()
        return max(0, self.capacity - taken)

    @property
    def places_left_band(self) -> str:
        """How much is free, as the band that the page's text is chosen by."""
        return places_left_band(self.seats_left, self.capacity)


@rows_made_once(-1, datetime.min.replace(tzinfo=UTC))
def _with_seats_taken(model: Any, key: int, at: datetime) -> Any:
    return model.objects.with_seats_taken(at).filter(pk=key).only("pk")


class Booking(models.Model):
    """People who hold places, are offered some, or wait for them.

    A concrete model has a `status` of its own with `TRANSITIONS`, `HOLDING` and
    `ACTIVE`, and names in `bookable_field` what is booked.
    """

    bookable_field: ClassVar[str]
    TRANSITIONS: ClassVar[dict[Any, tuple[Any, ...]]]

    seats = models.PositiveSmallIntegerField(
        _("number of people"), validators=[MinValueValidator(1)]
    )
    # Below `seats` where a delegation would rather come with fewer than not at all.
    min_seats = models.PositiveSmallIntegerField(
        _("smallest number of people"),
        validators=[MinValueValidator(1)],
        help_text=_("With how many it would still come."),
    )
    # What was asked for; an offer of fewer places lowers `seats` alone.
    wanted_seats = models.PositiveSmallIntegerField(
        _("wished number of people"), validators=[MinValueValidator(1)]
    )
    queue_at = models.DateTimeField(_("in the queue since"))
    # How often freed places went to a booking behind it in the queue.
    passed_over = models.PositiveSmallIntegerField(default=0, editable=False)
    offer_expires_at = models.DateTimeField(_("offer ends"), null=True, blank=True)

    if TYPE_CHECKING:
        objects: ClassVar[models.Manager[Any]]
        pk: int
        status: Any

        def seats_held(self, at: datetime) -> int:
            """Return how many seats that count as taken are held for it alone."""

    class Meta:
        abstract = True

    @property
    def bookable(self) -> Bookable:
        """What is booked."""
        return getattr(self, self.bookable_field)
