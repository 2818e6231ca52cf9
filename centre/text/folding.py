"""Fold text for search: without case and diacritics."""

import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark; apostrophes.
_PLAIN = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ґ": "г",
        "'": None,
        "’": None,
        "ʼ": None,
    }
)


def fold(text: str) -> str:
    """Return text without case and diacritics: "Łódź" is "lodz", "Київ" is "киів"."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(c for c in letters if not unicodedata.combining(c))
