"""A line of a template fits on a screen, and an include says what it takes."""

import re

import pytest

from tests.project.test_templates import TEMPLATES

pytestmark = pytest.mark.once

MAX_LINE = 160  # characters
FOLDERS = ("events", "admin/events")


def test_no_line_of_a_template_is_too_long():
    long = [
        f"{file.relative_to(TEMPLATES)}:{number}"
        for file in sorted(TEMPLATES.rglob("*.*"))
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if len(line) > MAX_LINE
    ]
    assert long == []


def test_a_short_comment_ends_on_its_line():
    """Django shows one that goes on in the next line to the reader."""
    shown = [
        f"{file.relative_to(TEMPLATES)}:{number}"
        for file in sorted(TEMPLATES.rglob("*.*"))
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if re.search(r"{#(?!.*#})", line)
    ]
    assert shown == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_include_sees_only_what_it_is_given(folder):
    open_ones = [
        f"{file.relative_to(TEMPLATES)}: {tag}"
        for file in sorted((TEMPLATES / folder).rglob("*.html"))
        for tag in re.findall(r"{% include .*? %}", file.read_text())
        if not tag.endswith(" only %}")
    ]
    assert open_ones == []
