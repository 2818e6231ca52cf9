"""Days on which the whole house is closed: entered once, respected everywhere."""

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import days_rule, validate_date_bounds
from centre.content.languages import Translatable, columns
from centre.house.holidays import Holiday, public_holidays
from centre.text.dates import format_date_range
from centre.text.fields import CleanCharField

TOLD_DAYS = timedelta(days=60)  # before a closure, pages begin to tell of it

_BACKWARDS = _("The last day is before the first one.")
_OVERLAPS = _("Some of these days are already entered as closed.")


class HouseClosureQuerySet(models.QuerySet["HouseClosure"]):
    """Closures of the house."""

    def coming(self, today: date) -> Self:
        """Return the closures that are not over on a day in Kraków, in their order."""
        return self.filter(last_day__gte=today).order_by("first_day")

    def on_days(self, first: date, last: date) -> Self:
        """Return the closures that have a day between two days."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def single_days(self, today: date) -> "models.QuerySet[Any, Any]":
        """Return each day of the coming closures as a row with `day` alone."""
        each = Func(
            F("first_day"),
            F("last_day"),
            Value("1 day"),
            template="%(function)s(%(expressions)s::interval)::date",
            function="generate_series",
            output_field=models.DateField(),
            set_returning=True,
        )
        return self.coming(today).annotate(day=each).order_by("day").values("day")


class HouseClosure(Translatable, models.Model):
    """Days, the first to the last, on which the house is closed; no two overlap.

    Standing offers rest and the house's opening hours don't hold. Sessions and visits
    take place as they are entered: whoever entered them meant that day, and the desk
    warns.
    """

    translation_required = ("reason",)

    first_day = models.DateField(_("first day"), validators=[validate_date_bounds])
    last_day = models.DateField(
        _("last day"),
        validators=[validate_date_bounds],
        help_text=_("The same as the first one where it is a single day."),
    )
    reason = CleanCharField(
        _("reason"),
        max_length=120,
        blank=True,
        help_text=_("Visitors read it behind the date. For example: Christmas."),
    )

    objects = HouseClosureQuerySet.as_manager()

    class Meta:
        app_label = "centre"
        verbose_name = _("closed days of the Centre")
        verbose_name_plural = _("closed days of the Centre")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="closure_ends_after_it_begins",
                violation_error_message=_BACKWARDS,
            ),
            days_rule("closure_in_bounds", "first_day", "last_day"),
            ExclusionConstraint(
                name="closures_do_not_overlap",
                expressions=[
                    (
                        Func(
                            F("first_day"),
                            F("last_day"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message=_OVERLAPS,
            ),
        ]

    def __str__(self) -> str:
        language = translation.get_language() or settings.LANGUAGE_CODE
        days = format_date_range(self.first_day, self.last_day, language)
        return f"{days} {self.localized.reason}".strip()

    def clean(self) -> None:
        """Refuse days that run backwards, or that are entered already.

        Raises ValidationError.
        """
        super().clean()
        if not self.first_day or not self.last_day:
            return
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": _BACKWARDS})
        others = type(self).objects.on_days(self.first_day, self.last_day)
        if others.exclude(pk=self.pk).exists():
            raise ValidationError({"first_day": _OVERLAPS})


def holidays_to_enter(today: date) -> list[Holiday]:
    """Return the public holidays of this year and the next that nobody has entered.

    The day is one in Kraków; what is over is left out.
    """
    entered = {row["day"] for row in HouseClosure.objects.single_days(today)}
    return [
        holiday
        for year in (today.year, today.year + 1)
        for holiday in public_holidays(year)
        if holiday.day >= today and holiday.day not in entered
    ]


def enter_holiday(holiday: Holiday) -> bool:
    """Enter a holiday as a closure, with its name in each language.

    Return whether it was not entered before; two at once enter it once.
    """
    closure = HouseClosure(first_day=holiday.day, last_day=holiday.day)
    for code in settings.MODELTRANSLATION_LANGUAGES:
        with translation.override(code):
            setattr(closure, columns(HouseClosure, code)["reason"], str(holiday.name))
    try:
        with transaction.atomic():
            closure.full_clean()
            closure.save()
    except (ValidationError, IntegrityError):
        return False
    return True
