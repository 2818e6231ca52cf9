"""Finding a delegation at the door, however its name is typed."""

from centre.text.folding import fold
from centre.text.slugs import transliterate


def searchable(*texts: str) -> str:
    """What is searched in: the texts as written and in Latin letters, folded."""
    joined = " ".join(texts)
    return f"{fold(joined)} {fold(transliterate(joined))}"


def matches(query: str, text: str) -> bool:
    """Whether every word of a query is in a searchable text, in any order."""
    return all(word in text for word in fold(query).split())
