"""One style sheet for the public pages, made of all of the short ones."""

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finder

from centre.web import sheets

pytestmark = pytest.mark.once

SHORT = {
    "tokens": "/* Names */\n@layer a, b;\n",
    "dark": "p {\n  color: red; /* in\n  the dark */\n}\n",
    "print": "@page {\n\n  margin: 0;\n}\n",
}


@pytest.fixture
def short(settings, tmp_path, monkeypatch):
    settings.BASE_DIR = tmp_path
    folder = tmp_path / "static" / "css"
    folder.mkdir(parents=True)
    for name, text in SHORT.items():
        (folder / f"{name}.css").write_text(text)
    monkeypatch.setattr(
        sheets, "SHEETS", {"tokens": "", "dark": "(dark)", "print": "print"}
    )
    return folder


def test_the_sheets_follow_one_another_each_for_its_medium(short):
    assert sheets.site_sheet() == (
        "@layer a, b;\n"
        "@media (dark) {\np {\ncolor: red;\n}\n}\n"
        "@media print {\n@page {\nmargin: 0;\n}\n}\n"
    )


def test_it_is_found_and_collected_as_it_is_now(short):
    finder = get_finder("centre.web.sheets.SiteSheet")
    for colour in ("red", "blue"):
        (short / "dark.css").write_text(f"p {{ color: {colour} }}")
        with open(finders.find("css/site.css")) as file:
            assert f"color: {colour}" in file.read()
        [(name, storage)] = finder.list([])
        with storage.open(name) as file:
            assert f"color: {colour}".encode() in file.read()
    assert finder.find("css/other.css") == []


def test_no_sheet_is_left_out(settings):
    folder = settings.BASE_DIR / "static" / "css"
    own = {"embed"}  # of the page that partners frame
    assert {file.stem for file in folder.glob("*.css")} - own == set(sheets.SHEETS)
