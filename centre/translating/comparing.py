"""What a proposal changes in a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SAME, GONE, NEW = "same", "gone", "new"
# Comparing costs the square of the words: beyond these a text is replaced as a whole.
COMPARED_LINES = 1000
COMPARED_WORDS = 2000
_PART = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """Some words that stay, go or are new."""

    kind: str
    text: str


def compare_words(before: str, after: str) -> list[Piece]:
    """Return the words of two texts in order, those first that go.

    Lines are compared first, and words within those that differ; where there are too
    many of these, they are replaced as a whole.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(old), len(new)) > COMPARED_LINES:
        return [*_replaced(before, after)]
    left = COMPARED_WORDS
    pieces: list[Piece] = []
    for is_same, a, b in _blocks(old, new):
        words, others = _PART.findall("".join(a)), _PART.findall("".join(b))
        left -= 0 if is_same else len(words) + len(others)
        if is_same or left < 0:
            pieces += _replaced("".join(a), "".join(b))
            continue
        for _same, c, d in _blocks(words, others):
            pieces += _replaced("".join(c), "".join(d))
    return _joined(pieces)


def mark_changes(pieces: list[Piece]) -> SafeString:
    """Return the pieces as HTML: what goes struck out, what is new underlined."""
    tags = {SAME: "{}", GONE: "<del>{}</del>", NEW: "<ins>{}</ins>"}
    marked = [format_html(tags[piece.kind], piece.text) for piece in pieces]
    return format_html_join("", "{}", ((piece,) for piece in marked))


def _blocks(
    old: list[str], new: list[str]
) -> Iterator[tuple[bool, list[str], list[str]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag == "equal", old[a:b], new[c:d]


def _replaced(before: str, after: str) -> Iterator[Piece]:
    if before == after:
        yield Piece(SAME, before)
        return
    if before:
        yield Piece(GONE, before)
    if after:
        yield Piece(NEW, after)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with neighbours of one kind as one, empty ones left out."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    return joined
