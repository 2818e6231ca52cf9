"""A name of the style sheets has one meaning, and one sheet that gives it."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.contrib import admin

from tests.project.test_tooling_repository import ROOT

pytestmark = pytest.mark.once

PUBLIC, STAFF = ROOT / "static" / "css", ROOT / "static" / "staff"
DJANGO = Path(admin.__file__).parent / "static" / "admin" / "css" / "base.css"
# The same names with other values: in the dark, and on paper.
VARIANTS = {PUBLIC / "dark.css", PUBLIC / "print.css", STAFF / "dark.css"}
SHEETS = [*sorted(PUBLIC.glob("*.css")), *sorted(STAFF.rglob("*.css"))]
# What shows things in another order than the document's.
MOVES = re.compile(r"(?<![\w-])order:|-reverse\b")
# How many languages a form has; languages.js tells the form.
FROM_SCRIPTS = {"--languages"}


def defined(*sheets):
    """Every definition of a custom property in the sheets, once for each time."""
    for sheet in sheets:
        yield from re.findall(r"^\s*(--[\w-]+):", sheet.read_text(), re.MULTILINE)


def used(sheet):
    return set(re.findall(r"var\((--[\w-]+)", sheet.read_text()))


def name_of(sheet):
    return str(sheet.relative_to(ROOT / "static"))


TOKENS = set(defined(PUBLIC / "tokens.css"))
DJANGOS = set(defined(DJANGO))


def test_no_name_is_given_in_two_sheets():
    homes = Counter(defined(*(s for s in SHEETS if s not in VARIANTS)))
    assert [name for name, times in homes.items() if times > 1] == []


def test_no_name_of_ours_is_one_of_djangos():
    """Theirs stand in no layer: they would win over ours on every page of the desk."""
    assert sorted(TOKENS & DJANGOS) == []


@pytest.mark.parametrize("sheet", sorted(VARIANTS), ids=name_of)
def test_a_variant_gives_other_values_and_no_new_names(sheet):
    known = (
        TOKENS if sheet.is_relative_to(PUBLIC) else set(defined(STAFF / "theme.css"))
    )
    assert sorted(set(defined(sheet)) - known) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_sheet_uses_only_names_that_its_pages_know(sheet):
    known = set(TOKENS) | set(defined(sheet))
    if sheet.is_relative_to(STAFF):
        known |= DJANGOS | FROM_SCRIPTS | set(defined(STAFF / "theme.css"))
    assert sorted(used(sheet) - known) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_sheet_is_short_enough_to_read(sheet):
    assert len(sheet.read_text().splitlines()) <= 400


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_what_can_be_pressed_stands_where_the_document_has_it(sheet):
    """Tab goes by the document; a picture before its text is not met by it."""
    rules = re.findall(r"([^{}]+){([^{}]*)}", sheet.read_text())
    moved = [who.split("*/")[-1].strip() for who, how in rules if MOVES.search(how)]
    assert moved == []
