"""Notices across the whole site, each with an end."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import moments_rule, validate_date_bounds
from centre.content.languages import Translatable, any_language_rule
from centre.text.fields import CleanCharField

SHOWN_AT_ONCE = 2

_BACKWARDS = _("The end must be after the beginning.")


class SiteNotice(Translatable, models.Model):
    """What stands at the top of every public page from one moment to another.

    It has an end, because a notice that nobody takes away is read by nobody. A reader
    whose language it lacks gets it in the next one, as everything else.
    """

    translation_required = ("text",)

    text = CleanCharField(
        _("text"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences. For example: the lift is out until Friday."),
    )
    starts_at = models.DateTimeField(
        _("shown from"), default=timezone.now, validators=[validate_date_bounds]
    )
    ends_at = models.DateTimeField(
        _("shown until"),
        validators=[validate_date_bounds],
        help_text=_("Then it goes by itself."),
    )
    is_warning = models.BooleanField(
        _("warning"),
        default=False,
        help_text=_(
            "Stands out, before other notices. For what changes somebody’s way here "
            "today."
        ),
    )

    class Meta:
        app_label = "centre"
        verbose_name = _("notice across the site")
        verbose_name_plural = _("notices across the site")
        ordering = ["-ends_at", "-pk"]
        # Each public page asks which have not ended.
        indexes = [models.Index(fields=["-ends_at", "-id"], name="notice_by_end")]
        constraints = [
            CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="notice_ends_after_it_begins",
                violation_error_message=_BACKWARDS,
            ),
            moments_rule("notice_dates_in_bounds", "starts_at", "ends_at"),
            any_language_rule("notice_has_text", "text"),
        ]

    def __str__(self) -> str:
        return str(self.localized)

    def clean(self) -> None:
        """Refuse an end before the beginning, and a notice without a text.

        Raises ValidationError.
        """
        super().clean()
        faults = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            faults["ends_at"] = _BACKWARDS
        if not str(self.localized).strip():
            faults[f"text_{self.localized.language}"] = _("Write the text.")
        if faults:
            raise ValidationError(faults)

    def is_shown(self, at: datetime) -> bool:
        """Return whether it is shown at a moment (aware)."""
        return self.starts_at <= at < self.ends_at
