"""Lines to translate as a workbook (XLSX), out and in again.

What is written are texts, never formulas. What is read is unpacked with a counter
first, because a small file may hold a very large one, and so may a small sheet: the
library lays out all that is between two cells in far corners.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

from centre.translating.lines import MAX_LINES, Line

UNPACKED_AT_MOST = 20 * 1024 * 1024
MOST_CELLS = 1_000_000  # of a sheet, empty ones between others included
_WIDTHS = (24, 24, 34, 60, 60)
_PLACE = re.compile(r"([A-Z]{0,3})([0-9]{1,7})")  # of a cell, or a row
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Unreadable(Exception):
    """A file is not what it should be; the message says what is wrong with it."""


def write_workbook(lines: list[Line]) -> bytes:
    """Return a workbook in whose last column translations are written; it is open."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    texts_alone = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with Workbook(file, texts_alone) as book:
        shown = {"text_wrap": True, "valign": "top"}
        fixed, free = (
            book.add_format(shown),
            book.add_format({**shown, "locked": False}),
        )
        bold = book.add_format({**shown, "bold": True})
        sheet = book.add_worksheet(_("Translations")[:31])
        sheet.protect("", {"format_columns": True, "format_rows": True})
        for number, width in enumerate(_WIDTHS):
            hidden = {"hidden": number < 2}
            sheet.set_column(number, number, width, None, hidden)
        sheet.write_row(0, 0, _headings(), bold)
        for number, line in enumerate(lines, start=1):
            cells = (line.address, line.digests, line.what, line.source)
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell, fixed)
            sheet.write_string(number, len(cells), line.target, free)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def _headings() -> list[str]:
    return [
        _("Place (leave it)"),
        _("Made from (leave it)"),
        _("Text"),
        _("Original"),
        _("Translation (keep what stands in < >)"),
    ]


def read_workbook(data: bytes) -> Iterator[Line]:
    """Yield the lines of a workbook that came back.

    Raises Unreadable.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    _require_small(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise Unreadable(_("This is no workbook that can be read.")) from error
    if len(rows) > MAX_LINES + 1:
        raise Unreadable(_("There are too many rows."))
    for number, row in enumerate(rows[1:], start=2):
        cells = [str(cell) for cell in row] + [""] * 5
        if any(cells):
            address, digests, what, source, target = cells[:5]
            yield Line(address, digests, what, "", source, target, number)


def _require_small(data: bytes) -> None:
    """Unpack with a counter: the sizes that the file tells of itself may lie.

    Raises Unreadable.
    """
    left = UNPACKED_AT_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                with packed.open(name) as part:
                    unpacked = part.read(left + 1)
                left -= len(unpacked)
                if left < 0 or _cells_between(unpacked) > MOST_CELLS:
                    raise Unreadable(_("The file is too large."))
    except _DAMAGED as error:
        raise Unreadable(_("This is no workbook that can be read.")) from error


def _cells_between(part: bytes) -> int:
    """Return how many cells a sheet has from its first row and column to its last.

    0 for a part that has no rows. Rows and cells that tell no place follow the one
    before.

    Raises ExpatError, and ValueError for a place that no sheet has.
    """
    if b"row" not in part:
        return 0
    at, corner = [0, 0], [0, 0]  # row, column

    def see(name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind in {"row", "c"}:
            row, column = _place(attributes.get("r", ""))
            following = (at[0] + 1, 0) if kind == "row" else (at[0], at[1] + 1)
            at[:] = row or following[0], column or following[1]
            corner[:] = map(max, corner, at)

    parser = expat.ParserCreate()
    parser.StartElementHandler = see
    parser.Parse(part, True)
    return corner[0] * corner[1]


def _place(reference: str) -> tuple[int, int]:
    """Return the row and the column that a reference names, 0 where it names none.

    Raises ValueError for a place that no sheet has.
    """
    if not reference:
        return 0, 0
    if not (found := _PLACE.fullmatch(reference)):
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column
