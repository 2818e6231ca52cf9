"""Lines to translate as a workbook (XLSX), out and in again.

What is written are texts, never formulas.
"""

import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from centre.translating.cells import NoWorkbook, TooMuchUnpacked, read_cells
from centre.translating.lines import MAX_LINES, Line

_WIDTHS = (24, 24, 34, 60, 60)


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
    try:
        for found, (number, cells) in enumerate(read_cells(data, len(_WIDTHS))):
            if found > MAX_LINES:  # the headings are one more
                raise Unreadable(_("There are too many rows."))
            if number > 1:
                address, digests, what, source, target = cells
                yield Line(address, digests, what, "", source, target, number)
    except NoWorkbook as error:
        raise Unreadable(_("This is no workbook that can be read.")) from error
    except TooMuchUnpacked as error:
        raise Unreadable(_("The file is too large.")) from error
