"""A rich text as plain text, for programs and for people who read it as such."""

import re
from html.parser import HTMLParser
from typing import Any

_SCHEME = re.compile(r"\bhttps?://(www\.)?", re.IGNORECASE)
_BLOCKS = {"p", "h2", "h3", "ul", "ol", "blockquote"}


def plain_text(html: str, *, with_links: bool = True) -> str:
    """Return a rich text with a blank line between its parts and links written out.

    Without links, only their words are left, and of an address in the text its name.
    """
    if not with_links:
        html = _SCHEME.sub("", re.sub(r"</?a\b[^>]*>", "", html))
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Writes down the words of a text, in `parts`."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.target = ""
        self.linked = 0  # how many parts stand before a link
        self.numbers: list[int | None] = []  # of each list that is open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _BLOCKS:
            # A paragraph in an item goes on behind its sign.
            inside = tag == "p" and self.numbers
            self.parts.append("" if inside else "\n\n")
        if tag in {"ul", "ol"}:
            self.numbers.append(1 if tag == "ol" else None)
        elif tag == "li" and self.numbers:
            self.parts.append(f"\n{self._sign()} ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self.target, self.linked = dict(attrs).get("href") or "", len(self.parts)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self.numbers:
            self.numbers.pop()
            self.parts.append("\n\n")
        elif tag == "a" and self.target:
            words = "".join(self.parts[self.linked :]).strip()
            target = self.target.removeprefix("mailto:").removeprefix("tel:")
            if target != words:
                self.parts.append(f" ({target})")
            self.target = ""

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))

    def _sign(self) -> str:
        number = self.numbers[-1]
        if number is None:
            return "-"
        self.numbers[-1] = number + 1
        return f"{number}."
