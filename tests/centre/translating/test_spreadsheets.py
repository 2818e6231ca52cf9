"""A small workbook may hold a very large sheet: it is refused before it is laid out."""

import io
import zipfile

import pytest
from django.utils import translation
from xlsxwriter import Workbook

from centre.translating import spreadsheets
from centre.translating.spreadsheets import Unreadable, read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*places: tuple[int, int]) -> bytes:
    """Return a workbook with a text in each of these places (row, column, from 0)."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for row, column in places:
            sheet.write_string(row, column, "text")
    return file.getvalue()


def with_sheet(rows: str) -> bytes:
    """Return a workbook whose sheet is written by hand."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook((0, 0)))) as whole,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in whole.namelist():
            data = whole.read(name)
            if name == "xl/worksheets/sheet1.xml":
                sheet = f"<x:sheetData>{rows}</x:sheetData>"
                data = f'<x:worksheet xmlns:x="{MAIN}">{sheet}</x:worksheet>'.encode()
            packed.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        workbook((0, 0), (1_048_575, 16_383)),
        workbook((0, 16_383), (1_048_575, 0)),
        with_sheet(
            '<x:row r="1"><x:c r="A1"/></x:row><x:row><x:c r="B999999"/></x:row>'
        ),
        with_sheet(f'<x:row>{"<x:c/>" * 2000}</x:row><x:row r="600"/>'),
        with_sheet('<x:row r="1"><x:c r="A1"/><x:c r="&#88;FD999"/></x:row>'),
    ],
    ids=["corners", "other corners", "no row", "no places", "spelt otherwise"],
)
def test_what_would_be_laid_out_too_large_is_refused(data: bytes) -> None:
    with translation.override("en"), pytest.raises(Unreadable, match="too large"):
        [*read_workbook(data)]


@pytest.mark.parametrize("place", ["A", "A1B", "AAAA1", "A99999999", "a1", "A²"])
def test_places_that_no_sheet_has_are_refused(place: str) -> None:
    data = with_sheet(f'<x:row><x:c r="{place}"/></x:row>')
    with translation.override("en"), pytest.raises(Unreadable, match="no workbook"):
        [*read_workbook(data)]


def test_a_sheet_as_large_as_any_that_leaves_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_CELLS", 10)
    (line,) = read_workbook(workbook((0, 0), (1, 4)))
    assert (line.target, line.number) == ("text", 2)
    with translation.override("en"), pytest.raises(Unreadable, match="too large"):
        [*read_workbook(workbook((0, 0), (1, 5)))]
