"""Show what was found in a text: the words that stand for a question, marked."""

import re
from collections.abc import Container
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from centre.text.folding import fold

EXCERPT_CHARS = 240
# Where the first word is found later than this, the beginning is shown.
MAX_READ = 30_000
CONTEXT_CHARS = 70  # characters before the first word
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d'’ʼ‘`´′])+")
# Where a text goes on after what is no sentence: a heading, a place.
_BREAK = re.compile(r"(?<![\s.,;:!?…–—])\s*\n\s*(?=\S)")
_POSSESSIVE = re.compile("['’ʼ‘`´′][sS]$")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d‘`´′"))


def mark(text: str, forms: Container[str]) -> SafeString:
    """Return a plain text, escaped, with each word marked whose form is asked for."""
    parts, end = [], 0
    for word in _WORD.finditer(text):
        if form_of(word[0]) in forms:
            parts.append((text[end : word.start()], word[0]))
            end = word.end()
    marked = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}", marked, text[end:])


def excerpt(text: str, forms: Container[str]) -> SafeString:
    """Return the part of a text around the first word asked for, marked.

    It begins and ends between words; `…` stands for what is left out, a dot between
    lines that are no sentences.
    """
    text = " ".join(_BREAK.sub(" · ", text[:MAX_READ].strip()).split())
    words = _WORD.finditer(text)
    first = next((w.start() for w in words if form_of(w[0]) in forms), 0)
    start = (
        text.rfind(" ", 0, max(0, first - CONTEXT_CHARS)) + 1
        if first > CONTEXT_CHARS
        else 0
    )
    end = start + EXCERPT_CHARS
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
        if end <= first:  # one word longer than all
            end = start + EXCERPT_CHARS
    return format_html(
        "{}{}{}",
        "… " if start else "",
        mark(text[start:end].rstrip(",;:–— "), forms),
        " …" if end < len(text) else "",
    )


@lru_cache(maxsize=20_000)
def form_of(word: str) -> str:
    """Return a word's folded form, as `search_fold` of the database does."""
    return fold(_POSSESSIVE.sub("", word).translate(_UNSEEN))[:60]
