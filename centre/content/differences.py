"""Compare two texts word by word, as people read them; what is alike is left short."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import strip_tags

SAME, GONE, NEW, LEFT_OUT = "same", "gone", "new", "left_out"
# Words around a change that are shown; words of a paragraph that are compared singly.
AROUND, MOST_WORDS = 6, 400

_BLOCK_END = re.compile(r"</(?:p|li|h[2-6]|blockquote)>|<br\s*/?>")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class TextPart:
    """A piece of a text: the same in both, in the first alone, in the second alone."""

    kind: str
    text: str


def compare_texts(before: str, after: str) -> list[TextPart]:
    """Return what is gone, what is new, and some words around it; [] where alike.

    Paragraphs are compared first, and words only within those that changed: so that a
    long text costs milliseconds. Of rich texts the words are compared, not the marks.
    """
    first, second = _paragraphs(before), _paragraphs(after)
    if first == second:
        return []
    parts = [*_of_paragraphs(first, second)]
    return [*_shortened(parts)]


def _paragraphs(text: str) -> list[str]:
    plain = strip_tags(_BLOCK_END.sub("\n", text or ""))
    return [line for part in plain.splitlines() if (line := " ".join(part.split()))]


def _of_paragraphs(first: list[str], second: list[str]) -> Iterator[TextPart]:
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield TextPart(SAME, "\n".join(first[i1:i2]) + "\n")
        elif i2 - i1 == j2 - j1:
            for old, new in zip(first[i1:i2], second[j1:j2], strict=True):
                yield from _of_words(old, new)
                yield TextPart(SAME, "\n")
        else:
            yield TextPart(GONE, "\n".join(first[i1:i2]))
            yield TextPart(NEW, "\n".join(second[j1:j2]))


def _of_words(old: str, new: str) -> Iterator[TextPart]:
    first, second = _WORD.findall(old), _WORD.findall(new)
    if max(len(first), len(second)) > MOST_WORDS:
        yield from (TextPart(GONE, old), TextPart(NEW, new))
        return
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield TextPart(SAME, "".join(first[i1:i2]))
            continue
        if i2 > i1:
            yield TextPart(GONE, "".join(first[i1:i2]))
        if j2 > j1:
            yield TextPart(NEW, "".join(second[j1:j2]))


def _shortened(parts: list[TextPart]) -> Iterator[TextPart]:
    """Leave out what is alike and far from any change."""
    for number, part in enumerate(parts):
        words = re.findall(r"\S+\s*", part.text)
        if part.kind != SAME or len(words) <= 2 * AROUND:
            if part.text:
                yield part
            continue
        if number:
            yield TextPart(SAME, "".join(words[:AROUND]))
        yield TextPart(LEFT_OUT, "")
        if number < len(parts) - 1:
            yield TextPart(SAME, "".join(words[-AROUND:]))
