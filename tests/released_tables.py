"""The tables of the last release, whose code must go on writing (docs/adr/0050).

With a release they are written anew, from the database of `make run`:

    CENTRE_ENV=local .venv/bin/python -m tests.released_tables
"""

import os
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings
from django.db import connection

FILE = Path(__file__).parent / "project" / "released_tables.txt"
MAY_BE_NULL = "?"


class Column(NamedTuple):
    """What the database asks of whoever inserts a row."""

    may_be_null: bool
    has_default: bool


Tables = dict[str, dict[str, Column]]


def tables() -> Tables:
    """Read every table of the database, with its columns."""
    found: Tables = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, column_name, is_nullable = 'YES',
                column_default IS NOT NULL OR is_identity = 'YES'
                OR is_generated = 'ALWAYS'
            FROM information_schema.columns
            WHERE table_schema = 'public'
            ORDER BY table_name, ordinal_position"""
        )
        for table, column, *facts in cursor.fetchall():
            found.setdefault(table, {})[column] = Column(*facts)
    return found


def spell(version: str, found: Tables) -> str:
    """Return the text of the file: a line for each table, `?` for what may be NULL."""
    lines = [f"# {version}"]
    for table, columns in found.items():
        names = [f"{n}{MAY_BE_NULL * c.may_be_null}" for n, c in columns.items()]
        lines.append(f"{table}: {' '.join(names)}")
    return "\n".join(lines) + "\n"


def read(text: str) -> tuple[str, dict[str, dict[str, bool]]]:
    """Return the release of the file, and which columns may be NULL, by table."""
    first, *lines = text.splitlines()
    found = {}
    for line in lines:
        table, _colon, names = line.partition(": ")
        found[table] = {
            name.removesuffix(MAY_BE_NULL): name.endswith(MAY_BE_NULL)
            for name in names.split()
        }
    return first.removeprefix("# "), found


def refused(before: dict[str, dict[str, bool]], now: Tables) -> list[str]:
    """Return why rows of the release before are refused now, each with its column.

    Django names every column of a row that it inserts, those with NULL too.
    """
    reasons = []
    for table, columns in before.items():
        present = now.get(table, {})
        reasons += [f"{table}.{n} is gone" for n in columns if n not in present]
        for name, column in present.items():
            if column.may_be_null:
                continue
            if columns.get(name, False):
                reasons.append(f"{table}.{name} may not be NULL any more")
            elif name not in columns and not column.has_default:
                reasons.append(f"{table}.{name} has no default")
    return reasons


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centre.settings")
    django.setup()
    FILE.write_text(spell(settings.CENTRE_VERSION, tables()))
