"""Languages that people speak here, and how they are said in a sentence.

They have nothing to do with the languages of the site: an activity is held in them, a
document is written in one.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from centre.text.lists import all_of

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


def held_in(codes: list[str]) -> str:
    """Return the languages as a phrase in the active one: "in Polish and English"."""
    names = [str(SPOKEN[code][1]) for code in codes if code in SPOKEN]
    if not names:
        return ""
    return pgettext("held in", "in %(languages)s") % {"languages": all_of(names)}


def spoken_names(codes: list[str]) -> str:
    """Return the names of the languages in the active one: "Polish and English"."""
    return all_of(str(SPOKEN[code][0]) for code in codes if code in SPOKEN)
