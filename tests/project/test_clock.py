"""When the tests run, and that the rules ask no other clock than they."""

import ast
import os
import re
import subprocess
import sys
from argparse import ArgumentTypeError
from datetime import UTC
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.due import do_due_work
from tests.builders import DAY, build_staff
from tests.clock import as_option, pytest_runtest_protocol
from tests.project.pages import PUBLIC_PAGES, build_site, page_url

ROOT = Path(__file__).resolve().parents[2]
READ_AT = timezone.now()
# Words by which PostgreSQL reads its clock, in SQL of any case.
DATABASE_CLOCK = re.compile(
    r"\bnow\(|\bcurrent_(date|time)(?!zone)|\blocaltime(stamp)?\b|\btimeofday\("
    r"|\b(clock|statement|transaction)_timestamp|\bage\([^,()]*\)"
    r"|'(now|today|tomorrow|yesterday)'::",
    re.IGNORECASE,
)


# --- The option ----------------------------------------------------------------------


def test_a_test_begins_at_the_moment_of_the_run(moment):
    begins = moment or timezone.now()
    assert (
        f"{timezone.now().astimezone(UTC):%F %R}" == f"{begins.astimezone(UTC):%F %R}"
    )


def test_modules_are_read_at_that_very_moment(moment):
    assert moment == READ_AT


def test_a_test_begins_with_nothing_cached(request):
    """What one in a later hour had cached would be fresh for all that follow."""
    cache.set("foot", "of another test's house", timeout=None)
    next(pytest_runtest_protocol(request.node))
    assert cache.get("foot") is None


def test_what_is_asked_later_is_later():
    first = timezone.now()
    assert timezone.now() > first


def run_at(text):
    """Collect one small file at a moment: (status, what is said of it)."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "tests/centre/text/test_sorting.py"),
            *("--collect-only", "-q", "-p", "no:cacheprovider", "--at", text),
        ],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr.partition("--at: ")[2].splitlines()[:1]


LEAVES_OPEN = "tomorrow is no moment like 2026-11-25T10:30+01:00"


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-10-25T02:30+01:00", (pytest.ExitCode.OK, [])),
        ("tomorrow", (pytest.ExitCode.USAGE_ERROR, [LEAVES_OPEN])),
    ],
)
def test_a_run_takes_a_moment_or_says_what_is_wrong_with_it(text, told):
    assert run_at(text) == told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "2026-10-25T02:30",
            "2026-10-25T02:30 has no offset; a moment is like 2026-11-25T10:30+01:00",
        ),
        ("tomorrow", LEAVES_OPEN),
    ],
)
def test_a_moment_that_leaves_something_open_is_refused(text, said):
    with pytest.raises(ArgumentTypeError) as refusal:
        as_option(text)
    assert str(refusal.value) == said


def test_now_is_a_moment_with_its_offset(time_machine):
    time_machine.move_to("2026-10-25T02:30+02:00", tick=False)
    assert as_option("now") == as_option("2026-10-25T00:30:00+00:00")


# --- The database's clock ------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT NOW()", True),
        ("WHERE starts_at > CURRENT_TIMESTAMP", True),
        ("DEFAULT statement_timestamp()", True),
        ("ends_at < current_date + 1", True),
        ("SELECT age(born)", True),
        ("DEFAULT 'now'::text", True),
        ('SELECT "known"(1)', False),
        ("WHERE starts_at > '2026-11-25'::timestamptz", False),
    ],
)
def test_the_words_of_the_databases_clock(sql, reads):
    assert bool(DATABASE_CLOCK.search(sql)) == reads


def asks_the_database(node):
    """Whether a piece of source code makes the database read its clock."""
    match node:
        case ast.Constant(value=str(text)):
            return bool(DATABASE_CLOCK.search(text))
        case ast.alias(name="Now") | ast.Attribute(attr="Now"):
            return True
        case _:
            return False


@pytest.mark.once
def test_no_source_names_the_databases_clock():
    """Migrations included, and what they give to the database as text."""
    found = [
        f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        for app in ("centre", "events", "news")
        for file in sorted((ROOT / app).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if asks_the_database(node)
    ]
    assert found == []


@pytest.mark.django_db
@pytest.mark.once
def test_nothing_kept_in_the_database_reads_its_clock():
    """Neither a default, a constraint, an index, a view nor a trigger's function."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
            UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT definition FROM pg_views WHERE schemaname = 'public'
            UNION ALL SELECT prosrc FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace
            """
        )
        kept = [definition for (definition,) in cursor]
    assert [sql for sql in kept if DATABASE_CLOCK.search(sql)] == []


@pytest.mark.django_db
@pytest.mark.once
def test_no_query_of_a_page_the_desk_or_the_due_work_reads_its_clock(client):
    build_site()
    with CaptureQueriesContext(connection) as asked:
        for name, kwargs in PUBLIC_PAGES.items():
            assert client.get(page_url(name, kwargs, "en")).status_code == 200
        client.force_login(build_staff())
        assert client.get("/en/admin/").status_code == 200
        for days in range(0, 60, 5):
            do_due_work(timezone.now() + days * DAY)
    assert [q["sql"] for q in asked if DATABASE_CLOCK.search(q["sql"])] == []
