"""What the documents say of settings, files and commands is so."""

import ast
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings

from tests.project.test_tooling_repository import ROOT, modules

pytestmark = pytest.mark.once

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
READERS = {"_required", "str", "bool", "int", "list", "cache_url", "get", "getenv"}


def name_in(document):
    return str(document.relative_to(ROOT))


# --- Environment variables ------------------------------------------------------------


def variables_read(source):
    """The names in `env.str("X")`, `_required("X")`, `os.environ["X"]` and the like."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            owner, name = _called(node.func), node.args[0]
        elif isinstance(node, ast.Subscript):
            owner, name = _called(node.value) == "environ", node.slice
        else:
            continue
        if owner and isinstance(name, ast.Constant):
            yield name.value


def _called(function):
    """The last word of what is called, if it reads the environment; else ""."""
    match function:
        case ast.Name(id="_required" as word):
            return word
        case ast.Attribute(attr="environ" as word, value=ast.Name(id="os")):
            return word
        case ast.Attribute(attr=word, value=ast.Name(id="env")) if word in READERS:
            return word
        case ast.Attribute(attr="get", value=value) if _called(value) == "environ":
            return "get"
    return ""


def test_every_way_of_reading_a_variable_is_seen():
    source = """
a = env.str("A", "x"), env.bool("B"), _required("C"), os.environ["D"]
b = os.environ.get("E"), env.cache_url("F", default="x")
c = settings.get("G"), values["H"], env.db_url_config(url), _required(name)
"""
    assert sorted(variables_read(source)) == ["A", "B", "C", "D", "E", "F"]


def test_the_table_of_variables_is_what_the_code_reads():
    read = {
        variable
        for _name, file in modules()
        for variable in variables_read(file.read_text())
    }
    table = (ROOT / "docs" / "deployment.md").read_text()
    documented = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)
    assert sorted(documented) == sorted(read)


def test_what_production_must_have_is_marked():
    source = (ROOT / "centre" / "settings.py").read_text()
    required = set(re.findall(r"""_required\("([A-Z_]+)"\)""", source))
    table = (ROOT / "docs" / "deployment.md").read_text()
    marked = re.findall(r"^\| `([A-Z_]+)` \| \*must\*", table, re.MULTILINE)
    assert sorted(marked) == sorted(required)


# --- Days of retention ----------------------------------------------------------------


def retention_rows(text):
    """The rows of the table of what goes when: (settings named, days said)."""
    table = text.partition("| what | setting | after |")[2].partition("\n\n")[0]
    for row in table.splitlines()[2:]:
        _what, names, after, _then = row.strip("| ").split(" | ")
        days = [int(number) for number in re.findall(r"\b(\d+) days?\b", after)]
        yield tuple(re.findall(r"`(\w+)`", names)), tuple(days)


def test_a_row_of_the_table_of_retention_is_read():
    text = """
| what | setting | after | is then |
| --- | --- | --- | --- |
| one | `a` | 1 day after the visit | gone |
| two | `b`, `c` | 7 days after a refusal, else 30 days after all | gone |
| three | `d` | at once | gone |

| more | `e` | 9 days | gone |
"""
    assert list(retention_rows(text)) == [
        (("a",), (1,)),
        (("b", "c"), (7, 30)),
        (("d",), ()),
    ]


def test_the_days_in_the_document_on_privacy_are_those_of_the_settings():
    rows = list(retention_rows((ROOT / "docs" / "privacy.md").read_text()))
    kept = settings.CENTRE_RETENTION
    set_days = [tuple(kept[name] for name in names if kept[name]) for names, _d in rows]
    assert [days for _names, days in rows] == set_days
    assert {name for names, _days in rows for name in names} == set(kept)


# --- Links ----------------------------------------------------------------------------


def heading_names(document):
    """The anchors of a document's headings, as code hosts make them."""
    text = FENCE.sub("", document.read_text())
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def leads_somewhere(document, target):
    path, _, anchor = target.partition("#")
    file = (document.parent / unquote(path)).resolve() if path else document
    if not file.is_relative_to(ROOT) or not file.exists():
        return False
    return not anchor or anchor in heading_names(file)


def test_every_link_leads_to_a_file_of_the_repository():
    broken = [
        f"{name_in(document)}: {target}"
        for document in DOCUMENTS
        for target in re.findall(
            r"\]\(([^)\s]+)\)", FENCE.sub("", document.read_text())
        )
        if not target.startswith(("https://", "mailto:"))
        and not leads_somewhere(document, target)
    ]
    assert broken == []


def test_every_picture_is_described_and_light():
    pictures = [
        (name_in(document), alt, document.parent / target)
        for document in DOCUMENTS
        for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", document.read_text())
    ]
    assert [(name, file) for name, alt, file in pictures if len(alt) < 10] == []
    assert [file for _, _, file in pictures if file.stat().st_size > 200_000] == []


def test_every_picture_is_used():
    used = {
        (document.parent / target).resolve()
        for document in DOCUMENTS
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", document.read_text())
    }
    stored = {
        file for kind in ("png", "webp") for file in (ROOT / "docs").rglob(f"*.{kind}")
    }
    assert stored == used


# --- Commands and paths ---------------------------------------------------------------


def code_in(document):
    """What a document sets as code: blocks, and words between backticks."""
    text = document.read_text()
    return FENCE.findall(text) + re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def test_every_make_target_exists():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        target
        for document in DOCUMENTS
        for code in code_in(document)
        for target in re.findall(r"\bmake ([a-z]+)", code)
    }
    assert sorted(named - targets) == []
    assert named >= {"run", "test", "check"}


def test_every_management_command_exists():
    from django.core.management import get_commands

    named = {
        command
        for document in DOCUMENTS
        for code in code_in(document)
        for command in re.findall(r"manage\.py ([a-z_]+)", code)
    }
    assert sorted(named - set(get_commands())) == []
    assert named >= {"migrate", "db_worker", "do_due_work"}


def test_every_path_of_the_code_exists():
    """A path between backticks that begins like one of ours has a file."""
    ours = re.compile(
        r"(?:centre|news|events|templates|static|tests|docs|bench|\.ci)/[\w./-]*"
    )
    missing = [
        f"{name_in(document)}: {path}"
        for document in DOCUMENTS
        for code in code_in(document)
        if ours.fullmatch(path := code.strip()) and not Path(ROOT, path).exists()
    ]
    assert missing == []


# --- The whole ------------------------------------------------------------------------


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 100


def test_every_document_is_reached_from_the_readme():
    """By links, from one to the next; a folder stands for what is in it."""
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in seen:
            continue
        seen.add(document)
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text()):
            path = (document.parent / target).resolve()
            waiting += sorted(path.glob("*.md")) if path.is_dir() else []
            waiting += [path] if path.suffix == ".md" and path.exists() else []
    assert [name_in(d) for d in DOCUMENTS if d not in seen] == []
