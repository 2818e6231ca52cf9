"""Read elements out of large XML files of strangers, one at a time.

A document type, and with it every entity, is refused before it is read; so is what is
nested too deeply or too long. Nothing outside the file is ever asked for.
"""

import codecs
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO
from xml.etree import ElementTree as Tree

from centre.importing.notes import SourceRefused

_CHUNK = 1 << 16
_MAX_DEPTH = 60
_MAX_TEXT = 8 * 1024 * 1024  # letters of one element
# WordPress lets control characters through, which XML does not know.
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\r")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")


def read_elements(file: BinaryIO, wanted: Collection[str]) -> Iterator[Any]:
    """Yield the elements with these names, as soon as each has ended.

    Of one inside another only the outer one is yielded.

    Raises SourceRefused.
    """
    target = _Target(wanted)
    parser = Tree.XMLParser(target=target)  # noqa: S314 - no document type comes in
    wide = file.read(2).startswith(_WIDE)
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk if wide else chunk.translate(None, _CONTROLS))
            yield from target.take()
        parser.close()
        yield from target.take()
    except (Tree.ParseError, LookupError, ValueError) as error:
        line = getattr(error, "position", ("?",))[0]
        raise SourceRefused("damaged", line=line) from error


def text_of(element: Any, name: str) -> str:
    """Return the text of a part of an element, "" where there is none."""
    return (element.findtext(name) or "").strip()


class _Target:
    """Builds the wanted elements, and forgets all others."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = wanted
        self._depth = self._size = 0
        self._outer = 0  # the depth of the element that is being built
        self._builder: Any = None
        self._found: list[Any] = []
        self._names: dict[str, str] = {}

    def doctype(self, *args: Any) -> None:
        raise SourceRefused("doctype")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = self._names.get(tag) or self._names.setdefault(tag, short_name(tag))
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise SourceRefused("too_deep")
        if self._builder is None and tag in self._wanted:
            self._builder, self._outer, self._size = Tree.TreeBuilder(), self._depth, 0
        if self._builder is not None:
            self._builder.start(tag, attributes)

    def data(self, text: str) -> None:
        if self._builder is None:
            return
        self._size += len(text)
        if self._size > _MAX_TEXT:
            raise SourceRefused("too_large")
        self._builder.data(text)

    def end(self, tag: str) -> None:
        if self._builder is not None:
            self._builder.end(self._names[tag])
            if self._depth == self._outer:
                self._found.append(self._builder.close())
                self._builder = None
        self._depth -= 1

    def close(self) -> None:
        """Do nothing: what has not ended is refused by the parser."""

    def take(self) -> list[Any]:
        """Return the elements that have ended since."""
        found, self._found = self._found, []
        return found


# Formats by their namespaces; WordPress's has its version in it.
_PREFIXES = (
    ("http://wordpress.org/export/", "/excerpt/", "excerpt"),
    ("http://wordpress.org/export/", "", "wp"),
    ("http://purl.org/rss/1.0/modules/content/", "", "content"),
    ("http://purl.org/dc/elements/", "", "dc"),
    ("http://www.w3.org/2005/Atom", "", "atom"),
    ("http://search.yahoo.com/mrss", "", "media"),
    ("http://www.w3.org/1999/xhtml", "", ""),
)


def short_name(tag: str) -> str:
    """Return a tag with a prefix of ours for its namespace: `wp-post_id`, `title`."""
    if not tag.startswith("{"):
        return tag
    namespace, _, name = tag[1:].partition("}")
    for beginning, ending, prefix in _PREFIXES:
        if namespace.startswith(beginning) and namespace.endswith(ending):
            return f"{prefix}-{name}" if prefix else name
    return f"other-{name}"
