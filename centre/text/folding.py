"""Text without case and signs, to be found however it is typed."""

import unicodedata

# Letters that are no plain letter with a sign, and the apostrophes.
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
    """Text without case and signs: "Łódź" is "lodz", "Київ" is "киів"."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(c for c in letters if not unicodedata.combining(c))
