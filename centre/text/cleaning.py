"""Clean what people type and paste, in one way for every way in.

A text is stored in composed form (NFC), without characters that no page shows, that
turn a line round or that XML, a calendar or a PDF refuses. What languages and emoji
need stays: joiners (U+200C, U+200D), variation selectors, tags, no-break spaces.
"""

import re
import unicodedata

# Line ends of any system, pasted soft ones (PowerPoint, Outlook) and Unicode's own.
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\n]+")

# Noncharacters of each plane (Unicode 23.7): valid in Python, in XML and PDF not.
_NONCHARACTERS = "".join(
    f"{chr(p + 0xFFFE)}-{chr(p + 0xFFFF)}" for p in range(0, 0x110000, 0x10000)
)
_GONE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # controls
    "\ud800-\udfff"  # halves of characters
    f"\ufdd0-\ufdef{_NONCHARACTERS}"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # directions
    "\u00ad\u180e\u200b\u2060-\u2065\ufeff"  # no width
    "\ufff9-\ufffc\U0001d173-\U0001d17a\U000e0001"  # annotations, beams, a language
    "]"
)
# Letters without a shape: Hangul and Khmer fillers, an empty Braille cell.
_FILLERS = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_EDGE = "".join(
    [
        *(chr(c) for c in range(0x3001) if chr(c).isspace()),
        "\u034f\u200c\u200d",  # joiners that join nothing
        _FILLERS,
    ]
)


def clean_line(text: str) -> str:
    """Return a text of one line: `clean_text` whose line ends and tabs are spaces."""
    return _SPACES.sub(" ", clean_text(text))


def clean_text(text: str) -> str:
    r"""Return a text as it is stored; its line ends are "\n", its edges visible.

    A text in which nothing can be seen becomes "". Twice is the same as once.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", drop_unprintable(text)).strip(_EDGE)
    return text if is_visible(text) else ""


def drop_unprintable(text: str) -> str:
    r"""Return a text that any format can hold, as XML does; line ends are "\n".

    For what goes out: a row that was written past all forms may hold anything.
    """
    if text.isprintable() and "\ufffc" not in text:  # the one that Python prints
        return text
    return _GONE.sub("", _LINE_END.sub("\n", text))


def is_visible(text: str) -> bool:
    """Return whether at least one character of a text shows something."""
    return any(
        unicodedata.category(c)[0] not in "CMZ" and c not in _FILLERS for c in text
    )
