"""A colour of the house is written once, and once more where no style sheet reaches."""

import re

import pytest

from centre.colours import DARK, LIGHT
from centre.pictures.weave import COLOURS
from tests.project.test_tooling_repository import ROOT

pytestmark = pytest.mark.once

CSS, IMG = ROOT / "static" / "css", ROOT / "static" / "img"
TOKENS, NIGHT = CSS / "tokens.css", CSS / "dark.css"
SHEETS = [TOKENS, NIGHT, ROOT / "static" / "staff" / "theme.css"]
# Pictures are documents of their own: no variable reaches into them.
PICTURES = [IMG / "band.svg", IMG / "favicon.svg"]
HOMES = {*SHEETS, *PICTURES, ROOT / "centre" / "colours.py"}
NOBODYS = {"#ffffff", "#000000"}
# The blue of the mark in the dark, lighter than the weave's: it is small.
OF_THE_MARK = {"#7f9bf5"}
LITERAL = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)


def six_digits(colour):
    digits = colour[1:].lower()
    return f"#{digits if len(digits) == 6 else ''.join(digit * 2 for digit in digits)}"


def literals(file):
    """The colours that a file writes, all with six digits."""
    return {six_digits(colour) for colour in LITERAL.findall(file.read_text())}


def roles(sheet):
    """The colours of a sheet by their roles."""
    found = re.findall(rf"--([\w-]+): ({LITERAL.pattern});", sheet.read_text())
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


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_drawn_in_the_weaves_colours(picture):
    threads = {colour for pair in COLOURS.values() for colour in pair}
    assert sorted(literals(picture) - threads - OF_THE_MARK) == []
