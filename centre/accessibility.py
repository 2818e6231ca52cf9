"""The declaration of accessibility that Polish law asks for: its values.

The sentences and the ids are fixed (technical conditions of the declaration, version
2.0, of 31 July 2024, for the act of 4 April 2019 on digital accessibility); they stand
in `templates/centre/accessibility.html`. What differs from house to house is here.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import days_rule
from centre.content.languages import (
    Translatable,
    complete_languages,
    is_complete,
    is_complete_in,
)
from centre.content.richtext import RichTextField
from centre.content.samples import sample_field
from centre.text.fields import CleanCharField, CleanEmailField

REVIEW_EVERY = timedelta(days=365)
REVIEW_FROM = (3, 1)  # month and day: by 31 March each year (article 11)
VALUES = ("body", "contact", "email", "phone")
DAYS = ("site_published_on", "site_changed_on", "prepared_on")
TEXTS = ("building", "communication")


_MISSING = _("Needed before it is published")
_NO_LANGUAGE = _("Fill in the building and the communication in one language first")
_UNSAID = _("Say what is not accessible in: {languages}")


def _public_rule() -> CheckConstraint:
    """Return the constraint that a public declaration is whole."""
    whole = Q()
    for name in VALUES:
        whole &= Q(**{f"{name}__regex": r"\S"})
    for name in DAYS:
        whole &= Q(**{f"{name}__isnull": False})
    some, each = Q(), Q()
    for code in settings.MODELTRANSLATION_LANGUAGES:
        some |= is_complete_in(code, TEXTS)
        each &= ~is_complete_in(code, TEXTS) | is_complete_in(
            code, (*TEXTS, "not_accessible")
        )
    full = Q(status="full")
    return CheckConstraint(
        condition=Q(is_public=False) | (whole & some & (full | each)),
        name="statement_public_is_whole",
    )


class AccessibilityStatement(Translatable, models.Model):
    """How accessible the site is, whom to tell, and what awaits in the house.

    It is public once it is whole: all values, all days, and in one language at least
    how the building and the conversation with the house are accessible; where the site
    is not wholly accessible, each of its languages says what is not.
    """

    class Status(models.TextChoices):
        FULL = "full", _("fully compliant")
        PARTIAL = "partial", _("partially compliant")
        NONE = "none", _("not compliant")

    translation_required = TEXTS

    centre = models.OneToOneField(
        "centre.Centre",
        models.CASCADE,
        primary_key=True,
        editable=False,
        default=1,
        related_name="accessibility_statement",
    )
    is_public = models.BooleanField(_("published"), default=False)
    is_sample = sample_field()
    body = CleanCharField(
        _("who answers for the site"),
        max_length=200,
        blank=True,
        help_text=_("The full name of the body, in its own language."),
    )
    status = models.CharField(
        _("compliance"), max_length=8, choices=Status.choices, default=Status.PARTIAL
    )
    site_published_on = models.DateField(
        _("the site was published on"), null=True, blank=True
    )
    site_changed_on = models.DateField(
        _("last important change of the site"), null=True, blank=True
    )
    prepared_on = models.DateField(
        _("declaration prepared on"),
        null=True,
        blank=True,
        help_text=_("The first time; this day never changes later."),
    )
    reviewed_on = models.DateField(
        _("declaration last reviewed on"), null=True, blank=True
    )
    assessed_by = CleanCharField(
        _("assessed by"),
        max_length=200,
        blank=True,
        help_text=_("Left empty: the body assessed the site itself."),
    )
    contact = CleanCharField(_("contact person"), max_length=120, blank=True)
    email = CleanEmailField(_("e-mail"), blank=True)
    phone = CleanCharField(_("phone"), max_length=40, blank=True)
    not_accessible = RichTextField(
        _("what is not accessible, why, and what there is instead"), blank=True
    )
    features = RichTextField(_("features, limits and other information"), blank=True)
    building = RichTextField(
        _("the building"),
        blank=True,
        help_text=_(
            "Entrance, stairs, lifts, toilets, parking, assistance dogs, hearing loop."
        ),
    )
    communication = RichTextField(
        _("information and communication"),
        blank=True,
        help_text=_("Sign language, also online; easy-to-read texts; other languages."),
    )

    class Meta:
        verbose_name = _("declaration of accessibility")
        verbose_name_plural = _("declaration of accessibility")
        constraints = [
            CheckConstraint(condition=Q(centre=1), name="statement_is_one_row"),
            days_rule("statement_days_in_bounds", *DAYS, "reviewed_on"),
            _public_rule(),
        ]

    def __str__(self) -> str:
        return str(_("declaration of accessibility"))

    def clean(self) -> None:
        """Refuse to publish what is not whole.

        Raises ValidationError.
        """
        super().clean()
        faults: dict[str, Any] = {}
        if self.is_public:
            missing = [n for n in (*VALUES, *DAYS) if not getattr(self, n)]
            faults = dict.fromkeys(missing, _MISSING)
            if not complete_languages(self):
                faults["is_public"] = _NO_LANGUAGE
            unsaid = [c for c in self._languages() if not self._says_what_is_not(c)]
            if unsaid:
                names = ", ".join(settings.CENTRE_LANGUAGES[code] for code in unsaid)
                faults["status"] = format_lazy(_UNSAID, languages=names)
        if faults:
            raise ValidationError(faults)

    def review_is_due(self, today: date) -> bool:
        """Return whether it has to be read again: each year, and by 31 March.

        The day is one in Kraków.
        """
        last = self.reviewed_on or self.prepared_on
        if last is None:
            return False
        spring = date(today.year, *REVIEW_FROM)
        return today - last > REVIEW_EVERY or (
            last < date(today.year, 1, 1) and (today >= spring)
        )

    def _languages(self) -> list[str]:
        codes = settings.MODELTRANSLATION_LANGUAGES
        return [code for code in codes if is_complete(self, code)]

    def _says_what_is_not(self, code: str) -> bool:
        text = getattr(self, f"not_accessible_{code}") or ""
        return self.status == self.Status.FULL or bool(text.strip())
