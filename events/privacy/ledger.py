"""The purge's ledger: each line holds the hash of the line before it.

A line that is changed or taken out breaks every later one. Lines cut off at the end
can't be seen from inside: note the last hash somewhere else, and compare.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection

from events.models import RetentionRun

# Any number will do, as long as nothing else locks it.
LOCK = 7_301_120


def lock() -> None:
    """Wait until nobody else purges; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def write(
    *, at: datetime, rule: str, days: int, erased: int, keys: Iterable = ()
) -> RetentionRun:
    """Add a line, within the transaction that erases. The caller holds the lock.

    Of rows whose key is no number (sessions: it is a secret) the count alone is kept.
    """
    last = RetentionRun.objects.order_by("-pk").first()
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


def first_broken() -> RetentionRun | None:
    """The first line that does not follow from the line before it, if there is one."""
    previous = ""
    for line in RetentionRun.objects.order_by("pk").iterator():
        if line.previous_hash != previous or line.hash != _hash(line):
            return line
        previous = line.hash
    return None


def _hash(line: RetentionRun) -> str:
    """The SHA-256 of everything that a line says, the hash before it included."""
    said = [
        line.previous_hash,
        line.at.astimezone(UTC).isoformat(),
        line.rule,
        line.days,
        line.erased,
        line.keys,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
