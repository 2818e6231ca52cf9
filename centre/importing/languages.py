"""Tell in which language a text is, by its letters and its most frequent words."""

import re
from collections import Counter

from django.conf import settings

from centre.importing.markup import without_tags

# Of languages that are not ours some too, so that these are not taken for ours.
_FREQUENT = {
    "pl": "i w na z do się nie to jest że o dla jak za od po oraz są przez który przy",
    "en": "the of and to in is for with on that are this be at from by as you we our",
    "uk": "і в на що з не до та для у про як це за від є або ми по які також",
    "ru": "и в на что с не до для у как это за от или мы по которые также он его",
    "be": "і ў на што з не да для як гэта за ад або мы па якія таксама ён яго",
    "de": "der die und in das den von zu mit ist für auf nicht ein eine wir im dem",
    "fr": "le la les et de des en un une du est pour dans que pas sur au nous vous",
    "es": "el la los y de en un una que es por con para las del se no al",
}
_LETTERS = {
    "pl": "ąćęłńśźż",
    "uk": "їєґ",
    "ru": "ыэёъ",
    "be": "ў",
    "de": "äöüß",
    "es": "ñ¿¡",
}
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 4  # signs of a language before it is believed
_SIGNS: dict[str, list[str]] = {
    word: [] for words in _FREQUENT.values() for word in words.split()
}
for _code, _words in _FREQUENT.items():
    for _word in _words.split():
        _SIGNS[_word].append(_code)


def tell_language(html: str) -> str:
    """Return the code of the language that a text is in, "" where nothing tells it.

    It may be one that the site does not have.
    """
    words = _WORD.findall(without_tags(html[:20_000]).lower())
    signs: Counter[str] = Counter()
    for word in words:
        for code in _SIGNS.get(word, ()):
            signs[code] += 1
        for code, letters in _LETTERS.items():
            signs[code] += any(letter in letters for letter in word)
    best = signs.most_common(2)
    if not best or best[0][1] < _ENOUGH:
        return ""
    clear = len(best) == 1 or best[0][1] > 1.2 * best[1][1]
    return best[0][0] if clear else ""


def known_language(code: str) -> str:
    """Return our code for one that others write (`pl_PL`, `ua`), or "" for none.

    A language that the site does not have keeps its own code.
    """
    short = re.split(r"[-_]", code.strip().lower())[0]
    short = {"ua": "uk"}.get(short, short)
    if short in settings.CENTRE_LANGUAGES:
        return short
    return short if re.fullmatch(r"[a-z]{2,3}", short) else ""
