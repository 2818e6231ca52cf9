"""The benchmark runs from end to end; what it measures is no test's business."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

KINDS = [
    "home",
    "news, page 1",
    "news, page 2",
    "news, last page",
    "news, no such page",
    "news feed",
    "site map",
    "site map, a part",
    "news of a topic",
    "post",
    "activities",
    "activities, a later week",
    "activities of a month",
    "activities, chosen",
    "activities in Ukrainian",
    "activities of a type",
    "activity",
    "visits",
    "visit",
    "about",
    "page",
    "robots.txt",
]

COMPARED = ["home", "news, page 1", "post", "activities", "visits", "visit"]


def program(*arguments):
    """A program of `bench` on the tests' database server, ended in order."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "BENCH_DATABASE_URL": os.environ["DATABASE_URL"],
            "BENCH_TEMPLATE": os.environ.get("CENTRE_TEST_TEMPLATE", "template1"),
        },
        capture_output=True,
        text=True,
    )


def test_every_kind_of_page_has_its_line_and_as_many_queries_where_there_is_more():
    sizes = ["--sizes", "30", "34", "--rounds", "1", "--requests", "1"]
    done = program("bench.pages", *sizes, "--workers", "1")
    assert done.returncode == 0, done.stderr
    heading = next(line for line in done.stdout.splitlines() if "plain" in line)
    table, _, beside = done.stdout.partition(heading)[2].partition("\n\n")
    table = table.splitlines()[1:]
    assert [line[:24].strip() for line in table] == KINDS
    assert [line[:24].strip() for line in beside.splitlines()[2:]] == COMPARED
    counts = [line[24:].split()[:2] for line in table]
    assert [small for small, large in counts] == [large for small, large in counts]


def test_no_page_of_the_desk_needs_too_many_queries():
    done = program("bench.desk", "--delegations", "8", "--people", "3")
    lines = [line for line in done.stdout.splitlines() if " queries" in line]
    assert (done.returncode, len(lines)) == (0, 18), done.stderr


def test_every_list_of_the_desk_has_rows_and_none_needs_too_many_queries():
    done = program("bench.lists", "--rows", "20", "--requests", "1")
    lines = [line for line in done.stdout.splitlines() if " queries" in line]
    assert (done.returncode, len(lines)) == (0, 66), done.stderr
    assert [line for line in lines if " 0 rows" in line] == []


def test_no_question_needs_too_many_statements():
    done = program("bench.search", "--things", "40", "--requests", "1")
    lines = [line for line in done.stdout.splitlines() if " statements" in line]
    assert (done.returncode, len(lines)) == (0, 8), done.stderr


def test_what_nobody_expects_is_answered_without_an_error_of_ours():
    done = program("bench.fuzz", "--small", "--requests", "40", "--seed", "7")
    told = [line for line in done.stdout.splitlines() if " of 5xx" in line]
    none = ["0 answers of 5xx, 0 kinds of faults"]
    assert (done.returncode, told) == (0, none), done.stderr
