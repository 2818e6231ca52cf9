"""Keep together what no line should part, by no-break spaces put in at render time.

Readers of Polish and Ukrainian don't expect a line to end in "w", "nr" or "і", and
nobody expects half a telephone number or postal code. Texts are stored as they were
typed and typeset when they are rendered: single spaces turn into U+00A0, and the hours
of "10:00–20:00" and the parts of "30-000" are joined. Twice is the same as once.
In English and languages without rules, numbers alone are kept together. No line begins
with a dash, in whatever language.
"""

import re

from django.utils.safestring import SafeString

NBSP = "\u00a0"
WORD_JOINER = "\u2060"  # no width, no break

# Words that stay with the word after them, units that stay with the number before.
_RULES = {
    "pl": {
        "words": r"[aiouwzAIOUWZ]|[A-ZĆŁŚŹŻ]\.|(?i:ul\.|al\.|pl\.|os\.|nr|godz\.|tel\."
        r"|art\.|ust\.|lit\.|poz\.|lok\.|pkt|dr|św\.|np\.)",
        "units": r"r\.|w\.|zł|gr|km|m|cm|kg|g|godz\.?|min|tys\.|mln|proc\.|%",
    },
    "uk": {
        "words": r"[аійоувзяєАІЙОУВЗЯЄ]|[А-ЯҐЄІЇ]\.|(?i:вул\.|просп\.|пл\.|м\.|№|тел\."
        r"|ст\.|п\.|св\.|буд\.|кв\.|каб\.|ul\.|al\.|os\.)",
        "units": r"рр?\.|ст\.|грн|зл|км|м|см|кг|г|год\.?|хв|тис\.|млн|%",
    },
}

# Telephone numbers with their country, and postal codes with the word after them.
_NUMBERS = r"\+\d{1,3}(?: \d{2,4}){2,4}(?!\d)|\b\d\d-\d{3}\b(?: (?=\w))?"

# The space before a dash between two words.
_DASH = r"(?<=\S) (?=[–—] )"

# A complete tag, with any ">" inside its quoted attributes.
_TAG = r"""<(?:[^>"']|"[^"]*"|'[^']*')*>"""


def _rule(words: str, units: str) -> str:
    return (
        rf"(?<![\w'’ʼ-])(?:{words}) (?=\S)|(?<=\d) (?=(?:{units})(?!\w))"
        rf"|(?<=\d:\d\d–)(?=\d)|{_NUMBERS}|{_DASH}"
    )


_TEXT = {code: re.compile(_rule(**rules)) for code, rules in _RULES.items()}
_HTML = {code: re.compile(f"{_TAG}|{rule.pattern}") for code, rule in _TEXT.items()}
_ANY = f"{_NUMBERS}|{_DASH}"
_ANY_TEXT, _ANY_HTML = re.compile(_ANY), re.compile(f"{_TAG}|{_ANY}")


def typeset(text: str, language: str) -> str:
    """Return plain text with no-break spaces where `language` wants them.

    Nothing is escaped or unescaped, and the result is safe exactly if the text was: a
    SafeString comes back as one, any other text is still escaped by the template. So
    a template filter calls this on its value as it is and needs no `mark_safe`.
    """
    return _set(text, _TEXT.get(language.partition("-")[0], _ANY_TEXT))


def typeset_html(html: str, language: str) -> str:
    """Return sanitised HTML with no-break spaces in its text, its tags untouched.

    A space before a tag counts too: in "w <strong>domu</strong>" the two words stay
    together. Safe if the HTML was marked safe, as with `typeset`.
    """
    return _set(html, _HTML.get(language.partition("-")[0], _ANY_HTML))


def plain(text: str) -> str:
    """Return text with plain spaces and no joiners, for where nothing is typeset."""
    return text.replace(NBSP, " ").replace(WORD_JOINER, "")


def _set(text: str, pattern: re.Pattern[str]) -> str:
    if not (" " in text or "–" in text):
        return text
    result = pattern.sub(_no_break, text)
    # Turning spaces into U+00A0 can't make safe markup unsafe.
    return SafeString(result) if isinstance(text, SafeString) else result


def _no_break(match: re.Match[str]) -> str:
    matched = match[0]
    if not matched:
        return WORD_JOINER
    if matched.startswith("<"):
        return matched
    return matched.replace(" ", NBSP).replace("-", f"-{WORD_JOINER}")
