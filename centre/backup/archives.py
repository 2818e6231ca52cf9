"""One file that holds all that can't be made again.

It is a tar: the database as pg_dump's own format, both folders of uploads, and last a
manifest of what has to be in it. With a recipient it is encrypted by age, so that the
server can write backups and not read them. A file `….sha256` beside it is in the form
of sha256sum.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, transaction

from centre.backup.programs import ProgramFailed, failure_of, run_program
from events.links.tokens import keyed_hash

DUMP, MANIFEST = "database.dump", "manifest.json"
# What the archive calls the folders of uploads.
MEDIA, PRIVATE = "media", "private"
ENCRYPTED = ".age"
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What an archive holds, to be compared after it was restored."""

    made_at: str  # ISO 8601, UTC
    version: str
    key_check: str  # the same for the same SECRET_KEY
    rows: dict[str, int]
    files: dict[str, int]  # of each folder, how many
    dump_sha256: str


def folders() -> dict[str, Path]:
    """Return the folders of uploads by their names in an archive."""
    return {MEDIA: Path(settings.MEDIA_ROOT), PRIVATE: Path(settings.PRIVATE_ROOT)}


def files_in(folder: Path) -> list[Path]:
    """Return the files in a folder of uploads, and in those inside it."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def key_check() -> str:
    """Return what tells whether SECRET_KEY is that of a backup, and nothing else."""
    return keyed_hash("backup")


def count_rows() -> dict[str, int]:
    """Count the rows of every table, as the current transaction sees them."""
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 - our tables
            counts[table] = cursor.fetchone()[0]
    return counts


def write_archive(target: Path, work: Path, made_at: datetime) -> Manifest:
    """Write an archive of the site as it is; `work` is an empty folder for the dump.

    The dump and the counts are of one moment. Files follow: what nobody uses any more
    is kept for a day, so that every file which the dump names is still there.

    Raises ProgramFailed.
    """
    dump = work / DUMP
    rows = _dump_database(dump)
    with _written(target) as stream, tarfile.open(fileobj=stream, mode="w|") as archive:
        archive.add(dump, DUMP)
        files = {name: _add_folder(archive, name, f) for name, f in folders().items()}
        manifest = Manifest(
            made_at=made_at.isoformat(),
            version=settings.CENTRE_VERSION,
            key_check=key_check(),
            rows=rows,
            files=files,
            dump_sha256=sha256_of(dump),
        )
        text = json.dumps(asdict(manifest), indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(text)
        archive.addfile(member, BytesIO(text))
    return manifest


@transaction.atomic
def _dump_database(dump: Path) -> dict[str, int]:
    """Dump the database, and count its rows in the very same state.

    It takes as long as it takes, whatever the role's own limits are.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    rows = count_rows()
    run_program(
        "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}"
    )
    return rows


def _add_folder(archive: tarfile.TarFile, name: str, folder: Path) -> int:
    """Add the files of a folder; return how many there were."""
    count = 0
    for file in files_in(folder):
        try:
            archive.add(file, f"{name}/{file.relative_to(folder)}")
        except FileNotFoundError:
            continue  # swept in this moment, so that nothing names it
        count += 1
    return count


@contextmanager
def _written(target: Path) -> Iterator[IO[bytes]]:
    """Give a stream into a file, through age where there is a recipient."""
    with target.open("wb") as file:
        if not settings.CENTRE_BACKUP_RECIPIENT:
            yield file
            return
        command = ["age", "--encrypt", "--recipient", settings.CENTRE_BACKUP_RECIPIENT]
        with _age(command, stdin=subprocess.PIPE, stdout=file) as age:
            assert age.stdin is not None  # noqa: S101
            yield age.stdin


@contextmanager
def opened(archive: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """Give a stream out of an archive, decrypted by the key in the file `identity`.

    Raises ProgramFailed where the key is missing or another one.
    """
    with archive.open("rb") as file:
        if archive.suffix != ENCRYPTED:
            yield file
            return
        if identity is None:
            raise ProgramFailed(f"{archive.name} is encrypted: name the key's file.")
        command = ["age", "--decrypt", "--identity", str(identity)]
        with _age(command, stdin=file, stdout=subprocess.PIPE) as age:
            assert age.stdout is not None  # noqa: S101
            yield age.stdout


@contextmanager
def _age(command: list[str], **pipes: int | IO[bytes]) -> Iterator[subprocess.Popen]:
    """Run age while the block lasts.

    Raises ProgramFailed with what it said, also where the block failed by it.
    """
    try:
        age = subprocess.Popen(command, stderr=subprocess.PIPE, **pipes)  # type: ignore[call-overload]
    except FileNotFoundError:
        raise ProgramFailed("There is no program age here.") from None
    broken: Exception | None = None
    with age:
        try:
            yield age
        except (OSError, tarfile.TarError, ProgramFailed) as error:
            broken = error
        with suppress(OSError):
            for stream in (age.stdin, age.stdout):
                if stream is not None:
                    stream.close()
        assert age.stderr is not None  # noqa: S101
        said = age.stderr.read().decode(errors="replace")
    if age.returncode:
        raise ProgramFailed(failure_of("age", said)) from broken
    if broken:
        raise broken


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checksum_file(archive: Path) -> Path:
    """Return where the checksum of an archive is."""
    return archive.with_name(f"{archive.name}.sha256")


def is_sound(archive: Path) -> bool:
    """Return whether an archive is still what was written, by its checksum."""
    try:
        written = checksum_file(archive).read_text().split()[0]
    except (FileNotFoundError, IndexError):
        return False
    return sha256_of(archive) == written


def unpack(archive: Path, identity: Path | None, work: Path) -> Manifest:
    """Unpack an archive: uploads into their folders, the dump into `work`.

    Raises ProgramFailed where it is not whole.
    """
    with opened(archive, identity) as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as members:
                for member in members:
                    _unpack_member(members, member, work)
            while stream.read(CHUNK):
                pass  # age is not cut off in the padding
        except tarfile.TarError as error:
            raise ProgramFailed(f"{archive.name} is broken: {error}.") from error
        except OSError as error:  # no room, no right, or there twice
            raise ProgramFailed(
                f"{archive.name} can't be unpacked: {error}."
            ) from error
    try:
        manifest = Manifest(**json.loads((work / MANIFEST).read_text()))
        found = sha256_of(work / DUMP)
    except FileNotFoundError:
        raise ProgramFailed(f"{archive.name} is cut off.") from None
    except (ValueError, TypeError) as error:
        raise ProgramFailed(f"{archive.name} is no archive of ours: {error}") from error
    if found != manifest.dump_sha256:
        raise ProgramFailed(f"{archive.name} holds another database than it says.")
    return manifest


def _unpack_member(
    members: tarfile.TarFile, member: tarfile.TarInfo, work: Path
) -> None:
    """Write one member to its place, as new as it was.

    Raises ProgramFailed for what no archive of ours has: links, and ways out.
    """
    first, _slash, rest = member.name.partition("/")
    place, name = (folders()[first], rest) if first in folders() else (work, first)
    target = place / name
    content = members.extractfile(member) if member.isreg() else None
    if content is None or not target.resolve().is_relative_to(place.resolve()):
        raise ProgramFailed(f"The archive holds something odd: {member.name!r}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("xb") as file:
        shutil.copyfileobj(content, file, CHUNK)
    os.utime(target, (member.mtime, member.mtime))
