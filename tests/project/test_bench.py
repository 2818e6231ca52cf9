"""The benchmark runs from end to end; what it measures is no test's business."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

KINDS = [
    "home",
    "news, page 1",
    "news, page 2",
    "news of a topic",
    "post",
    "activities",
    "activities, page 2",
    "activities in Ukrainian",
    "activities of a type",
    "activity",
    "visits",
    "visit",
    "about",
    "page",
    "robots.txt",
]


@pytest.fixture(scope="module")
def table():
    """The lines that the program prints about a tiny site."""
    command = [sys.executable, "-m", "bench.pages", "--sizes", "150", "160"]
    done = subprocess.run(
        [*command, "--rounds", "1", "--requests", "3"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "BENCH_DATABASE_URL": os.environ["DATABASE_URL"]},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    heading = next(line for line in done.stdout.splitlines() if "plain" in line)
    return done.stdout.partition(heading)[2].splitlines()[1:]


def test_every_kind_of_page_has_its_line(table):
    assert [line[:24].strip() for line in table] == KINDS


def test_no_page_needs_more_queries_where_there_is_more(table):
    counts = [line[24:].split()[:2] for line in table]
    assert [small for small, large in counts] == [large for small, large in counts]
