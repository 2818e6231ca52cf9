"""The languages that an activity or a visit can be held in."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from centre.text.lists import all_of
from events.models.codes import CodesField

# ISO 639-1 code: (name, its form in "held in Polish, English", its form in
# "interpreted into Polish, English")
SPOKEN = {
    "pl": (
        _("Polish"),
        pgettext_lazy("held in", "Polish"),
        pgettext_lazy("interpreted into", "Polish"),
    ),
    "en": (
        _("English"),
        pgettext_lazy("held in", "English"),
        pgettext_lazy("interpreted into", "English"),
    ),
    "uk": (
        _("Ukrainian"),
        pgettext_lazy("held in", "Ukrainian"),
        pgettext_lazy("interpreted into", "Ukrainian"),
    ),
    "be": (
        _("Belarusian"),
        pgettext_lazy("held in", "Belarusian"),
        pgettext_lazy("interpreted into", "Belarusian"),
    ),
    "ru": (
        _("Russian"),
        pgettext_lazy("held in", "Russian"),
        pgettext_lazy("interpreted into", "Russian"),
    ),
    "ka": (
        _("Georgian"),
        pgettext_lazy("held in", "Georgian"),
        pgettext_lazy("interpreted into", "Georgian"),
    ),
    "es": (
        _("Spanish"),
        pgettext_lazy("held in", "Spanish"),
        pgettext_lazy("interpreted into", "Spanish"),
    ),
    "fr": (
        _("French"),
        pgettext_lazy("held in", "French"),
        pgettext_lazy("interpreted into", "French"),
    ),
    "de": (
        _("German"),
        pgettext_lazy("held in", "German"),
        pgettext_lazy("interpreted into", "German"),
    ),
    "it": (
        _("Italian"),
        pgettext_lazy("held in", "Italian"),
        pgettext_lazy("interpreted into", "Italian"),
    ),
    "ar": (
        _("Arabic"),
        pgettext_lazy("held in", "Arabic"),
        pgettext_lazy("interpreted into", "Arabic"),
    ),
    "tr": (
        _("Turkish"),
        pgettext_lazy("held in", "Turkish"),
        pgettext_lazy("interpreted into", "Turkish"),
    ),
    "vi": (
        _("Vietnamese"),
        pgettext_lazy("held in", "Vietnamese"),
        pgettext_lazy("interpreted into", "Vietnamese"),
    ),
}
SPOKEN_CHOICES = [(code, name) for code, (name, *_forms) in SPOKEN.items()]


def validate_spoken(codes: list[str]) -> None:
    """Refuse codes outside the table and repeated ones.

    Raises ValidationError.
    """
    unknown = set(codes) - set(SPOKEN)
    if unknown or len(set(codes)) != len(codes):
        raise ValidationError(_("Choose languages from the list, each once."))


def held_in(codes: list[str]) -> str:
    """Return the languages as a phrase in the active one: "in Polish and English"."""
    names = [str(SPOKEN[code][1]) for code in codes if code in SPOKEN]
    if not names:
        return ""
    return pgettext("held in", "in %(languages)s") % {"languages": all_of(names)}


def spoken_names(codes: list[str]) -> str:
    """Return the names of the languages in the active one: "Polish and English"."""
    return all_of(str(SPOKEN[code][0]) for code in codes if code in SPOKEN)


def spoken_field() -> CodesField:
    """Return the field of the languages that something is held in."""
    return CodesField(
        models.CharField(max_length=8, choices=SPOKEN_CHOICES),
        verbose_name=_("languages it is held in"),
        default=list,
        validators=[validate_spoken],
    )
