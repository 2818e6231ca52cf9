"""A database with every migration applied, made once for each state of the code.

Migrating takes longer than many a run of tests does. So a cluster in which it is done
is kept beside pytest's cache, each run starts a copy of it, and each process that runs
tests takes a copy of its database. Any change of the code makes it anew.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import psycopg2

from centre.local.postgres import LocalPostgres

DATABASE = "migrated"
FOLDERS = ("centre", "events", "news")
MAX_KEPT = 3  # tests run tests with other settings


def start_migrated(server: LocalPostgres, base_dir: Path, cache: Path) -> None:
    """Start a server that has `DATABASE`; `cache` is a folder for the kept cluster."""
    kept = cache / _state_of(base_dir)
    if not _copy(kept, server.data):
        _make(server, base_dir, kept)
    server.start()


def _make(server: LocalPostgres, base_dir: Path, kept: Path) -> None:
    """Make the cluster of a server that is not started yet, and keep a copy of it."""
    server.start()
    try:
        _migrate(server, base_dir)
    finally:
        server.stop()
    others = sorted(kept.parent.iterdir(), key=lambda folder: folder.stat().st_mtime)
    for older in others[: 1 - MAX_KEPT]:
        shutil.rmtree(older, ignore_errors=True)
    new = kept.with_name(f"new-{os.getpid()}")
    if _copy(server.data, new):
        with suppress(OSError):  # another run was here first
            new.rename(kept)
        shutil.rmtree(new, ignore_errors=True)


def _state_of(base_dir: Path) -> str:
    """Return a name for all that migrations can depend on."""
    state = sha256(os.environ["DJANGO_SETTINGS_MODULE"].encode())
    files = [base_dir / "requirements.txt", base_dir / "requirements-local.txt"]
    for folder in FOLDERS:
        files += sorted((base_dir / folder).rglob("*.py"))
    for file in files:
        state.update(f"{file.relative_to(base_dir)}\0".encode() + file.read_bytes())
    return state.hexdigest()[:32]


def _migrate(server: LocalPostgres, base_dir: Path) -> None:
    connection = psycopg2.connect(server.url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    url = server.url.replace("@/centre?", f"@/{DATABASE}?")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0", "--no-input"],
        cwd=base_dir,
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )


def _copy(cluster: Path, to: Path) -> bool:
    """Copy a cluster that is stopped; its files stay those of the server's user.

    Returns False, with nothing left behind, where it is not there or is being deleted.
    """
    command = [shutil.which("cp") or "cp", "-a", str(cluster), str(to)]
    done = cluster.exists() and subprocess.run(command).returncode == 0
    if not done:
        shutil.rmtree(to, ignore_errors=True)
    return done
