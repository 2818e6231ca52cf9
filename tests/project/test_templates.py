"""Templates stand where the code that renders them stands, under literal names."""

import ast
import re

import pytest

from tests.project.test_tooling_repository import ROOT, modules

pytestmark = pytest.mark.once

TEMPLATES = ROOT / "templates"
# Found by Django and by libraries under names of their own.
FOUND_BY_NAME = re.compile(
    r"(403|403_csrf|404|429|500)\.html|(admin|auth|simple_history|django)/(?!events/).*"
)

# Templates of ours; others come with Django and its packages.
OUR_FOLDERS = ("admin/events/", "centre/", "events/", "includes/", "mail/", "news/")


def template_names(text):
    return set(re.findall(r"""["']([\w/]+\.(?:html|txt|xml))["']""", text))


def all_templates():
    return {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*")
        if path.is_file()
    }


def built_names(tree):
    """Names of templates that are put together from pieces."""
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr | ast.BinOp)
        and re.search(r"\.(html|txt)'", ast.unparse(node))
    ]


def test_every_template_is_named_literally_somewhere():
    named = set()
    for _name, file in modules():
        named |= template_names(file.read_text())
    for name in all_templates():
        named |= template_names((TEMPLATES / name).read_text())
    unnamed = {name for name in all_templates() if not FOUND_BY_NAME.fullmatch(name)}
    assert sorted(unnamed - named) == []


def test_every_name_of_a_template_has_a_file():
    there = all_templates()
    missing = [
        f"{where.relative_to(ROOT)}: {name}"
        for where in [*TEMPLATES.rglob("*.html"), *(file for _n, file in modules())]
        for name in template_names(where.read_text())
        if name.startswith(OUR_FOLDERS) and name not in there
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('render(request, f"events/{name}.html")', 1),
        ('render(request, "events/" + name + ".html")', 1),
        ('render(request, "events/a.html")', 0),
    ],
)
def test_a_name_that_is_put_together_is_seen(code, found):
    assert bool(built_names(ast.parse(code))) == bool(found)


def test_no_name_of_a_template_is_put_together():
    built = [
        f"{name}: {piece}"
        for name, file in modules()
        for piece in built_names(ast.parse(file.read_text()))
    ]
    assert built == []


def test_days_are_written_by_the_house_and_by_no_format_of_djangos():
    """So that the desk writes them as the site does, in each language."""
    found = {
        name: formats
        for name in all_templates()
        if (formats := re.findall(r"\w+_FORMAT", (TEMPLATES / name).read_text()))
    }
    assert found == {}
