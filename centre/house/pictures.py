"""Pictures of the house itself, and emblems of those who pay for it or work with it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import days_rule, validate_date_bounds
from centre.content.languages import LocalizedView, localized_with
from centre.pictures.models import Picture
from centre.text.fields import CleanCharField, CleanTextField

_BACKWARDS = _("The last day is before the first one.")


class HousePicture(Picture):
    """A picture of the house, on one of the pages about it."""

    class Page(models.TextChoices):
        VISIT_US = "visit-us", _("“Visit us”: the entrance, the way")
        ABOUT = "about", _("“About us”")
        MEDIA = "media", _("“For the media”: to download")

    centre = models.ForeignKey("centre.Centre", models.CASCADE, related_name="pictures")
    page = models.CharField(
        _("page"), max_length=8, choices=Page.choices, default=Page.VISIT_US
    )

    class Meta(Picture.Meta):
        app_label = "centre"
        verbose_name = _("picture of the house")
        verbose_name_plural = _("pictures of the house")
        constraints = [
            *Picture.Meta.constraints,
            CheckConstraint(
                condition=Q(page__in=["visit-us", "about", "media"]),
                name="house_picture_page_known",
            ),
        ]


class Emblem(Picture):
    """The logo of a funder or a partner, in the footer of each page while it counts.

    A funder's statement stands where it is told who pays: on “About us” and on the
    pages of what it pays for.
    """

    class Kind(models.TextChoices):
        FUNDER = "funder", _("funder")
        PARTNER = "partner", _("partner")

    centre = models.ForeignKey("centre.Centre", models.CASCADE, related_name="emblems")
    name = CleanCharField(
        _("name"),
        max_length=160,
        help_text=_("Read out instead of the logo where it has no description."),
    )
    kind = models.CharField(
        _("kind"), max_length=8, choices=Kind.choices, default=Kind.PARTNER
    )
    url = models.URLField(_("web address"), blank=True)
    statement = CleanTextField(
        _("statement"),
        max_length=600,
        blank=True,
        help_text=_("What the funder asks to be said, word for word."),
    )
    shown_from = models.DateField(
        _("shown from"), null=True, blank=True, validators=[validate_date_bounds]
    )
    shown_until = models.DateField(
        _("shown until"), null=True, blank=True, validators=[validate_date_bounds]
    )

    class Meta(Picture.Meta):
        app_label = "centre"
        verbose_name = _("emblem")
        verbose_name_plural = _("emblems of funders and partners")
        constraints = [
            *Picture.Meta.constraints,
            CheckConstraint(
                condition=Q(shown_until__gte=F("shown_from"))
                | Q(shown_from=None)
                | Q(shown_until=None),
                name="emblem_ends_after_it_begins",
                violation_error_message=_BACKWARDS,
            ),
            CheckConstraint(
                condition=Q(kind__in=["funder", "partner"]), name="emblem_kind_known"
            ),
            days_rule("emblem_days_in_bounds", "shown_from", "shown_until"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a last day before the first one.

        Raises ValidationError.
        """
        super().clean()
        if self.shown_from and self.shown_until and self.shown_until < self.shown_from:
            raise ValidationError({"shown_until": _BACKWARDS})

    @property
    def words(self) -> LocalizedView:
        """The emblem in a language that has its statement."""
        return localized_with(self, "statement")

    def is_shown(self, today: date) -> bool:
        """Return whether it is shown on a day in Kraków."""
        first, last = self.shown_from, self.shown_until
        return (first is None or first <= today) and (last is None or today <= last)
