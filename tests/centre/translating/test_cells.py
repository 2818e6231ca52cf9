"""What is written in a workbook is read, however it was saved, and nothing besides."""

import io
import zipfile

import pytest
from django.utils import translation
from xlsxwriter import Workbook

from centre.translating import cells, lines
from centre.translating.cells import NoWorkbook, TooMuchUnpacked, read_cells
from centre.translating.spreadsheets import Unreadable, read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = f"""<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>
<sheet name="B" sheetId="9" r:id="rId7"/><sheet name="A" sheetId="1" r:id="rId1"/>
</sheets></workbook>"""
LINKS = f"""<Relationships>
<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/other.xml"/>
<Relationship Id="rId7" Type="{RELATIONS}/worksheet" Target="/xl/worksheets/a.xml"/>
<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>
</Relationships>"""
TEXTS = f"""<sst xmlns="{MAIN}"><si><t>one</t></si>
<si><r><t xml:space="preserve">two </t></r><r><t>runs</t></r><rPh><t>x</t></rPh></si>
<si><t>a_x000A_b_x005F_x_x0000_</t></si></sst>"""


def book(rows: str, **parts: str) -> bytes:
    """Return a workbook whose first sheet has these rows, as XML."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    known = {"workbook.xml": BOOK, "_rels/workbook.xml.rels": LINKS}
    known |= {"sharedStrings.xml": TEXTS, "worksheets/a.xml": sheet} | parts
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in known.items():
            packed.writestr(f"xl/{name}", text)
    return file.getvalue()


def test_texts_of_every_kind_are_read() -> None:
    rows = """<row r="2"><c r="B2" t="s"><v>0</v></c><c t="s"><v>1</v></c></row>
    <row/><row><c t="s"><v>2</v></c><c t="inlineStr"><is><t>in</t></is></c></row>
    <row r="9"><c r="A9"><v>2026</v></c><c r="B9" t="str"><f>A9</f><v>made</v></c>
    <c r="E9" t="s"><v>0</v></c><c r="D9"><v></v></c></row>
    <row r="10"><c r="A10"/></row>"""
    assert [*read_cells(book(rows), 4)] == [
        (2, ["", "one", "two runs", ""]),
        (4, ["a\nb_x_x0000_", "in", "", ""]),
        (9, ["2026", "made", "", ""]),
    ]


def test_what_lies_far_apart_takes_no_memory() -> None:
    """A library laid out all cells between, and the process ended."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as made:
        made.add_worksheet().write_string(1_048_575, 3, "far")
    assert [*read_cells(file.getvalue(), 5)] == [(1_048_576, ["", "", "", "far", ""])]
    with Workbook(file := io.BytesIO(), {"in_memory": True}) as made:
        made.add_worksheet().write_string(0, 16_383, "far")
    with pytest.raises(NoWorkbook):
        [*read_cells(file.getvalue(), 5)]


def test_more_rows_than_leave_do_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("centre.translating.spreadsheets.MAX_LINES", 2)
    assert lines.MAX_LINES > 2
    row = '<row><c t="s"><v>0</v></c></row>'
    assert len([*read_workbook(book(3 * row))]) == 2
    with translation.override("en"), pytest.raises(Unreadable, match="too many rows"):
        [*read_workbook(book(4 * row))]


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ('<row><c t="s"><v>3</v></c></row>', {}),
        ('<row><c t="s"><v>x</v></c></row>', {}),
        ('<row r="x"><c/></row>', {}),
        (f'<row r="{"9" * 5000}"><c/></row>', {}),
        ("<row>", {}),
        ("", {"workbook.xml": f'<workbook xmlns="{MAIN}"/>'}),
        ("", {"_rels/workbook.xml.rels": "<Relationships/>"}),
        ("", {"sharedStrings.xml": '<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'}),
        ("", {"sharedStrings.xml": "\0"}),
    ],
)
def test_what_no_program_writes_is_refused(rows: str, parts: dict[str, str]) -> None:
    with pytest.raises(NoWorkbook):
        [*read_cells(book(rows, **parts), 5)]


@pytest.mark.parametrize("limit", ["UNPACKED_AT_MOST", "MOST_TAGS"])
def test_what_swells_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = book(2000 * "<row/>")
    assert [*read_cells(data, 5)] == []
    monkeypatch.setattr(cells, limit, 1500)
    with pytest.raises(TooMuchUnpacked):
        [*read_cells(data, 5)]
