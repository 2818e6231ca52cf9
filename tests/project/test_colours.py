"""A colour of the house is written once, and once more where no style sheet reaches."""

import re

import pytest

from centre.colours import DARK, LIGHT
from centre.pictures.weave import COLOURS
from tests.project.test_tooling_repository import ROOT

pytestmark = pytest.mark.once

CSS, IMG = ROOT / "static" / "css", ROOT / "static" / "img"
STAFF = ROOT / "static" / "staff"
TOKENS, NIGHT = CSS / "tokens.css", CSS / "dark.css"
DESK, DESK_NIGHT = STAFF / "theme.css", STAFF / "dark.css"
SHEETS = [TOKENS, NIGHT, DESK, DESK_NIGHT]
# Pictures are documents of their own: no variable reaches into them.
PICTURES = [IMG / "band.svg", IMG / "favicon.svg"]
HOMES = {*SHEETS, *PICTURES, ROOT / "centre" / "colours.py"}
NOBODYS = {"#ffffff", "#000000"}
# The blue of the mark in the dark, lighter than the weave's: it is small.
OF_THE_MARK = {"#7f9bf5"}
LITERAL = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
# A value that says a colour itself. Those of the system follow the reader.
SAYS_A_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\("
    r"|(?<![\w-])(?:white|black|gr[ae]y|silver|red|green|blue|yellow|orange)(?![\w-])",
    re.IGNORECASE,
)
# What has the same colour in both schemes, because it stands on a dark ground in both.
ALIKE = {
    *("on-night", "on-night-soft", "on-night-line", "on-night-alarm"),
    *("on-foot", "on-foot-soft", "on-foot-mark", "plate"),
}


def six_digits(colour):
    digits = colour[1:].lower()
    return f"#{digits if len(digits) == 6 else ''.join(digit * 2 for digit in digits)}"


def literals(file):
    """The colours that a file writes, all with six digits."""
    return {six_digits(colour) for colour in LITERAL.findall(file.read_text())}


def roles(*sheets):
    """The colours of sheets by their roles; of two of one role the later one's."""
    text = "".join(sheet.read_text() for sheet in sheets)
    found = re.findall(rf"--([\w-]+): ({LITERAL.pattern});", text)
    return {role: six_digits(colour) for role, colour in found}


def files():
    """Every file of the site that could write a colour."""
    for folder in ("templates", "static", "centre", "events", "news"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in {".css", ".html", ".js", ".py", ".svg", ".txt", ".typ"}:
                yield file


@pytest.mark.parametrize(("table", "sheet"), [(LIGHT, TOKENS), (DARK, NIGHT)])
def test_the_table_has_the_colours_of_the_sheet(table, sheet):
    assert table == {role: roles(sheet)[role] for role in table}


def test_no_colour_of_the_house_is_written_elsewhere():
    house = set().union(*map(literals, SHEETS)) - NOBODYS
    assert len(house) > 30
    found = {
        str(file.relative_to(ROOT)): sorted(literals(file) & house)
        for file in files()
        if file not in HOMES
    }
    assert {file: colours for file, colours in found.items() if colours} == {}


@pytest.mark.parametrize(
    "sheet", [*CSS.glob("*.css"), *STAFF.rglob("*.css")], ids=lambda sheet: sheet.name
)
def test_a_sheet_writes_a_colour_only_where_it_gives_it_a_name(sheet):
    """A colour without a name would be the same one in the dark."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    said = re.findall(r"^\s*([\w-]+):\s([^;{}]+);", text, re.MULTILINE)
    assert [
        f"{what}: {value}"
        for what, value in said
        if not what.startswith("--") and SAYS_A_COLOUR.search(value)
    ] == []


def test_every_colour_has_another_value_in_the_dark_or_says_that_it_has_none():
    assert {*roles(TOKENS)} - {*roles(NIGHT)} == ALIKE
    assert {*roles(DESK)} == {*roles(DESK_NIGHT)}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_drawn_in_the_weaves_colours(picture):
    threads = {colour for pair in COLOURS.values() for colour in pair}
    assert sorted(literals(picture) - threads - OF_THE_MARK) == []
