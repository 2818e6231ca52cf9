"""Finding a delegation at the door, however its name is typed."""

import unicodedata

from centre.slugs import transliterate

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


def searchable(*texts: str) -> str:
    """What is searched in: the texts as written and in Latin letters, folded."""
    joined = " ".join(texts)
    return f"{fold(joined)} {fold(transliterate(joined))}"


def matches(query: str, text: str) -> bool:
    """Whether every word of a query is in a searchable text, in any order."""
    return all(word in text for word in fold(query).split())
