"""Texts of the demo in three languages."""

import re
from typing import NamedTuple

_BETWEEN_BLOCKS = re.compile(
    r"(?<=>) (?=</?(?:p|h2|h3|ul|ol|li|blockquote)>)"
    r"|(?<=<p>) |(?<=<li>) |(?<=<blockquote>) | (?=</(?:p|li|h2|h3)>)"
)


class Text(NamedTuple):
    """One text in Polish, English and Ukrainian; "" where it is not translated."""

    pl: str
    en: str = ""
    uk: str = ""


def rich(pl: str, en: str = "", uk: str = "") -> Text:
    """Return HTML that was laid out for reading here as it is to be stored."""
    return Text(*(_on_one_line(html) for html in (pl, en, uk)))


def _on_one_line(html: str) -> str:
    return _BETWEEN_BLOCKS.sub("", " ".join(html.split()))
