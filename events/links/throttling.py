"""Rate limits, counted in the database by all processes together."""

from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from events.models import RateWindow

WINDOW = timedelta(hours=1)
# How often in an hour, by client IP, e-mail address or registration.
LIMITS = {
    "mail": 3,  # to one mailbox, by whoever typed its address (events/mail/tasks.py)
    "register": 30,  # a whole town hall may share one IP address
    "ask": 10,
    "wrong-link": 60,
    "send-link": 3,  # to one address, by the form for lost links or registering again
    "send-code": 3,  # for one registration, as the next
    "try-code": 5,
    "reset": 10,  # of staff's own passwords (centre/accounts/), as the next
    "reset-mail": 3,  # for one account
    "propose": 120,  # behind one link for a volunteer, what is only kept included
    "door": 1200,  # behind one link for the door
    "code-used": 1,  # each code of a second factor
}


class RateLimitExceeded(Exception):
    """Something was done more often than its limit allows."""


def hit(kind: str, who: str, at: datetime | None = None) -> None:
    """Count one more of a kind for somebody within this clock hour.

    Only a keyed hash of `who` is stored, so the table tells nobody who it was. The
    count is one statement, so two processes at once count two.

    Raises RateLimitExceeded beyond the limit.
    """
    begins_at = _hour(at or timezone.now())
    key = _key(kind, who)
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


def allows(kind: str, who: str, at: datetime) -> bool:
    """Count one more as `hit` does, and return whether it is within the limit."""
    try:
        hit(kind, who, at)
    except RateLimitExceeded:
        return False
    return True


def has_room(kind: str, who: str, at: datetime) -> bool:
    """Return whether one more would be within the limit, without counting it."""
    window = RateWindow.objects.filter(key=_key(kind, who), begins_at=_hour(at))
    return not window.filter(count__gte=LIMITS[kind]).exists()


def seconds_left(at: datetime) -> int:
    """Return the seconds until the present hour ends and the counts begin anew."""
    return int((_hour(at) + WINDOW - at).total_seconds()) + 1


def _key(kind: str, who: str) -> str:
    return salted_hmac(f"events.rates.{kind}", who, algorithm="sha256").hexdigest()


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def client_ip(request: HttpRequest) -> str:
    """Return the IP address that a request comes from; of IPv6 its network (/64).

    Whoever has one IPv6 address has all of its network. Behind proxies of ours it is
    what the outermost of them appended to X-Forwarded-For: so it is counted from the
    right, and whatever the client wrote there stands further left.
    """
    forwarded: Any = request.headers.get("X-Forwarded-For", "")
    if settings.CENTRE_TRUSTED_PROXIES and forwarded:
        named = forwarded.split(",")[-settings.CENTRE_TRUSTED_PROXIES :]
        return _network(named[0].strip())
    return _network(request.META.get("REMOTE_ADDR", ""))


def _network(address: str) -> str:
    """Return an IPv4 address, an IPv6 network, or what is neither as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((int(parsed), 64), strict=False))
