"""Keep short words with their neighbours, by no-break spaces put in at render time.

Readers of Polish and Ukrainian don't expect a line to end in "w", "nr" or "і". Texts
are stored as they were typed and typeset when they are rendered: single spaces turn
into U+00A0 and the hours of "10:00–20:00" are joined. Twice is the same as once.
English and languages without rules are returned as they are.
"""

import re

from django.utils.safestring import SafeString

NBSP = "\u00a0"
WORD_JOINER = "\u2060"  # no width, no break

# Words that stay with the word after them, units that stay with the number before.
_RULES = {
    "pl": {
        "words": r"[aiouwzAIOUWZ]|[A-ZĆŁŚŹŻ]\.|(?i:ul\.|al\.|pl\.|os\.|nr|godz\.|tel\."
        r"|art\.|ust\.|pkt|dr|św\.|np\.)",
        "units": r"r\.|w\.|zł|gr|km|m|cm|kg|g|godz\.?|min|tys\.|mln|proc\.|%",
    },
    "uk": {
        "words": r"[аійоувзяєАІЙОУВЗЯЄ]|[А-ЯҐЄІЇ]\.|(?i:вул\.|просп\.|пл\.|м\.|№|тел\."
        r"|ст\.|п\.|св\.)",
        "units": r"рр?\.|ст\.|грн|зл|км|м|см|кг|г|год\.?|хв|тис\.|млн|%",
    },
}

# A complete tag, with any ">" inside its quoted attributes.
_TAG = r"""<(?:[^>"']|"[^"]*"|'[^']*')*>"""


def _pattern(words: str, units: str, also: str = "") -> re.Pattern[str]:
    return re.compile(
        rf"{also}(?<![\w'’ʼ-])(?:{words}) (?=\S)|(?<=\d) (?=(?:{units})(?!\w))"
        r"|(?<=\d:\d\d–)(?=\d)"
    )


_TEXT = {code: _pattern(**rules) for code, rules in _RULES.items()}
_HTML = {code: _pattern(**rules, also=f"{_TAG}|") for code, rules in _RULES.items()}


def typeset(text: str, language: str) -> str:
    """Return plain text with no-break spaces where `language` wants them.

    Nothing is escaped or unescaped, and the result is safe exactly if the text was: a
    SafeString comes back as one, any other text is still escaped by the template. So
    a template filter calls this on its value as it is and needs no `mark_safe`.
    """
    return _set(text, _TEXT.get(language.partition("-")[0]))


def typeset_html(html: str, language: str) -> str:
    """Return sanitised HTML with no-break spaces in its text, its tags untouched.

    A space before a tag counts too: in "w <strong>domu</strong>" the two words stay
    together. Safe if the HTML was marked safe, as with `typeset`.
    """
    return _set(html, _HTML.get(language.partition("-")[0]))


def plain(text: str) -> str:
    """Return text with plain spaces and no joiners, for where nothing is typeset."""
    return text.replace(NBSP, " ").replace(WORD_JOINER, "")


def _set(text: str, pattern: re.Pattern[str] | None) -> str:
    if pattern is None or not (" " in text or "–" in text):
        return text
    result = pattern.sub(_no_break, text)
    # Turning spaces into U+00A0 can't make safe markup unsafe.
    return SafeString(result) if isinstance(text, SafeString) else result


def _no_break(match: re.Match[str]) -> str:
    matched = match[0]
    if not matched:
        return WORD_JOINER
    return matched if matched.startswith("<") else matched[:-1] + NBSP
