"""Placeholders that staff may write into a custom text, for example `{visit}`.

A placeholder is a name and nothing else: no code, no format, no attribute.
"""

import re
from collections.abc import Collection, Mapping

_PIECE = re.compile(r"\{[^{}]*\}|[{}]")


def unknown(text: str, names: Collection[str]) -> list[str]:
    """Return the placeholders of a text that are none of the names, and lone braces."""
    pieces = _PIECE.findall(text)
    return [piece for piece in pieces if piece[1:-1] not in names or len(piece) == 1]


def fill(text: str, values: Mapping[str, object]) -> str:
    """Return the text with its placeholders filled in; unknown ones stay as typed."""
    return _PIECE.sub(lambda match: str(values.get(match[0][1:-1], match[0])), text)
