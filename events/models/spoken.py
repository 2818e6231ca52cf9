"""The languages that an activity or a visit can be held in."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from events.models.codes import CodesField

# ISO 639-1 code: (name, its form in "held in Polish, English")
SPOKEN = {
    "pl": (_("Polish"), pgettext_lazy("held in", "Polish")),
    "en": (_("English"), pgettext_lazy("held in", "English")),
    "uk": (_("Ukrainian"), pgettext_lazy("held in", "Ukrainian")),
    "be": (_("Belarusian"), pgettext_lazy("held in", "Belarusian")),
    "ru": (_("Russian"), pgettext_lazy("held in", "Russian")),
    "ka": (_("Georgian"), pgettext_lazy("held in", "Georgian")),
    "es": (_("Spanish"), pgettext_lazy("held in", "Spanish")),
    "fr": (_("French"), pgettext_lazy("held in", "French")),
    "de": (_("German"), pgettext_lazy("held in", "German")),
    "it": (_("Italian"), pgettext_lazy("held in", "Italian")),
    "ar": (_("Arabic"), pgettext_lazy("held in", "Arabic")),
    "tr": (_("Turkish"), pgettext_lazy("held in", "Turkish")),
    "vi": (_("Vietnamese"), pgettext_lazy("held in", "Vietnamese")),
}
SPOKEN_CHOICES = [(code, name) for code, (name, _held) in SPOKEN.items()]


def validate_spoken(codes: list[str]) -> None:
    """Refuse codes outside the table and repeated ones.

    Raises ValidationError.
    """
    unknown = set(codes) - set(SPOKEN)
    if unknown or len(set(codes)) != len(codes):
        raise ValidationError(_("Choose languages from the list, each once."))


def held_in(codes: list[str]) -> str:
    """Return the languages as a phrase in the active one: "in Polish, English"."""
    names = [str(SPOKEN[code][1]) for code in codes if code in SPOKEN]
    if not names:
        return ""
    return pgettext("held in", "in %(languages)s") % {"languages": ", ".join(names)}


def spoken_field() -> CodesField:
    """Return the field of the languages that something is held in."""
    return CodesField(
        models.CharField(max_length=8, choices=SPOKEN_CHOICES),
        verbose_name=_("languages it is held in"),
        default=list,
        validators=[validate_spoken],
    )
