"""A row in every table, also in those that the demo content leaves empty.

What is in it means nothing: it has to come back out of a backup, through every
constraint and key that a table has. The database itself says what it asks for.
"""

from typing import Any

import psycopg2

# What a column of a type takes; a key takes a row of the table that it leads to.
OF_TYPE = {
    "ARRAY": "'{}'",
    "bigint": "1",
    "boolean": "false",
    "bytea": "''",
    "date": "now()",
    "integer": "1",
    "jsonb": "'{}'",
    "smallint": "1",
    "time without time zone": "now()",
    "timestamp with time zone": "now()",
    "uuid": "gen_random_uuid()",
}
TEXT = "'x'"
DOCUMENT = {"kind": "'pdf'", "language": "'pl'", "access": "''", "title_pl": TEXT}
# What a constraint asks for beyond that.
ASKED = {
    "centre_pagedocument": DOCUMENT,
    "news_postdocument": DOCUMENT,
    "centre_previewlink": {"ends_at": "now() + interval '1 day'"},
    "centre_recording": {"captions_pl": TEXT},
    "events_delegatechange": {"kind": "'add'"},
    "events_retentionrun": {"previous_hash": "''"},  # the ledger begins with it
}
COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO'
        AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'"""
KEYS = """
    SELECT a.attname, k.confrelid::regclass::text, b.attname
    FROM pg_constraint k
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND k.conrelid = %s::regclass"""


class StillEmpty(Exception):
    """A table that has no row, and why; `ASKED` is where to say what it takes."""


def rows_of_tables(url: str) -> dict[str, int]:
    """Return how many rows each table has."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        return {name: _count(cursor, name) for name in sorted(names)}


def fill_every_table(url: str) -> list[str]:
    """Give each table that is empty one row; return which these were.

    Raises StillEmpty where the database refuses it.
    """
    empty = [name for name, number in rows_of_tables(url).items() if not number]
    left, refusals = empty, {}
    with psycopg2.connect(url) as connection:
        while left:
            refusals = {name: why for name in left if (why := _fill(connection, name))}
            if len(refusals) == len(left):  # not for want of rows that keys lead to
                raise StillEmpty(str(refusals))
            left = [*refusals]
    return empty


def _fill(connection: Any, table: str) -> str:
    """Insert a row; return why it is refused, "" where it is not."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [table])
        keys = {name: f"(SELECT {to} FROM {of} LIMIT 1)" for name, of, to in cursor}  # noqa: S608 - our tables
        cursor.execute(COLUMNS, [table])
        values = {
            name: keys.get(name) or OF_TYPE.get(kind, TEXT) for name, kind in cursor
        }
        values |= ASKED.get(table, {})
        names = ", ".join(f'"{name}"' for name in values)
        given = f"({names}) VALUES ({', '.join(values.values())})"
        cursor.execute("SAVEPOINT a_row")
        try:
            cursor.execute(f"INSERT INTO {table} {given}")
        except psycopg2.Error as refusal:
            cursor.execute("ROLLBACK TO a_row")
            return str(refusal).splitlines()[0]
    return ""


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our tables
    return int(cursor.fetchone()[0])
