"""Recognise the language of a text, by its letters and its smallest words."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Letters that one of the languages has alone, and words that few texts do without.
_LETTERS = {"pl": "ąćęłńśźż", "uk": "іїєґ"}
_WORDS = {
    "pl": "i w na z do się to jest nie od dla przez oraz że po o za ze we jak co",
    "en": "the and of to in is for with a an on we you our from at as by this are",
    "uk": "і та в у на з до що не є від для про за по як це й ми ви",
}
_SMALL = {code: frozenset(words.split()) for code, words in _WORDS.items()}


def recognise_language(text: str) -> str:
    """Return the code of the language that a text is written in; "" where none shows.

    Cyrillic without the letters of Ukrainian is taken for it all the same: readers of
    the house know no other language in it.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    if not words:
        return ""
    cyrillic = sum(1 for word in words if _CYRILLIC.match(word))
    if 2 * cyrillic > len(words):
        return "uk"
    points = {code: _points(code, words) for code in ("pl", "en")}
    best = max(points, key=lambda code: points[code])
    return best if points[best] > min(points.values()) else ""


def _points(code: str, words: list[str]) -> int:
    letters = _LETTERS.get(code, "")
    return sum(
        (word in _SMALL[code]) + any(letter in letters for letter in word)
        for word in words
    )
