"""What the calendar can be asked for besides days: each word of the query, its names.

A word that makes no sense is passed over, so that an old or mistyped address shows more
than was meant and never nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre.text.spoken import SPOKEN
from events.models.offers import SIGNED, Audience, Price


@dataclass(frozen=True)
class Filter:
    """One thing to ask for: its values with their names, and what each demands.

    `demand` gets the value and what stands before an activity's columns.
    """

    names: Mapping[str, Any]
    demand: Callable[[str, str], Q]


def understood_in(language: str, prefix: str = "") -> Q:
    """Return the condition that it is held in a language or interpreted into it."""
    return Q(**{f"{prefix}languages__contains": [language]}) | Q(
        **{f"{prefix}interpreted_into__contains": [language]}
    )


def is_for(audience: str, prefix: str = "") -> Q:
    """Return the condition that it names a group; "for everybody" is a group."""
    return Q(**{f"{prefix}audiences__contains": [audience]})


def is_free(_value: str, prefix: str = "") -> Q:
    """Return the condition that nobody pays; what one likes to pay is not free."""
    return Q(**{f"{prefix}price": Price.FREE})


def needs_no_sign_up(_value: str, prefix: str = "") -> Q:
    """Return the condition that `Activity.needs_sign_up` is false."""
    condition = Q(**{f"{prefix}signup_by": []})
    for code in settings.MODELTRANSLATION_LANGUAGES:
        condition &= ~Q(**{f"{prefix}signup_{code}__regex": r"\S"})
    return condition


def is_step_free(_value: str, prefix: str = "") -> Q:
    """Return the condition that one gets in without steps."""
    return Q(**{f"{prefix}step_free": True})


def is_signed(_value: str, prefix: str = "") -> Q:
    """Return the condition that it is interpreted into a signed language."""
    return Q(**{f"{prefix}interpreted_into__overlap": [*SIGNED]})


LANGUAGE_NAMES = {code: name for code, (name, *_f) in {**SPOKEN, **SIGNED}.items()}
# Each has one value: it is asked for, or it is not.
FLAGS = {
    "free": Filter({"1": _("Free of charge")}, is_free),
    "no_sign_up": Filter({"1": _("No sign-up")}, needs_no_sign_up),
    "step_free": Filter({"1": _("Step-free")}, is_step_free),
    "signed": Filter({"1": _("Sign language")}, is_signed),
}
FILTERS = {
    "held_in": Filter(LANGUAGE_NAMES, understood_in),
    "for": Filter(dict(Audience.choices), is_for),
    **FLAGS,
}


def read_filters(query: Mapping[str, str]) -> dict[str, str]:
    """Return what a query asks for: name -> value, always in one order."""
    found = {name: query.get(name, "") for name in FILTERS}
    return {n: value for n, value in found.items() if value in FILTERS[n].names}


def demand(asked: Mapping[str, str], prefix: str = "") -> Q:
    """Return the condition for all that is asked for, over an activity's columns."""
    condition = Q()
    for name, value in asked.items():
        condition &= FILTERS[name].demand(value, prefix)
    return condition
