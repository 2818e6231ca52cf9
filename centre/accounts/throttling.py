"""Let nobody guess passwords, and shut nobody out (docs/adr/0035-signing-in.md).

Wrong attempts are counted for a name at an address, and for an address. Each one above
what is free doubles the wait of that counter, and of no other: a name is never
blocked everywhere. A browser in which its owner has signed in before has a counter of
its own, so strangers at the same address do not keep anybody out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connection, models, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from centre.accounts.models import SignInCounter
from centre.secret_keys import secret_keys
from events.links.throttling import client_ip

# How many wrong attempts cost no wait.
FREE = {"name": 3, "address": 30, "browser": 3, "proof": 3}
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
# After this time without an attempt a counter begins anew.
FORGOTTEN_AFTER = timedelta(hours=1)
MOST_COUNTERS = 20_000

COOKIE = "__Host-known" if settings.PRODUCTION else "known"
KNOWN_FOR = timedelta(days=180)
MOST_NAMES = 5  # on one browser that several people use
_SALT = "centre.accounts.known"


@dataclass(frozen=True)
class MustWait(Exception):
    """Nothing was compared: an attempt came before the wait was over."""

    seconds: int


@dataclass(frozen=True)
class Attempt:
    """One attempt to prove who one is; it counts as wrong until `succeed`."""

    counters: tuple[tuple[str, str], ...]

    @classmethod
    def begin(cls, request: HttpRequest, name: str) -> "Attempt":
        """Count an attempt to sign in with a password, before anything is hashed.

        Raises MustWait where it is too early; then nothing is counted.
        """
        if _is_known(request, name):
            return cls._count((("browser", _folded(name)),))
        address = client_ip(request)
        return cls._count(
            (("address", address), ("name", f"{address} {_folded(name)}"))
        )

    @classmethod
    def begin_proof(cls, request: HttpRequest, user: Any) -> "Attempt":
        """Count an attempt of a known account: a code, its own password again.

        Raises MustWait where it is too early.
        """
        is_known = _is_known(request, user.get_username())
        return cls._count((("proof", f"{user.pk} {is_known}"),))

    @classmethod
    def _count(cls, counters: tuple[tuple[str, str], ...]) -> "Attempt":
        now = timezone.now()
        with transaction.atomic():
            for kind, who in counters:
                if not _count_one(kind, who, now):
                    free_at = _find(kind, who).values_list("free_at", flat=True).get()
                    raise MustWait(ceil((free_at - now).total_seconds()))
        _tidy(now)
        return cls(counters)

    def succeed(self) -> None:
        """Take back what was counted; the right password ends a name's wait."""
        for kind, who in self.counters:
            if kind == "address":
                # Else one account of one's own would clear it for guessing others.
                _take_back(kind, who)
            else:
                _find(kind, who).delete()


def known_names(request: HttpRequest) -> list[str]:
    """Return the hashes of names that have signed in in this browser."""
    try:
        names = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KNOWN_FOR
        )
    except signing.BadSignature:
        return []
    return [str(name) for name in names]


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Let a browser be known as one in which a name has proved who it is."""
    others = [known for known in known_names(request) if known != _hashed(name)]
    names = [_hashed(name), *others][:MOST_NAMES]
    response.set_cookie(
        COOKIE,
        signing.dumps(names, salt=_SALT),
        max_age=KNOWN_FOR,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


def _count_one(kind: str, who: str, now: datetime) -> bool:
    """Count one more in one statement; return whether its time had come.

    Who waited for the row may have looked at the clock before whoever held it.
    """
    table = SignInCounter._meta.db_table
    with connection.cursor() as cursor:
        numbers: dict[str, Any] = {
            "key": _key(kind, who),
            "now": now,
            "old": now - FORGOTTEN_AFTER,
            "free": FREE[kind],
            "first": FIRST_WAIT,
            "most": LONGEST_WAIT,
        }
        cursor.execute(
            f"""INSERT INTO {table} AS own (key, failures, last_at, free_at)
            VALUES (%(key)s, 1, %(now)s, %(now)s) ON CONFLICT (key) DO UPDATE SET
            (failures, last_at, free_at) = (
                SELECT n, at, at + CASE WHEN n > %(free)s THEN
                    least(%(first)s * power(2, least(n - %(free)s - 1, 20)), %(most)s)
                    ELSE interval '0' END
                FROM (SELECT CASE WHEN own.last_at < %(old)s THEN 1
                    ELSE own.failures + 1 END AS n,
                    greatest(own.last_at, %(now)s) AS at) AS counted)
            WHERE own.free_at <= greatest(own.last_at, %(now)s)
            RETURNING failures""",  # noqa: S608 - the table's own name
            numbers,
        )
        return cursor.fetchone() is not None


def _take_back(kind: str, who: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {SignInCounter._meta.db_table}
            SET failures = greatest(failures - 1, 0), free_at = last_at
            WHERE key = %s""",  # noqa: S608 - the table's own name
            [_key(kind, who)],
        )


def _tidy(now: datetime) -> None:
    """Keep the table small, however many names and addresses somebody invents."""
    rows = SignInCounter.objects.all()
    too_many = rows.order_by("-last_at").values("pk")[MOST_COUNTERS:]
    done = Q(last_at__lt=now - FORGOTTEN_AFTER) | Q(pk__in=too_many)
    with transaction.atomic():
        # Nobody waits for a row that another attempt holds.
        free = rows.filter(done).select_for_update(skip_locked=True)
        rows.filter(pk__in=free.values("pk")).delete()


def _find(kind: str, who: str) -> models.QuerySet[SignInCounter]:
    return SignInCounter.objects.filter(key=_key(kind, who))


def _key(kind: str, who: str) -> str:
    digest = salted_hmac(f"centre.accounts.{kind}", who, algorithm="sha256")
    return digest.hexdigest()


def _is_known(request: HttpRequest, name: str) -> bool:
    """Return whether a name has signed in in this browser, under a former key too."""
    known = known_names(request)
    return any(_hashed(name, secret) in known for secret in secret_keys())


def _hashed(name: str, secret: str | None = None) -> str:
    digest = salted_hmac(_SALT, _folded(name), secret=secret, algorithm="sha256")
    return digest.hexdigest()[:32]


def _folded(name: str) -> str:
    """Return what is one name for counting, however it is written."""
    return name.strip().casefold()[:150]
