"""What lists say of an activity or a visit: for whom, how to join, price, access."""

from typing import Any, NamedTuple

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from centre.content.languages import LocalizedView, localized_with
from centre.text.lists import all_of, any_of
from centre.text.spoken import SPOKEN
from events.models.codes import codes_field

# In characters: how much of the words on access a list shows.
NOTE_IN_LISTS = 80

# Signed languages: (name, its form in "interpreted into Polish Sign Language").
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
# Code: (name, its form in "interpreted into Ukrainian, Polish Sign Language").
_INTERPRETED = {
    **{code: (name, into) for code, (name, _held, into) in SPOKEN.items()},
    **SIGNED,
}
INTERPRETED_CHOICES = [(code, name) for code, (name, _into) in _INTERPRETED.items()]


def interpreted_into(codes: list[str]) -> str:
    """Return the languages as a phrase in the active one; "" for none.

    "interpreted into Ukrainian and Polish Sign Language"
    """
    names = all_of(str(_INTERPRETED[code][1]) for code in codes if code in _INTERPRETED)
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
    return pgettext("for whom", "for %(groups)s") % {"groups": all_of(names)}


def sign_up_by(codes: list[str]) -> str:
    """Return the ways to sign up, in the active language: "by phone or by e-mail"."""
    known = [code for code in codes if code in SignUp.values and code != SignUp.OTHER]
    return any_of(str(SignUp(code).label) for code in known)


class Badge(NamedTuple):
    """What a list says of an activity in a few words; `sign` is how it looks.

    "access" has a sign of its own, and what one has to do before coming, "ask", stands
    out.
    """

    text: str
    language: str
    sign: str = ""


def badges_of(activity: Any) -> tuple[Badge, ...]:
    """Return what a list says of an activity.

    Nobody should have to open it to learn that it costs something, is for others, or
    that one signs up first.
    """
    language = get_language() or ""
    audience = localized_with(activity, "audience")
    access = localized_with(activity, "access_note")
    chosen = activity.audiences
    groups = [] if Audience.EVERYBODY in chosen else chosen
    found = [
        Badge(activity.interpreted_phrase, language),
        Badge(gettext("step-free") if activity.step_free else "", language, "access"),
        Badge(gettext("hearing loop") if activity.hearing_loop else "", language),
        Badge(Truncator(access.access_note).chars(NOTE_IN_LISTS), access.language),
        Badge(for_whom(groups), language)
        if chosen
        else Badge(audience.audience, audience.language),
        Badge(
            gettext("Sign up first") if activity.needs_sign_up else "", language, "ask"
        ),
        _price_badge(activity.price, localized_with(activity, "cost")),
    ]
    return tuple(badge for badge in found if badge.text)


def _price_badge(price: str, cost: LocalizedView) -> Badge:
    """Return what a list says of the price and its language; "" where it is free."""
    language = get_language() or ""
    if price == Price.DONATION:
        return Badge(str(Price.DONATION.label), language)
    if cost.cost:
        return Badge(cost.cost, cost.language)
    return Badge(str(Price.PAID.label) if price == Price.PAID else "", language)
