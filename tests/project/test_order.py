"""Imports run one way, by the table in docs/architecture.md."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
APPS = ("centre", "news", "events")
# Neither knows the other, wherever they stand in the table.
STRANGERS = {("news", "events"), ("events", "news")}


def read_order():
    """The table: a path without its ending -> its line, 0 for the first."""
    document = (ROOT / "docs" / "architecture.md").read_text()
    table = re.search(r"## The order\n.*?```text\n(.*?)```", document, re.DOTALL)
    lines = table.group(1).splitlines()
    return {path: number for number, line in enumerate(lines) for path in line.split()}


ORDER = read_order()


def place_of(path):
    """What the table calls a path: the longest entry that it lies in, or None."""
    parts = path.split("/")
    for length in range(len(parts), 0, -1):
        if "/".join(parts[:length]) in ORDER:
            return "/".join(parts[:length])
    return None


def is_against_the_order(path, imported):
    """Whether a file may not import another one; both without their endings."""
    if (path.split("/")[0], imported.split("/")[0]) in STRANGERS:
        return True
    mine, other = place_of(path), place_of(imported)
    if mine is None or other is None:  # nobody said where it stands
        return True
    return mine != other and ORDER[other] >= ORDER[mine]


@cache
def files():
    """Every file with code in it but the migrations: (path without ending, tree)."""
    found = []
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            path = file.relative_to(ROOT).with_suffix("").as_posix()
            if "migrations" in file.parts:
                continue
            tree = ast.parse(file.read_text())
            if not all(isinstance(node, ast.Expr) for node in tree.body):
                found.append((path.removesuffix("/__init__"), tree))
    return found


def is_ours(module):
    return module.split(".")[0] in APPS


def named_by(node):
    """The modules of ours that an import names, as paths; a package's own file too."""
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "name the module in full"
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    for name in filter(is_ours, names):
        path = name.replace(".", "/")
        is_module = (ROOT / f"{path}.py").exists() or (ROOT / path).is_dir()
        yield path if is_module else path.rpartition("/")[0]


def imports_of(tree):
    return {path for node in ast.walk(tree) for path in named_by(node)}


def imports_inside_functions(tree):
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return [
        path
        for function in ast.walk(tree)
        if isinstance(function, functions)
        for node in ast.walk(function)
        for path in named_by(node)
    ]


@pytest.mark.parametrize(
    ("path", "imported", "refused"),
    [
        ("events/models/visits", "events/models/activities", False),
        ("events/places/queue", "events/models/visits", False),
        ("events/models/visits", "events/places/queue", True),
        ("events/registrations/form/views", "events/registrations/fields", False),
        ("events/registrations/form/views", "events/registrations/staff/admin", True),
        ("events/onsite/views", "events/activities/views", True),
        ("centre/site/views", "events/models/visits", False),
        ("centre/web/caching", "events/models/visits", True),
        ("news/models", "events/models/visits", True),
        ("events/urls", "news/models", True),
    ],
)
def test_the_rule_of_imports(path, imported, refused):
    assert is_against_the_order(path, imported) == refused


def test_an_import_inside_a_function_is_found():
    tree = ast.parse("def view():\n    from events.models import StudyVisit\n")
    assert imports_inside_functions(tree) == ["events/models"]


def test_every_file_has_a_line():
    assert [path for path, _tree in files() if place_of(path) is None] == []


def test_every_line_has_a_file():
    kept = {place_of(path) for path, _tree in files()}
    assert sorted(ORDER.keys() - kept) == []


def test_imports_run_one_way():
    wrong = [
        f"{path} imports {imported}"
        for path, tree in files()
        for imported in sorted(imports_of(tree))
        if is_against_the_order(path, imported)
    ]
    assert wrong == []


def test_no_import_hides_inside_a_function():
    hidden = [(path, imports_inside_functions(tree)) for path, tree in files()]
    assert [(path, names) for path, names in hidden if names] == []


def reached_from(start, imports):
    """All that a path imports, and what that imports, to the end."""
    reached, waiting = set(), [start]
    while waiting:
        found = imports.get(waiting.pop(), set()) - reached
        reached |= found
        waiting += found
    return reached


def test_what_an_import_imports_is_reached():
    imports = {"purge": {"figures"}, "figures": {"views", "purge"}, "admin": {"site"}}
    assert reached_from("purge", imports) == {"figures", "views", "purge"}


def test_what_runs_by_the_clock_reaches_no_view():
    imports = {path: imports_of(tree) for path, tree in files()}
    clock = [path for path in imports if re.match(r"events/(privacy/|due$)", path)]
    views = [
        f"{path} reaches {reached}"
        for path in clock
        for reached in sorted(reached_from(path, imports))
        if re.search(r"(/|_)views?$", reached)
    ]
    assert "events/privacy/purge" in clock
    assert "events/due" in clock
    assert views == []


def test_the_root_of_events_stays_small():
    """A subject's module stands in its folder; the root has Django's own names."""
    modules = {f.stem for f in (ROOT / "events").glob("*.py")} - {"__init__"}
    assert len(modules) <= 8
