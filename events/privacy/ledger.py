"""The purge's ledger: each line holds the hash of the line before it.

A line that is changed or taken out breaks every later one. Lines cut off at the end
break nothing. They show in two ways: a hash that was noted elsewhere is not here any
more (`line_of`), and days have no closing line (`missed_days`). Whoever can write the
database can write a new, whole chain as well; only a hash kept elsewhere tells.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models.functions import TruncDate
from django.utils import timezone

from centre.database import require_own_session
from events.models import RetentionRun

# Any numbers will do, as long as nothing else locks them.
LOCK = 7_301_120
WHOLE_LOCK = LOCK + 1
# The closing line of a day's purge, whether there was anything to erase or not.
WHOLE_RUN = "all"


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other purge runs, and keep others waiting; also over commits."""
    require_own_session()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [WHOLE_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [WHOLE_LOCK])


def lock_ledger() -> None:
    """Wait until nobody else purges; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def write_entry(
    *, at: datetime, rule: str, days: int, erased: int, keys: Iterable = ()
) -> RetentionRun:
    """Add a line, within the transaction that erases. The caller holds the lock.

    Of rows whose key is no number (sessions: it is a secret) the count alone is kept.
    """
    last = head()
    line = RetentionRun(
        at=at,
        rule=rule,
        days=days,
        erased=erased,
        keys=[key for key in keys if isinstance(key, int)],
        previous_hash=last.hash if last else "",
    )
    line.hash = _hash(line)
    line.save()
    return line


def close_run(*, at: datetime, erased: int) -> None:
    """Add the day's closing line. Of a day that has one, only if more was erased."""
    day = RetentionRun.objects.filter(rule=WHOLE_RUN, at__date=timezone.localdate(at))
    if erased or not day.exists():
        write_entry(at=at, rule=WHOLE_RUN, days=0, erased=erased)


def head() -> RetentionRun | None:
    """Read the last line; its hash stands for all lines up to it."""
    return RetentionRun.objects.order_by("-pk").first()


def line_of(noted_hash: str) -> RetentionRun | None:
    """Find the line of a hash that was noted; none where lines were cut off since."""
    return RetentionRun.objects.filter(hash=noted_hash).first()


def missed_days(at: datetime) -> list[date]:
    """List the days in Kraków that have no closing line, from the first purge on.

    A purge runs daily, so either it did not run or its lines were cut off. Today is
    not missed yet.
    """
    closed = RetentionRun.objects.filter(rule=WHOLE_RUN).annotate(day=TruncDate("at"))
    days = set(closed.values_list("day", flat=True))
    first = min(days, default=timezone.localdate(at))
    since = (timezone.localdate(at) - first).days
    every_day = (first + timedelta(days=number) for number in range(since))
    return [day for day in every_day if day not in days]


def first_broken() -> RetentionRun | None:
    """Find the first line that does not follow from the line before it."""
    previous = ""
    for line in RetentionRun.objects.order_by("pk").iterator():
        if line.previous_hash != previous or line.hash != _hash(line):
            return line
        previous = line.hash
    return None


def _hash(line: RetentionRun) -> str:
    """Compute the SHA-256 of all that a line says, the hash before it included."""
    content = [
        line.previous_hash,
        line.at.astimezone(UTC).isoformat(),
        line.rule,
        line.days,
        line.erased,
        line.keys,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
