"""The languages that an activity or a visit can be held in."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from centre.text.spoken import SPOKEN, SPOKEN_CHOICES
from events.models.codes import CodesField


def validate_spoken(codes: list[str]) -> None:
    """Refuse codes outside the table and repeated ones.

    Raises ValidationError.
    """
    unknown = set(codes) - set(SPOKEN)
    if unknown or len(set(codes)) != len(codes):
        raise ValidationError(_("Choose languages from the list, each once."))


def spoken_field() -> CodesField:
    """Return the field of the languages that something is held in."""
    return CodesField(
        models.CharField(max_length=8, choices=SPOKEN_CHOICES),
        verbose_name=_("languages it is held in"),
        default=list,
        validators=[validate_spoken],
    )
