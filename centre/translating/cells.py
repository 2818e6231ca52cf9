"""Read the cells of a workbook (XLSX), as far as they are written down.

Libraries lay a sheet out from its first cell to its last: two cells in far corners are
five kilobytes, and end the process that has not the memory for all between.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

UNPACKED_AT_MOST = 20 * 1024 * 1024
MOST_TAGS = 1_000_000  # of one part: each takes memory of its own
MOST_COLUMNS = 200
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATION = "/relationships"
Walk = Iterator[tuple[str, ElementTree.Element]]
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
)


class NoWorkbook(Exception):
    """A file is none, is damaged, or says what no program writes."""


class TooMuchUnpacked(Exception):
    """What comes out of a file is more than any that left here."""


def read_cells(data: bytes, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of the first sheet that has a text: its number, its first texts.

    Raises NoWorkbook, TooMuchUnpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield from _Workbook(packed).rows(columns)
    except _DAMAGED as error:
        raise NoWorkbook from error


class _Workbook:
    """The parts of one file, which share the limit of what is unpacked."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._left = UNPACKED_AT_MOST

    def rows(self, columns: int) -> Iterator[tuple[int, list[str]]]:
        book = self._tree("xl/workbook.xml")
        (sheet, *_others) = book.iterfind("{*}sheets/{*}sheet")
        key = next(k for n, k in sheet.items() if n.endswith(f"{_RELATION}}}id"))
        targets = {}
        for link in self._tree("xl/_rels/workbook.xml.rels").iter():
            path = posixpath.join("/xl", link.get("Target", "")).lstrip("/")
            kind = link.get("Type", "").rpartition("/")[2]
            targets[kind if kind == "sharedStrings" else link.get("Id")] = path
        shared = targets.get("sharedStrings")
        texts = [*self._shared(shared)] if shared else []
        yield from _read_rows(self._walk(targets[key]), texts, columns)

    def _open(self, name: str) -> io.BytesIO:
        """Unpack a part with a counter: the size that the file tells may lie.

        One with a document type is refused, so that no entity is ever expanded.
        """
        with self._packed.open(name) as part:
            data = part.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0 or data.count(b"<") > MOST_TAGS:
            raise TooMuchUnpacked
        if b"<!DOCTYPE" in data or b"\0" in data:  # of UTF-8 alone
            raise NoWorkbook
        return io.BytesIO(data)

    def _tree(self, name: str) -> Any:
        return ElementTree.parse(self._open(name))  # noqa: S314 - no document type

    def _walk(self, name: str) -> Walk:
        part = self._open(name)
        return ElementTree.iterparse(part, ("start", "end"))  # noqa: S314 - neither

    def _shared(self, name: str) -> Iterator[str]:
        """Yield the texts that cells name by their number."""
        root = None
        for event, node in self._walk(name):
            root = node if root is None else root
            if event == "end" and _kind(node) == "si":
                yield _text_of(node)
                root.clear()


def _read_rows(
    walk: Walk, texts: list[str], columns: int
) -> Iterator[tuple[int, list[str]]]:
    parent = None
    number = column = 0
    cells = [""] * columns
    for event, node in walk:
        kind, begins = _kind(node), event == "start"
        if kind == "sheetData":
            parent = node
        elif kind == "row" and begins:
            number = int(node.get("r") or number + 1)
            column, cells = 0, [""] * columns
        elif kind == "row":
            if any(cells):
                yield number, cells
            if parent is not None:
                parent.clear()
        elif kind == "c" and begins:
            column = _column_of(node.get("r", "")) or column + 1
            if column > MOST_COLUMNS:
                raise NoWorkbook
        elif kind == "c" and column <= columns:
            cells[column - 1] = _cell(node, texts)


def _cell(node: ElementTree.Element, texts: list[str]) -> str:
    """Return a cell's text; of a formula what it came to, of a number its digits."""
    if (inline := node.find("{*}is")) is not None:
        return _text_of(inline)
    value = node.findtext("{*}v") or ""
    if node.get("t") == "s":
        return texts[int(value)]
    return _unescaped(value)


def _column_of(reference: str) -> int:
    """Return the number of a column that a cell's reference names; 0 without one."""
    found = _REFERENCE.fullmatch(reference)
    number = 0
    for letter in found[1] if found else "":
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _text_of(node: ElementTree.Element) -> str:
    """Return a text with all its runs; how Japanese is read aloud is left out."""
    runs = [*node.iterfind("{*}t"), *node.iterfind("{*}r/{*}t")]
    return _unescaped("".join(run.text or "" for run in runs))


def _unescaped(text: str) -> str:
    """Return a text with the characters that XML can't have, as they were typed."""
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    return found[0] if letter == "\0" or "\ud800" <= letter <= "\udfff" else letter


def _kind(node: ElementTree.Element) -> str:
    return str(node.tag).rpartition("}")[2]
