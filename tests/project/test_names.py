"""One name, one thing: what a module offers has a name of its own in its app."""

import ast
from collections import defaultdict

import pytest

from tests.project.test_tooling_repository import APPS, ROOT

pytestmark = pytest.mark.once

# Names that Django or its libraries look for in every module of a kind.
BY_CONVENTION = {"Command", "app_name", "logger", "register", "urlpatterns"}


def is_alias(node):
    """`Status = Registration.Status`: another module's name, kept short."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute)


def exported(tree):
    """The public names that a module defines at its top level."""
    for node in tree.body:
        if is_alias(node):
            continue
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [t.id for t in node.targets if isinstance(t, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            names = []
        yield from (n for n in names if not n.startswith("_"))


def test_what_counts_as_exported():
    code = "A = 1\nB: int = 2\n_C = 3\nD = E.F\ndef g(): ...\nclass H: ...\nI.j = 4\n"
    assert [*exported(ast.parse(code))] == ["A", "B", "g", "H"]


@pytest.mark.parametrize("app", APPS)
def test_an_exported_name_stands_for_one_thing_in_its_app(app):
    homes = defaultdict(list)
    for file in sorted((ROOT / app).rglob("*.py")):
        # A tag may be called in templates as what it prints is called in Python;
        # Django asks each language's formats for the same names.
        if {"migrations", "templatetags", "formats"} & set(file.parts):
            continue
        for name in set(exported(ast.parse(file.read_text()))) - BY_CONVENTION:
            homes[name].append(file.relative_to(ROOT).as_posix())
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}
