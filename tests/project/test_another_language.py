"""A language written from right to left is added by configuration alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]


def run(*command):
    """Run a command of the project with one more language in its settings."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    env["DJANGO_SETTINGS_MODULE"] = "tests.settings_rtl"
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True
    )


def test_every_page_is_right_in_the_new_language(pytestconfig):
    """The page suite once more; tables are made from the models, `ar` included."""
    suite = ["tests/project/test_pages.py", "-p", "no:cacheprovider", "-p", "no:xdist"]
    suite += ["--no-migrations", "--at", pytestconfig.option.at]
    done = run("-m", "pytest", *suite, "-k", "-ar] or [ar")
    summary = done.stdout.strip().splitlines()[-1]
    assert done.returncode == 0, done.stdout[-4000:]
    assert int(re.search(r"(\d+) passed", summary)[1]) == 12


def test_its_columns_are_one_migration_away():
    done = run("-W", "ignore", "manage.py", "makemigrations", "--dry-run", "-v", "1")
    assert done.returncode == 0, done.stderr
    added = re.findall(r"\+ Add field (\w+_ar) to (?!historical)(\w+)", done.stdout)
    assert ("title_ar", "post") in added
    assert not re.findall(
        r"- |~ Alter field", done.stdout.replace("- Remove constraint", "")
    )
