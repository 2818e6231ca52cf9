"""The needs that can be told: codes that caterer and guide count by, with their names.

A need says what to prepare, never why: "step-free way", not a diagnosis.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Need

Kind = Need.Kind

NEEDS: dict[str, dict[str, Promise]] = {
    Kind.INTERPRETATION: {
        "pl": _("Interpretation into Polish"),
        "en": _("Interpretation into English"),
        "uk": _("Interpretation into Ukrainian"),
        "other": _("Interpretation into another language"),
    },
    Kind.SIGN_LANGUAGE: {
        "pjm": _("Polish Sign Language"),
        "international": _("International Sign"),
    },
    Kind.DIET: {
        "vegetarian": _("Vegetarian"),
        "vegan": _("Vegan"),
        "gluten_free": _("Gluten-free"),
        "lactose_free": _("Lactose-free"),
        "halal": _("Halal"),
        "kosher": _("Kosher"),
    },
    Kind.ACCESS: {
        "step_free": _("Step-free way"),
        "hearing_loop": _("Hearing loop"),
        "large_print": _("Large print"),
        "companion": _("A person who assists comes along"),
    },
}


# What an interpreter is asked for: the languages spoken, and the signed ones.
INTERPRETED = {**NEEDS[Kind.INTERPRETATION], **NEEDS[Kind.SIGN_LANGUAGE]}


@dataclass(frozen=True)
class NeedEntry:
    """One person's one need, as it is stored; `text` alone has no code."""

    kind: str
    code: str = ""
    text: str = ""


def free_text_entries(text: str) -> list[NeedEntry]:
    """What was written freely, if anything was."""
    return [NeedEntry(Kind.ACCESS, text=text)] if text else []


def count_needs(needs: Iterable[Need]) -> list[tuple[str, int]]:
    """How many people need what: names and numbers, no words of anybody's own."""
    numbers = Counter((need.kind, need.code) for need in needs if need.code)
    return [
        (str(name), numbers[kind, code])
        for kind, names in NEEDS.items()
        for code, name in names.items()
        if numbers[kind, code]
    ]


def need_text(need: Need) -> str:
    """One need as its owner reads it."""
    name = NEEDS.get(need.kind, {}).get(need.code)
    return str(name) if name else need.text or need.code
