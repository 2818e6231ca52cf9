"""The parts of a visit, and which of them a delegation chose."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import moments_rule, validate_date_bounds
from centre.content.languages import LocalizedView, Translatable, localized_with
from centre.text.fields import CleanCharField
from centre.text.spoken import SPOKEN_CHOICES, held_in
from events.models.places import places_left_band
from events.models.querysets import PartChoiceQuerySet, VisitPartQuerySet
from events.models.registrations import Registration
from events.models.visits import StudyVisit


class VisitPart(Translatable, models.Model):
    """A tour group or a panel of a visit, with its own time, language and places."""

    translation_required = ("title",)

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="parts")
    title = CleanCharField(_("title"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("starts"), validators=[validate_date_bounds])
    ends_at = models.DateTimeField(_("ends"), validators=[validate_date_bounds])
    room = CleanCharField(_("room"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=SPOKEN_CHOICES)
    guide = CleanCharField(
        _("guide"), max_length=120, blank=True, help_text=_("Seen by staff only.")
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"), validators=[MinValueValidator(1)]
    )

    people: int  # the number in it; set by `with_people()` alone

    objects = VisitPartQuerySet.as_manager()

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
            moments_rule("part_dates_in_bounds", "starts_at", "ends_at"),
        ]

    def __str__(self) -> str:
        return str(self.localized)

    @property
    def where(self) -> LocalizedView:
        """Whose `room` says where it is.

        In the first of the reader's languages that has it: no room is left unsaid.
        """
        return localized_with(self, "room")

    @property
    def left(self) -> int:
        """The free places; 0 where staff lowered the capacity below its people."""
        return max(0, self.capacity - self.people)

    @property
    def places_left_band(self) -> str:
        """How full it is, in the same bands as a visit."""
        return places_left_band(self.left, self.capacity)

    @property
    def held_in(self) -> str:
        """The language that it is held in, as a phrase in the active language."""
        return held_in([self.language])


class PartChoice(models.Model):
    """A delegation's people in one part, or on its waiting list.

    They take places while they don't wait and the delegation holds seats in the
    visit. Two limits span tables, so the rules of registrations keep them under the
    visit's lock: a choice has at most as many people as its registration, and a part
    has at most as many people as places.
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="part_choices"
    )
    part = models.ForeignKey(
        VisitPart, models.PROTECT, verbose_name=_("part"), related_name="choices"
    )
    seats = models.PositiveSmallIntegerField(_("number of people"))
    waiting_since = models.DateTimeField(
        _("on the part’s waiting list since"), null=True, blank=True
    )

    objects = PartChoiceQuerySet.as_manager()

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
