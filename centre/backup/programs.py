"""The programs of others that a backup is made with: PostgreSQL's own, and age."""

import os
import subprocess
from typing import Any

from django.db import connection

# What PostgreSQL's programs read of a connection, by the name that psycopg calls it.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


class ProgramFailed(Exception):
    """A program did not do its work; the message is one sentence for people."""


def database_environment() -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs find our database.

    A password is never an argument, because every user of a machine sees those.
    """
    parameters: dict[str, Any] = connection.get_connection_params()
    found = {
        variable: str(parameters[name])
        for name, variable in VARIABLES.items()
        if parameters.get(name)
    }
    return {**os.environ, **found}


def run_program(*command: str) -> None:
    """Run a program on our database to its end.

    Raises ProgramFailed with the last line that it wrote.
    """
    try:
        done = subprocess.run(
            command, env=database_environment(), capture_output=True, text=True
        )
    except FileNotFoundError:
        raise ProgramFailed(f"There is no program {command[0]} here.") from None
    if done.returncode:
        raise ProgramFailed(failure_of(command[0], done.stderr))


def failure_of(program: str, said: str) -> str:
    """Return in one sentence that a program failed, with the last line it wrote."""
    lines = said.strip().splitlines() or ["it said nothing"]
    return f"{program} failed: {lines[-1]}"
