"""What is measured of the site, and from when on something stands still."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min, Q, QuerySet, Value
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from centre.pictures.tasks import MAX_ATTEMPTS, picture_models
from events.models import ClockRun, OutgoingEmail, Registration, RetentionRun
from events.privacy.inventory import GRACE

# The clock goes each minute, and a task waits for seconds.
STANDS_STILL_AFTER = timedelta(minutes=15)
BACKUP_EVERY = timedelta(hours=36)
CERTIFICATE_LEFT = timedelta(days=14)
# In seconds: who watches gets an answer, whatever the database does.
ASKED_AT_MOST = 3


@dataclass(frozen=True)
class Reading:
    """One thing that is watched: how it is, and whether that is as it should be.

    `value` is an age in seconds, a number, or bytes, as `unit` says; None where it is
    not known.
    """

    name: str
    value: float | None
    unit: str
    is_fine: bool


def read_all(at: datetime) -> list[Reading]:
    """Return all readings at a moment (aware), in an order that stays.

    Raises OperationalError or InterfaceError where the database does not answer.
    """
    return [
        *read_serving(),
        *_clock(at),
        *(read(at) for read in _STORED),
        *_disks(),
        *_backup(at),
        *_certificate(at),
    ]


def read_serving() -> list[Reading]:
    """Return what this server needs in order to serve at all.

    Raises OperationalError or InterfaceError where the database does not answer.
    """
    applied = MigrationRecorder(connection).applied_migrations()
    missing = len(_known_migrations() - applied.keys())
    return [Reading("migrations", missing, "number", missing == 0)]


@contextmanager
def asked_briefly() -> Iterator[None]:
    """Let each statement within take `ASKED_AT_MOST` seconds, or fail."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [ASKED_AT_MOST * 1000])
        yield


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations of this release, which no process sees change.

    By the names of their files, as Django finds them: to import them all takes 6 MiB,
    which a web worker would keep.
    """
    known = set()
    for app in apps.get_app_configs():
        name, _given = MigrationLoader.migrations_module(app.label)
        if name and find_spec(name):
            files = iter_modules(import_module(name).__path__)
            known |= {(app.label, file.name) for file in files if not file.ispkg}
    return frozenset(known)


# --- What the database knows ---------------------------------------------------------


def _clock(at: datetime) -> Iterator[Reading]:
    """Yield when the due work was done last, and how many kinds of it failed."""
    run = ClockRun.objects.first()
    since = run.at if run else None
    yield _age("clock", since, at, STANDS_STILL_AFTER, never_is_fine=False)
    number = len(run.failing) if run else 0
    yield Reading("due_work", number, "number", number == 0)


def _mail(at: datetime) -> Reading:
    """Return since when a mail waits, to be sent or, the first one, to be written."""
    oldest = OutgoingEmail.objects.due(at).first()
    unwritten = Registration.objects.first_mail_due().filter(created_at__lte=at)
    due = [oldest.due_at if oldest else None, _first(unwritten, "created_at")]
    return _age("mail", _oldest(due), at, STANDS_STILL_AFTER)


def _task(at: datetime) -> Reading:
    waiting = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, run_after__lte=at
    )
    return _age("task", _first(waiting, "run_after"), at, STANDS_STILL_AFTER)


def _picture(at: datetime) -> Reading:
    due = Q(render_due_at__lte=at, render_attempts__lt=MAX_ATTEMPTS)
    first, *others = (
        QuerySet(model)
        .order_by()
        .filter(due)
        .values(of_model=Value(model._meta.label))
        .annotate(first=Min("render_due_at"))
        for model in picture_models()
    )
    moments = [row["first"] for row in first.union(*others, all=True)]
    return _age("picture", _oldest(moments), at, STANDS_STILL_AFTER)


def _purge(at: datetime) -> Reading:
    last = RetentionRun.objects.order_by("pk").last()
    return _age("purge", last.at if last else None, at, GRACE)


_STORED = (_mail, _task, _picture, _purge)


def _first(rows: Any, field: str) -> datetime | None:
    found: datetime | None = rows.aggregate(first=Min(field))["first"]
    return found


def _oldest(moments: list[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _age(
    name: str,
    since: datetime | None,
    at: datetime,
    limit: timedelta,
    *,
    never_is_fine: bool = True,
) -> Reading:
    """Return how long ago something was; a clock that was set back makes it 0."""
    if since is None:
        return Reading(name, None, "seconds", never_is_fine)
    age = max(at - since, timedelta())
    return Reading(name, age.total_seconds(), "seconds", age <= limit)


# --- What the machine knows ----------------------------------------------------------


def _disks() -> Iterator[Reading]:
    """Yield the room that uploads have, and how many folders take none."""
    folders = [Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)]
    found = [_existing(folder) for folder in folders]
    free = min(shutil.disk_usage(folder).free for folder in found)
    yield Reading("disk_free", free, "bytes", free >= settings.CENTRE_LEAST_FREE)
    closed = sum(not _is_writable(folder) for folder in found)
    yield Reading("read_only", closed, "number", closed == 0)


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _is_writable(folder: Path) -> bool:
    """Return whether files can be made: the system is asked, nothing is written."""
    return os.access(folder, os.W_OK | os.X_OK)


def _backup(at: datetime) -> Iterator[Reading]:
    """Yield the age of the newest backup, where their folder was named."""
    if not settings.CENTRE_WATCHES_BACKUPS:
        return
    found = settings.CENTRE_BACKUP_ROOT.glob("centre-*.tar*")  # none where it is not
    whole = [file for file in found if file.suffix in {".tar", ".age"}]
    times = [file.stat().st_mtime for file in whole]
    newest = datetime.fromtimestamp(max(times), UTC) if times else None
    yield _age("backup", newest, at, BACKUP_EVERY, never_is_fine=False)


def _certificate(at: datetime) -> Iterator[Reading]:
    """Yield the seconds until the certificate ends, where its file may be read."""
    if not settings.CENTRE_CERTIFICATE:
        return
    # It takes 1 MiB, which no process needs that watches no certificate.
    from cryptography import x509

    try:
        text = Path(settings.CENTRE_CERTIFICATE).read_bytes()
        ends = x509.load_pem_x509_certificate(text).not_valid_after_utc
    except (OSError, ValueError):
        yield Reading("certificate_left", None, "seconds", False)
        return
    left = ends - at
    fine = left > CERTIFICATE_LEFT
    yield Reading("certificate_left", left.total_seconds(), "seconds", fine)
