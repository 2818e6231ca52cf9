"""Which backups are kept, where they are, and making a new one."""

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from centre.backup.archives import (
    ENCRYPTED,
    checksum_file,
    files_in,
    folders,
    sha256_of,
    write_archive,
)
from events.models import ErasedAddress

DAILY, WEEKLY, MONTHLY = 7, 4, 12
STAMP = "%Y%m%dT%H%M%SZ"  # UTC
NAME = re.compile(r"centre-(\d{8}T\d{6}Z)\.tar(\.age)?")
PART = ".part"
ERASED = "erased.json"
# What has to be free besides what a backup takes, as a part of that.
SPARE = 0.1


class CantBackUp(Exception):
    """Why no backup is made; the message is one sentence for people."""


def make_backup(at: datetime) -> Path:
    """Make a backup at a moment (aware), and delete those that no rule keeps.

    It gets its name when it is whole, and its owner alone may read it, whatever the
    umask: a container has none of ours. Of two at once the second is refused.

    Raises CantBackUp, ProgramFailed.
    """
    root = settings.CENTRE_BACKUP_ROOT
    root.mkdir(mode=0o750, parents=True, exist_ok=True)
    with _for_the_owner_alone(), _only_one(root):
        _forget_parts(root)
        _require_room(root)
        name = f"centre-{at.astimezone(UTC).strftime(STAMP)}.tar"
        target = root / (name + (ENCRYPTED if settings.CENTRE_BACKUP_RECIPIENT else ""))
        part = target.with_name(target.name + PART)
        with tempfile.TemporaryDirectory(suffix=PART, dir=root) as work:
            write_archive(part, Path(work), at)
        _write_checksum(part, target)
        part.rename(target)
        note_erased(root)
        _delete_all_but_kept(root)
    return target


def backups(root: Path) -> list[Path]:
    """Return all whole backups in a folder, the newest first."""
    found = [file for file in root.iterdir() if NAME.fullmatch(file.name)]
    return sorted(found, key=made_at, reverse=True)


def made_at(archive: Path) -> datetime:
    """Return when a backup was made (aware), by its name."""
    match = NAME.fullmatch(archive.name)
    assert match  # noqa: S101
    return datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """Return the moments to keep: the last of each day, week and month in Kraków.

    Of the newest 7 days, 4 weeks (from Monday) and 12 months that have any.
    """
    newest_first = sorted(moments, reverse=True)
    chosen: set[datetime] = set()
    for form, number in (("%Y-%m-%d", DAILY), ("%G-%V", WEEKLY), ("%Y-%m", MONTHLY)):
        last_of: dict[str, datetime] = {}
        for moment in newest_first:
            last_of.setdefault(timezone.localtime(moment).strftime(form), moment)
        chosen.update([*last_of.values()][:number])
    return chosen


def note_erased(root: Path) -> None:
    """Add to the list beside the backups who was erased on request, by keyed hashes.

    It is no part of a backup, so that each restores with the newest list.
    """
    known = {(row["hash"], row["at"]) for row in read_erased(root)["rows"]}
    known |= {
        (row.address_hash, row.at.isoformat()) for row in ErasedAddress.objects.all()
    }
    oldest = timezone.now() - timedelta(
        days=settings.CENTRE_RETENTION["erased_addresses"]
    )
    rows = [
        {"hash": address, "at": at}
        for address, at in sorted(known, key=lambda row: row[1])
        if datetime.fromisoformat(at) > oldest
    ]
    new = root / (ERASED + PART)
    noted = {"noted_at": timezone.now().isoformat(), "rows": rows}
    new.write_text(json.dumps(noted, indent=1))
    new.rename(root / ERASED)


def read_erased(root: Path) -> dict:
    """Read the list beside the backups; an empty one where there is none."""
    try:
        return json.loads((root / ERASED).read_text())
    except FileNotFoundError:
        return {"noted_at": None, "rows": []}


@contextmanager
def _for_the_owner_alone() -> Iterator[None]:
    """Have what this process and its programs write be readable by no other user."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _only_one(root: Path) -> Iterator[None]:
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CantBackUp("Another backup is being made.") from None
        yield


def _forget_parts(root: Path) -> None:
    """Delete what backups that were killed left."""
    for left in root.glob(f"*{PART}"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def _require_room(root: Path) -> None:
    """Refuse where the disk is too small for the dump, apart and in the archive.

    Raises CantBackUp.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (database,) = cursor.fetchone()
    uploads = sum(map(_bytes_in, folders().values()))
    needed = round((2 * database + uploads) * (1 + SPARE))
    free = shutil.disk_usage(root).free
    if free < needed:
        raise CantBackUp(
            f"{root} has {free // 10**6} MB free, and a backup may take "
            f"{needed // 10**6} MB."
        )


def _bytes_in(folder: Path) -> int:
    total = 0
    for file in files_in(folder):
        with suppress(FileNotFoundError):  # swept in this moment
            total += file.stat().st_size
    return total


def _write_checksum(part: Path, target: Path) -> None:
    checksum_file(target).write_text(f"{sha256_of(part)}  {target.name}\n")


def _delete_all_but_kept(root: Path) -> None:
    """Delete what no rule keeps; the checksum goes last."""
    found = backups(root)
    chosen = kept(map(made_at, found))
    for archive in found:
        if made_at(archive) not in chosen:
            archive.unlink()
            checksum_file(archive).unlink(missing_ok=True)
