"""Make ASCII slugs from titles in any script.

Ukrainian follows the table for passports (resolution of the Cabinet of Ministers of
Ukraine No. 55 of 27 January 2010), so readers find the spelling that they know from
names and road signs. Everything else is written without its marks: "Łódź" -> "Lodz".
"""

import re
import unicodedata

MAX_LENGTH = 80

# Letters that Unicode doesn't take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ø": "o",
        "Ø": "O", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
        "þ": "th", "Þ": "Th", "ı": "i", "–": "-", "—": "-",
    }
)  # fmt: skip

_UKRAINIAN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie",
    "ж": "zh", "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "",
    "ю": "iu", "я": "ia",
    # Not Ukrainian, but met in names: Russian and Belarusian letters.
    "ё": "io", "ъ": "", "ы": "y", "э": "e", "ў": "u",
}  # fmt: skip
_AT_WORD_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}

_CYRILLIC = re.compile(r"[Зз][Гг]|[А-яЁёІіЇїЄєҐґЎў]")
# The apostrophe of Ukrainian spelling, in any of the signs people type for it.
_APOSTROPHE = re.compile(r"(?<=[А-яІіЇїЄєҐґ])['’ʼ`](?=[А-яІіЇїЄєҐґ])")


def transliterate(text: str) -> str:
    """Return `text` in ASCII; what can't be written in ASCII is dropped."""
    text = unicodedata.normalize("NFC", text)
    text = _CYRILLIC.sub(_latin, _APOSTROPHE.sub("", text))
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return text.encode("ascii", "ignore").decode()


def make_slug(text: str, fallback: str = "item") -> str:
    """Return a slug of a-z, 0-9 and single hyphens, 1 to 80 characters long.

    A longer one ends after its last complete word. A text without such characters gives
    `fallback`, which must itself be a slug.
    """
    # No hyphen for an apostrophe: "O'Neill" is one word.
    text = re.sub(r"['’ʼ`]", "", transliterate(text))
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if len(slug) > MAX_LENGTH:
        complete_words = slug[: MAX_LENGTH + 1].rpartition("-")[0]
        slug = complete_words or slug[:MAX_LENGTH]
    return slug or fallback


def _latin(match: re.Match[str]) -> str:
    """Write one Cyrillic letter, or the pair "зг", in the case of its surroundings."""
    cyrillic, text = match[0], match.string
    before, after = (
        text[match.start() - 1 : match.start()],
        text[match.end() : match.end() + 1],
    )
    letter = cyrillic.lower()
    if letter == "зг":
        latin = "zgh"  # "zh" would read as "ж"
    elif letter in _AT_WORD_START and not before.isalpha():
        latin = _AT_WORD_START[letter]
    else:
        latin = _UKRAINIAN[letter]
    if cyrillic[0].islower():
        return latin
    all_capitals = cyrillic[1:].isupper() or after.isupper()
    if all_capitals or (before.isupper() and not after.isalpha()):
        return latin.upper()
    return latin.capitalize()
