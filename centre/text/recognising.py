"""Recognise the language of a text, by its letters and its smallest words."""

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Words that few texts do without. Of languages that are not ours some too, so that
# these are not taken for ours.
_SMALL = {
    "pl": "i w na z do się nie to jest że o dla jak za od po oraz są przez który przy "
    "ze we co",
    "en": "the of and to in is for with on that are this be at from by as you we our a "
    "an",
    "uk": "і в на що з не до та для у про як це за від є або ми по які також й ви",
    "ru": "и в на что с не до для у как это за от или мы по которые также он его",
    "be": "і ў на што з не да для як гэта за ад або мы па якія таксама ён яго",
    "de": "der die und in das den von zu mit ist für auf nicht ein eine wir im dem",
    "fr": "le la les et de des en un une du est pour dans que pas sur au nous vous",
    "es": "el la los y de en un una que es por con para las del se no al",
}
# Letters that one of the languages has alone.
_LETTERS = {
    "pl": "ąćęłńśźż",
    "uk": "їєґ",
    "ru": "ыэёъ",
    "be": "ў",
    "de": "äöüß",
    "es": "ñ¿¡",
}
_ENOUGH = 4  # signs of a language before it is believed, where it may be any
_SIGNS: dict[str, list[str]] = {
    word: [] for words in _SMALL.values() for word in words.split()
}
for _code, _words in _SMALL.items():
    for _word in _words.split():
        _SIGNS[_word].append(_code)


def recognise_language(text: str) -> str:
    """Return which of the house's languages a text is written in; "" where none shows.

    Cyrillic without the letters of Ukrainian is taken for it all the same: readers of
    the house know no other language in it. A line is enough.
    """
    if by_letters := recognise_letters(text):
        return by_letters
    signs = _signs_of(_words_of(text))
    best = max(("pl", "en"), key=lambda code: signs[code])
    return best if signs[best] > min(signs["pl"], signs["en"]) else ""


def recognise_letters(text: str) -> str:
    """Return the one language of the house that has a text's letters, "" for none."""
    words = _words_of(text)
    cyrillic = sum(1 for word in words if _CYRILLIC.match(word))
    return "uk" if 2 * cyrillic > len(words) else ""


def recognise_any_language(text: str) -> str:
    """Return the code of the language that a long text is in, "" where nothing tells.

    It may be one that the house does not have.
    """
    best = _signs_of(_words_of(text)).most_common(2)
    if not best or best[0][1] < _ENOUGH:
        return ""
    clear = len(best) == 1 or best[0][1] > 1.2 * best[1][1]
    return best[0][0] if clear else ""


def _words_of(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _signs_of(words: list[str]) -> Counter[str]:
    """Count what speaks for each language."""
    signs: Counter[str] = Counter()
    for word in words:
        signs.update(_SIGNS.get(word, ()))
        signs.update(c for c, own in _LETTERS.items() if any(x in own for x in word))
    return signs
