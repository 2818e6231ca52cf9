"""Names in braces that staff may write into their words, for example `{visit}`.

They are names and nothing else: no code, no format, no attribute.
"""

import re
from collections.abc import Collection, Mapping

_PIECE = re.compile(r"\{[^{}]*\}|[{}]")
# Mail programs make links of what looks like an address.
_LINK = re.compile(r"(?<=\w)(://|[.@])(?=\w)")


def unknown(text: str, names: Collection[str]) -> list[str]:
    """What stands in braces in a text without being one of the names; lone braces."""
    pieces = _PIECE.findall(text)
    return [piece for piece in pieces if piece[1:-1] not in names or len(piece) == 1]


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with the values in place of their names; unknown ones stay as typed."""
    return _PIECE.sub(lambda found: str(values.get(found[0][1:-1], found[0])), text)


def unlinked(text: str) -> str:
    """What somebody typed as a name, so that no mail program makes a link of it.

    A space goes behind each dot and at-sign within a word: `evil.example`
    comes out as `evil. example`.
    """
    return _LINK.sub(r"\1 ", text)
