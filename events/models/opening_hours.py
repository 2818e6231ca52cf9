"""When a standing offer is open: its weekday hours, the days on which it is closed."""

from datetime import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import days_rule, validate_date_bounds
from centre.text.dates import format_date, format_time_range
from events.models.activities import Activity

MIDNIGHT = time(0)


class Weekday(models.IntegerChoices):
    """Weekdays, numbered as Python does: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(models.Model):
    """The hours of a standing offer on one weekday, in Kraków's time zone.

    What closes at 0:00 closes at the end of that day.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=MIDNIGHT),
                name="hours_close_after_they_open",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday"),
        ]

    def __str__(self) -> str:
        hours = format_time_range(self.opens, self.closes)
        return f"{self.get_weekday_display()} {hours}"


class ClosingDay(models.Model):
    """A day on which a standing offer stays closed."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="closing_days")
    date = models.DateField(_("date"), validators=[validate_date_bounds])

    class Meta:
        verbose_name = _("closing day")
        verbose_name_plural = _("closing days")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "date"],
                name="closing_day_once",
                violation_error_message=_("This day is already in the list."),
            ),
            days_rule("closing_day_in_bounds", "date"),
        ]

    def __str__(self) -> str:
        return format_date(self.date, get_language() or settings.LANGUAGE_CODE)

    def clean(self) -> None:
        """Refuse a closing day of an activity that is no standing offer."""
        if self.activity_id and not self.activity.standing:
            raise ValidationError(_("Only a standing offer has closing days."))
