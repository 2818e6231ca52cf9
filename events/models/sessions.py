"""Sessions: the dated meetings of activities."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import moments_rule, validate_date_bounds
from centre.content.languages import LocalizedView, Translatable, localized_with
from centre.text.dates import format_date, format_time, in_krakow
from centre.text.fields import CleanCharField
from events.models.activities import Activity
from events.models.querysets import MAX_SESSION_LENGTH, SessionQuerySet


class Session(Translatable, models.Model):
    """One dated meeting of an activity."""

    translation_required = ("note",)

    class State(models.TextChoices):
        PLANNED = "planned", _("as planned")
        MOVED = "moved", _("moved")
        CANCELLED = "cancelled", _("cancelled")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"), validators=[validate_date_bounds])
    ends_at = models.DateTimeField(_("ends"), validators=[validate_date_bounds])
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    place = CleanCharField(
        _("place or room"),
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text=_("Only where it is another one than the activity’s."),
    )
    note = CleanCharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_(
            "For example: why. That it is cancelled or has moved is said beside it."
        ),
    )
    # RFC 5545, 3.8.7.4: the number of changes of its time, place or state. The
    # database's trigger alone counts them, so that no way of writing is left out.
    calendar_sequence = models.PositiveIntegerField(
        default=0, db_default=0, editable=False
    )
    # When it was to start before it was moved last; the database's trigger keeps it.
    previous_starts_at = models.DateTimeField(null=True, editable=False)
    # Unknown of what was not saved since there is this column.
    updated_at = models.DateTimeField(auto_now=True, null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index("starts_at", "id", name="session_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + MAX_SESSION_LENGTH),
                name="session_lasts_a_week_at_most",
                violation_error_message=_("A session can last a week at most."),
            ),
            models.UniqueConstraint(
                fields=["activity", "starts_at"],
                name="session_once_at_a_time",
                violation_error_message=_("This activity already starts at that time."),
            ),
            moments_rule("session_dates_in_bounds", "starts_at", "ends_at"),
        ]

    def __str__(self) -> str:
        day = format_date(self.starts_at, get_language() or settings.LANGUAGE_CODE)
        return f"{day}, {format_time(self.starts_at)}"

    @property
    def day(self) -> date:
        """The day on which it starts, in Kraków's time zone."""
        return in_krakow(self.starts_at).date()

    @property
    def where(self) -> LocalizedView:
        """Whose `place` says where it is: the session, or its activity.

        In the first of the reader's languages that has it: no room is left unsaid.
        """
        own = localized_with(self, "place")
        return own if own.place else localized_with(self.activity, "place")
