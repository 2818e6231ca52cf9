"""How often somebody may do something, counted in the database by all processes."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from events.models import RateWindow

WINDOW = timedelta(hours=1)
# What may be done how often in an hour, by one network address or for one e-mail.
LIMITS = {
    "register": 30,  # a whole town hall may sit behind one address
    "ask": 10,
    "wrong-link": 60,
    "send-link": 5,
    "send-code": 3,  # for one delegation, as the next
    "try-code": 5,
}


class RateLimitExceeded(Exception):
    """Somebody does something more often than people do."""


def hit(kind: str, who: str, at: datetime | None = None) -> None:
    """Count one more time within this hour. Raises RateLimitExceeded beyond the limit.

    Only a keyed hash of the address is kept, so the table tells nobody who it was.
    The count is one statement, so two processes at once count two.
    """
    begins_at = _hour(at or timezone.now())
    key = salted_hmac(f"events.rates.{kind}", who, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {RateWindow._meta.db_table} (key, begins_at, count)
            VALUES (%s, %s, 1) ON CONFLICT (key, begins_at)
            DO UPDATE SET count = {RateWindow._meta.db_table}.count + 1
            RETURNING count""",  # noqa: S608 - the table's own name
            [key, begins_at],
        )
        (times,) = cursor.fetchone()
    if times > LIMITS[kind]:
        raise RateLimitExceeded


def seconds_left(at: datetime) -> int:
    """How many seconds of the present hour are left; then everybody may again."""
    return int((_hour(at) + WINDOW - at).total_seconds()) + 1


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def client_ip(request: HttpRequest) -> str:
    """The network address that a request comes from.

    Behind our proxy that is the last one it wrote down; what a client writes there
    itself stands before it.
    """
    forwarded: Any = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")
