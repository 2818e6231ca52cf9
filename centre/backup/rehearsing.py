"""Restoring a backup beside the site, to know that it can be done."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from centre.backup.programs import VARIABLES, ProgramFailed, failure_of

ENDING = "_rehearsal"
# What the address of a database says of its server.
OF_SERVER = [name for name in VARIABLES if name not in {"user", "password", "dbname"}]


def rehearse(archive: Path, identity: Path | None) -> str:
    """Restore a backup into a database and folders of its own; return what was said.

    It is done by another process, which knows nothing of the real database. All is
    deleted afterwards.

    Raises ProgramFailed.
    """
    command = [sys.executable, "manage.py", "restore", str(archive), "--open-link"]
    if identity:
        command += ["--identity", str(identity)]
    folder = settings.CENTRE_BACKUP_ROOT
    with (
        _database_beside() as url,
        tempfile.TemporaryDirectory(dir=folder, suffix=".part") as work,
    ):
        environment = {
            "DATABASE_URL": url,
            "MEDIA_ROOT": f"{work}/media",
            "PRIVATE_ROOT": f"{work}/private",
            # What the purge deletes there may be in use here, under the same name.
            "MEDIA_BUCKET": "",
            "PRIVATE_BUCKET": "",
        }
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise ProgramFailed(failure_of("restore", done.stderr))
    return done.stdout


@contextmanager
def _database_beside() -> Iterator[str]:
    """Make an empty database on the same server, and give its URL; drop it after."""
    name = connection.settings_dict["NAME"] + ENDING
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
        cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
    try:
        yield _url_of(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted}")


def _url_of(database: str) -> str:
    """Return the URL of another database of the same server and user."""
    parameters = connection.get_connection_params()
    user = quote(str(parameters.get("user", "")), safe="")
    if password := parameters.get("password"):
        user += f":{quote(password, safe='')}"
    server = {key: parameters[key] for key in OF_SERVER if parameters.get(key)}
    at = f"{user}@" if user else ""
    return f"postgresql://{at}/{database}?{urlencode(server)}"
