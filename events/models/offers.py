"""What lists say of an activity or a visit: for whom, how to join, price, access."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from events.models.codes import codes_field
from events.models.spoken import SPOKEN

# Signed languages: (name, its form in "interpreted into Polish Sign Language"). Codes
# of events/registrations/needs.py.
SIGNED = {
    "pjm": (
        _("Polish Sign Language"),
        pgettext_lazy("interpreted into", "Polish Sign Language"),
    ),
    "international": (
        _("International Sign"),
        pgettext_lazy("interpreted into", "International Sign"),
    ),
}
_INTO = {
    "pl": pgettext_lazy("interpreted into", "Polish"),
    "en": pgettext_lazy("interpreted into", "English"),
    "uk": pgettext_lazy("interpreted into", "Ukrainian"),
    "be": pgettext_lazy("interpreted into", "Belarusian"),
    "ru": pgettext_lazy("interpreted into", "Russian"),
    "ka": pgettext_lazy("interpreted into", "Georgian"),
    "es": pgettext_lazy("interpreted into", "Spanish"),
    "fr": pgettext_lazy("interpreted into", "French"),
    "de": pgettext_lazy("interpreted into", "German"),
    "it": pgettext_lazy("interpreted into", "Italian"),
    "ar": pgettext_lazy("interpreted into", "Arabic"),
    "tr": pgettext_lazy("interpreted into", "Turkish"),
    "vi": pgettext_lazy("interpreted into", "Vietnamese"),
    **{code: form for code, (_name, form) in SIGNED.items()},
}
INTERPRETED_CHOICES = [
    (code, name) for code, (name, _form) in {**SPOKEN, **SIGNED}.items()
]


def interpreted_into(codes: list[str]) -> str:
    """Return the languages as a phrase in the active one; "" for none.

    "interpreted into Ukrainian, Polish Sign Language"
    """
    names = ", ".join(str(_INTO[code]) for code in codes if code in _INTO)
    if not names:
        return ""
    phrase = pgettext("interpreted into", "interpreted into %(languages)s")
    return phrase % {"languages": names}


class Accessible(models.Model):
    """What one needs to know before coming: interpreters and access."""

    interpreted_into = codes_field(
        INTERPRETED_CHOICES,
        _("interpreted into"),
        _("An interpreter, or somebody who helps in that language."),
    )
    hearing_loop = models.BooleanField(
        _("hearing loop"), default=False, db_default=False
    )

    class Meta:
        abstract = True

    @property
    def interpreted_phrase(self) -> str:
        """The languages that it is interpreted into, as a phrase in the active one."""
        return interpreted_into(self.interpreted_into)


class SignUp(models.TextChoices):
    """A way to sign up."""

    FORM = "form", _("with a form")
    PHONE = "phone", _("by phone")
    EMAIL = "email", _("by e-mail")
    DESK = "desk", _("at the Centre")
    OTHER = "other", _("in another way")


class Price(models.TextChoices):
    """Whether one pays; an amount stands in the note."""

    FREE = "free", _("free")
    PAID = "paid", _("not free")
    DONATION = "donation", _("pay what you want")


class Audience(models.TextChoices):
    """For whom something is, as in "for children, families"."""

    EVERYBODY = "everybody", pgettext_lazy("for whom", "everybody")
    CHILDREN = "children", pgettext_lazy("for whom", "children")
    FAMILIES = "families", pgettext_lazy("for whom", "families")
    YOUTH = "youth", pgettext_lazy("for whom", "young people")
    WOMEN = "women", pgettext_lazy("for whom", "women")
    SENIORS = "seniors", pgettext_lazy("for whom", "seniors")
    NEWCOMERS = "newcomers", pgettext_lazy("for whom", "newcomers to Kraków")


def for_whom(codes: list[str]) -> str:
    """Return the audiences as a phrase in the active language; "" for none."""
    names = [str(Audience(code).label) for code in codes if code in Audience.values]
    if not names:
        return ""
    return pgettext("for whom", "for %(groups)s") % {"groups": ", ".join(names)}


def sign_up_by(codes: list[str]) -> str:
    """Return the ways to sign up, in the active language: "by phone, by e-mail"."""
    known = [code for code in codes if code in SignUp.values and code != SignUp.OTHER]
    return ", ".join(str(SignUp(code).label) for code in known)
