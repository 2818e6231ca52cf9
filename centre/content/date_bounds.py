"""The years that a date may lie in: for forms, for models and for the database."""

from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
# The midnights in Kraków that these days lie between.
FIRST_MOMENT = datetime(1999, 12, 31, 23, tzinfo=UTC)
LAST_MOMENT = datetime(2100, 12, 31, 23, tzinfo=UTC)


def validate_date_bounds(value: date) -> None:
    """Refuse a day or a moment (aware) outside the years 2000 to 2100 in Kraków.

    Raises ValidationError.
    """
    if isinstance(value, datetime):
        within = FIRST_MOMENT <= value < LAST_MOMENT
    else:
        within = FIRST_DAY <= value <= LAST_DAY
    if not within:
        raise ValidationError(
            _("Enter a date in the years %(first)s to %(last)s."),
            code="date_bounds",
            params={"first": FIRST_DAY.year, "last": LAST_DAY.year},
        )


def moments_rule(name: str, *fields: str) -> CheckConstraint:
    """Return the constraint that moments lie in these years, or are empty."""
    condition = Q()
    for field in fields:
        condition &= Q(
            **{f"{field}__gte": FIRST_MOMENT, f"{field}__lt": LAST_MOMENT}
        ) | Q(**{f"{field}__isnull": True})
    return CheckConstraint(condition=condition, name=name)


def days_rule(name: str, *fields: str) -> CheckConstraint:
    """Return the constraint that days lie in these years, or are empty."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__range": (FIRST_DAY, LAST_DAY)}) | Q(
            **{f"{field}__isnull": True}
        )
    return CheckConstraint(condition=condition, name=name)


def validate_birth_date(value: date) -> None:
    """Refuse a date of birth that is still to come, or before 1900.

    Raises ValidationError.
    """
    if not date(1900, 1, 1) <= value <= timezone.localdate():
        raise ValidationError(_("Enter the date of birth, with its full year."))
