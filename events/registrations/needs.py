"""The needs that can be chosen: codes that caterer and guide count by, with names.

A need says what to prepare, never why: "step-free way", not a diagnosis.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Need
from events.models.offers import SIGNED

Kind = Need.Kind

NEEDS: dict[str, dict[str, Promise]] = {
    Kind.INTERPRETATION: {
        "pl": _("Interpretation into Polish"),
        "en": _("Interpretation into English"),
        "uk": _("Interpretation into Ukrainian"),
        "other": _("Interpretation into another language"),
    },
    Kind.SIGN_LANGUAGE: {code: name for code, (name, _into) in SIGNED.items()},
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


# What an interpreter can be needed for: spoken and signed languages.
INTERPRETED = {**NEEDS[Kind.INTERPRETATION], **NEEDS[Kind.SIGN_LANGUAGE]}


@dataclass(frozen=True)
class NeedEntry:
    """One need of one person, as it is stored; a free text has no code."""

    kind: str
    code: str = ""
    text: str = ""


def free_text_entries(text: str) -> list[NeedEntry]:
    """Return the need of a free text; none for an empty text."""
    return [NeedEntry(Kind.ACCESS, text=text)] if text else []


def count_needs(needs: Iterable[Need]) -> list[tuple[str, int]]:
    """Return the name of each need and how many people have it; no free text."""
    numbers = Counter((need.kind, need.code) for need in needs if need.code)
    return [
        (str(name), numbers[kind, code])
        for kind, names in NEEDS.items()
        for code, name in names.items()
        if numbers[kind, code]
    ]


def need_text(need: Need) -> str:
    """Return a need's name in the active language, or its free text."""
    name = NEEDS.get(need.kind, {}).get(need.code)
    return str(name) if name else need.text or need.code
