"""Seats of a visit that are held for partners."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import moments_rule, validate_date_bounds
from centre.text.fields import CleanCharField
from events.models.querysets import SeatBlockQuerySet
from events.models.visits import StudyVisit


class SeatBlock(models.Model):
    """Seats of a visit that are held for a partner, who registers with a code.

    They count as taken until the partner uses them or until they expire.
    """

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="blocks")
    label = CleanCharField(
        _("for whom"), max_length=120, help_text=_("For example: the name of a city.")
    )
    seats = models.PositiveSmallIntegerField(
        _("places"), validators=[MinValueValidator(1)]
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(
        _("held until"), validators=[validate_date_bounds]
    )

    left: int  # seats nobody has used yet; set by `unused()` alone

    objects = SeatBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("held seats")
        verbose_name_plural = _("held seats")
        ordering = ["expires_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="block_has_seats"),
            moments_rule("block_date_in_bounds", "expires_at"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.seats}"
