"""A whole site is lost: a backup of it becomes one again, in an empty place."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from bench.drills.every_table import fill_every_table, rows_of_tables
from bench.drills.site import DrillSite, demand, wait_until
from bench.site import BASE_DIR, CantMeasure, run
from centre.local.postgres import _program, ends_with_parent

DEMO = (
    "import django; django.setup(); from django.utils import timezone; "
    "from centre.demo.loader import load_demo; load_demo(timezone.now())"
)
FILES = ("media/pictures/a.jpg", "media/sizes/a/b/card-400.avif")
PRIVATE_FILES = ("private/files/a.pdf", "private/files/b.mp4", "private/files/c.vtt")
HALF = "SELECT 1 FROM pg_tables WHERE tablename = 'restore_unfinished'"


def lost_site(site: DrillSite) -> str:
    """Every table and kind of file is backed up; restoring is killed, then done."""
    with _databases(site, "lost", "found") as (lost, found):
        before = _environment(site, lost, "lost")
        run(before, "manage.py", "migrate", "--verbosity=0")
        run(before, "-c", DEMO)
        empty = fill_every_table(lost)
        for name in FILES + PRIVATE_FILES:
            file = site.folder / "lost" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(name.encode())
        archive = Path(run(before, "manage.py", "back_up").split()[0])
        after = _environment(site, found, "found") | {
            "SECRET_KEY": before["SECRET_KEY"]
        }
        _refuse_what_was_changed(after, archive)
        _kill_half_way(site, after, archive)
        _empty(site, "found")
        restore = ("manage.py", "restore", str(archive), "--open-link")
        said = run(after, *restore)
        demand("it was restored", said.splitlines()[-1] == "Restored.")
        demand("a mailed link opens", "A mailed link opens." in said)
        rows = rows_of_tables(lost)
    demand("no table was empty", all(rows.values()))
    return (
        f"{sum(rows.values())} rows of {len(rows)} tables came back, {len(empty)} of "
        "which the demo leaves empty; half of it worked for nobody"
    )


def _environment(site: DrillSite, url: str, name: str) -> dict[str, str]:
    """Return the surroundings of another site beside the drill's own."""
    folder = site.folder / name
    programs = f"{Path(_program('pg_dump')).parent}{os.pathsep}"
    return site.environment | {
        "PATH": programs + site.environment["PATH"],
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(folder / "media"),
        "PRIVATE_ROOT": str(folder / "private"),
        "BACKUP_ROOT": str(site.folder / "backups"),
    }


@contextmanager
def _databases(site: DrillSite, *names: str) -> Iterator[list[str]]:
    """Give the addresses of empty databases beside the site's; drop them."""
    for name in names:
        _empty(site, name)
    try:
        yield [site.postgres.url.replace("/centre?", f"/{name}?") for name in names]
    finally:
        for name in names:
            site.sql(f"DROP DATABASE {name} WITH (FORCE)")


def _empty(site: DrillSite, name: str) -> None:
    site.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    site.sql(f"CREATE DATABASE {name} TEMPLATE template0")
    shutil.rmtree(site.folder / name, ignore_errors=True)


def _refuse_what_was_changed(after: dict[str, str], archive: Path) -> None:
    """Demand that an archive with one other byte touches nothing."""
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    _demand_refusal("is not what its checksum says", after, archive)
    archive.write_bytes(whole)


def _kill_half_way(site: DrillSite, after: dict[str, str], archive: Path) -> None:
    """`kill -9` of restoring while tables come back: nothing works on the half."""
    command = [sys.executable, "manage.py", "restore", str(archive)]
    process = subprocess.Popen(
        [*ends_with_parent("TERM"), *command],
        cwd=BASE_DIR,
        env=after,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_until("it is half there", lambda: _ask(after, HALF), every=0.02)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    demand("it is half there", _ask(after, HALF))
    half = "did not come to its end"
    _demand_failure(half, after, "manage.py", "db_worker", "--batch", "--no-reload")
    _demand_failure(half, after, "manage.py", "do_due_work")
    _demand_refusal("The database is not empty", after, archive)


def _ask(environment: dict[str, str], statement: str) -> Any:
    connection = psycopg2.connect(environment["DATABASE_URL"])
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()
    finally:
        connection.close()


def _demand_refusal(words: str, environment: dict[str, str], archive: Path) -> None:
    _demand_failure(words, environment, "manage.py", "restore", str(archive))


def _demand_failure(words: str, environment: dict[str, str], *command: str) -> None:
    """Demand that a command fails, and says so in these words."""
    said = "it went well"
    try:
        run(environment, *command)
    except CantMeasure as failure:
        said = str(failure)
    demand(f"{' '.join(command[:2])}: {words}", words in said)
