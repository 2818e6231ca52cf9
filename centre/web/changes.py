"""Hear at once that something public changed: triggers notify, each process listens."""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import closing
from itertools import count
from select import select
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection

logger = logging.getLogger(__name__)

CHANNEL = "public_change"  # the name in migration 0036 of `centre`
# How often the database is asked whether it is still there, in seconds.
ASKED_EVERY = 1.0
# After so many seconds without a sign of it nothing that was read before counts.
TRUSTED_FOR = 5.0
SECONDS_A_MINUTE = 60

# The number of the last change heard of, and the minute: what was read before either
# of them may be wrong.
Moment = tuple[int, int]


class Listener:
    """Know, in this process, since when nothing public has changed.

    It fails safe: while no connection listens, or the one that did gives no sign, there
    is no moment, and so nothing that was read is kept.
    """

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._numbers = count(secrets.randbits(48))  # no other process has the same
        self._number: int | None = None
        self.last_number = 0  # of the last change heard of, also while none is heard
        self._heard_at = 0.0
        self._started = threading.Lock()
        # What else follows a change, and each new minute.
        self.on_change: list[Callable[[], None]] = []
        self.on_minute: list[Callable[[], None]] = []

    def start(self) -> None:
        """Listen from now on, in a thread; the second call does nothing."""
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._run, name="changes", daemon=True).start()

    def moment(self) -> Moment | None:
        """Return the present moment; None while changes are not heard."""
        number = self._number
        if number is None or time.monotonic() - self._heard_at > TRUSTED_FOR:
            return None
        return number, int(time.time()) // SECONDS_A_MINUTE

    def _run(self) -> None:
        while True:
            try:
                with closing(self._connect()) as listening:
                    self.listen(listening)
                    self._go_on(listening)
            except (psycopg2.Error, OSError) as error:
                logger.warning("Changes are not heard: %s", type(error).__name__)
            self._number = None
            self._tell(self.on_change)
            time.sleep(ASKED_EVERY)

    def _go_on(self, listening: Any) -> None:
        minute = 0
        while True:
            self.wait(listening, ASKED_EVERY)
            if (now := int(time.time()) // SECONDS_A_MINUTE) != minute:
                minute = now
                self._tell(self.on_minute)

    def listen(self, listening: Any) -> None:
        """Begin to listen on a connection; whatever changed before is unknown."""
        with listening.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        self.heard()

    def wait(self, listening: Any, seconds: float) -> None:
        """Wait for the next notice, and see that the database is still there.

        Raises psycopg2.Error if it is not: `select` calls a closed connection readable.
        """
        if select([listening], [], [], seconds)[0]:
            listening.poll()
        else:
            with listening.cursor() as cursor:
                cursor.execute("SELECT 1")
        self._heard_at = time.monotonic()
        if listening.notifies:
            listening.notifies.clear()
            self.heard()

    def heard(self) -> None:
        """Begin a new moment: something may have changed."""
        self._number = self.last_number = next(self._numbers)
        self._heard_at = time.monotonic()
        self._tell(self.on_change)

    def _tell(self, followers: list[Callable[[], None]]) -> None:
        for follow in followers:
            try:
                follow()
            except OSError:
                logger.exception("What follows a change failed.")


def connect() -> Any:
    """Return a connection of its own that is never in a transaction.

    A pool that hands out transactions hears nothing: CENTRE_LISTEN_URL names the
    database's own address then. Raises psycopg2.Error.
    """
    # A network that is cut is noticed within the seconds of TRUSTED_FOR or so.
    alive = {"connect_timeout": 5, "keepalives_idle": 5, "tcp_user_timeout": 5000}
    if settings.CENTRE_LISTEN_URL:
        listening = psycopg2.connect(settings.CENTRE_LISTEN_URL, **alive)
    else:
        parameters = connection.get_connection_params()
        listening = psycopg2.connect(**{**parameters, **alive})
    listening.autocommit = True
    return listening


listener = Listener(connect)
