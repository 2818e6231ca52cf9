"""What a visit's places are divided into: its parts, and seats kept for a partner."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre.languages import Translatable
from events.models.registrations import Registration
from events.models.visits import StudyVisit
from events.spoken import SPOKEN_CHOICES


class VisitPart(Translatable, models.Model):
    """A tour group, a panel: with a time, a language and places of its own."""

    translation_required = ("title",)

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="parts")
    title = models.CharField(_("title"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.CharField(_("room"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=SPOKEN_CHOICES)
    guide = models.CharField(
        _("guide"), max_length=120, blank=True, help_text=_("Seen by staff only.")
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"), validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("part of the visit")
        verbose_name_plural = _("parts of the visit")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="part_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="part_has_places"
            ),
        ]

    def __str__(self) -> str:
        return str(self.shown)


class PartChoice(models.Model):
    """A delegation's people in one part. They count while it holds seats."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="part_choices"
    )
    part = models.ForeignKey(VisitPart, models.CASCADE, related_name="choices")
    seats = models.PositiveSmallIntegerField(_("number of people"))

    class Meta:
        verbose_name = _("chosen part")
        verbose_name_plural = _("chosen parts")
        ordering = ["part__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "part"], name="part_chosen_once"
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1), name="part_choice_has_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.seats}"
