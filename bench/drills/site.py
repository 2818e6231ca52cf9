"""A whole site for a drill: PostgreSQL on a disk, web, worker, clock, mail server."""

import contextlib
import http.client
import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2

from bench.site import BASE_DIR, HOST, CantMeasure, free_port, production, run
from centre.local.postgres import LocalPostgres, ends_with_parent

TOKEN = "a-token-of-the-drills-alone"  # noqa: S105 - of a site that lives for minutes
WITHIN = 150  # seconds that anything may take
CLOCK_EVERY = 2  # seconds
# No process has a copy of it: only a page that is read from the database tells of one.
FRESH_PAGE = "/en/?fresh"
POSTGRES = {
    "max_connections": "30",
    "superuser_reserved_connections": "2",
    # As deploy/postgresql.conf: no statement with its values gets into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class Failed(Exception):
    """What a drill found that is not as it should be."""


class MailServer:
    """A mail server that accepts, refuses by being closed, drips, or never answers."""

    def __init__(self) -> None:
        self.port = free_port()
        self.is_silent = self.drips = False
        self.received = 0
        self._server: socketserver.ThreadingTCPServer | None = None

    def open(self) -> None:
        """Listen; the worker's mails are counted, none is kept."""
        drill = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):  # it was hung up on
                    drill._talk(self)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer((HOST, self.port), Talk)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Refuse connections."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _talk(self, client: Any) -> None:
        if self.is_silent:
            time.sleep(WITHIN)
            return
        while self.drips:  # each byte within the time for one
            client.wfile.write(b"2")
            time.sleep(1)
        client.wfile.write(b"220 drill\r\n")
        while line := client.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                client.wfile.write(b"354 go on\r\n")
                while client.rfile.readline() not in {b".\r\n", b""}:
                    pass
                self.received += 1
            client.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class DrillSite:
    """The processes of one site, each of which may be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = LocalPostgres(
            folder / "pg", log=folder / "pg.log", settings=POSTGRES
        )
        self.mail = MailServer()
        self.port = free_port()
        self.media = folder / "media"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        (folder / "metrics").mkdir()
        self.media.mkdir()
        self.environment = production(self.postgres.url, folder) | {
            "EMAIL_URL": f"smtp://{HOST}:{self.mail.port}",
            "WATCH_TOKEN": TOKEN,
            "PRIVATE_ROOT": str(folder / "private"),
            "SHARE_ROOT": str(folder / "share"),
            "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
            "LEAST_FREE_MB": "0",
            "PAGE_CACHE_MB": "8",
        }

    def start(self, name: str, before: tuple[str, ...] = ()) -> None:
        """Start `web`, `worker` or `clock`, behind other commands where given."""
        manage = [sys.executable, "manage.py"]
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
        granian += ["--host", HOST, "--port", str(self.port), "--workers", "2"]
        granian += ["--blocking-threads", "2", "--log-level", "warning"]
        command = {
            "web": [*granian, "--respawn-failed-workers", "centre.wsgi:application"],
            "worker": [*manage, "db_worker", "--interval", "0.5", "--no-reload"],
            "clock": [*manage, "do_due_work", "--every", str(CLOCK_EVERY)],
        }[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [*ends_with_parent("TERM"), *before, *command],
                cwd=BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """End a process and all that it started."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait(WITHIN)

    def end(self) -> None:
        """End everything."""
        for name in [*self.processes]:
            self.kill(name)
        self.mail.close()
        self.postgres.stop()

    def sql(self, statement: str, *values: Any) -> Any:
        """Return the rows of a statement, of a connection of its own."""
        connection = psycopg2.connect(self.postgres.url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def status(self, path: str) -> int:
        """Return how the site answers; 0 where it doesn't."""
        return self.ask(path)[0]

    def ask(self, path: str) -> tuple[int, bytes]:
        """Return how the site answers, and what."""
        client = http.client.HTTPConnection(HOST, self.port, timeout=40)
        headers = {
            "X-Forwarded-Proto": "https",
            "Host": f"{HOST}:{self.port}",
            "Authorization": f"Bearer {TOKEN}",
        }
        try:
            client.request("GET", path, headers=headers)
            answer = client.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            client.close()

    def faults(self) -> list[str]:
        """Return what /readyz says is not as it should be."""
        _status, text = self.ask("/readyz")
        told = json.loads(text)["readings"]
        return [name for name, reading in told.items() if not reading["fine"]]

    def lives(self, name: str) -> bool:
        """Return whether a process that was started is still there."""
        return self.processes[name].poll() is None

    def queue(self, code: str) -> None:
        """Run a line of Python in the site's surroundings."""
        run(self.environment, "-c", f"import django; django.setup(); {code}")


@contextlib.contextmanager
def drill_site(folder: Path) -> Iterator[DrillSite]:
    """Give a running site with one study visit; end all of it."""
    site = DrillSite(folder)
    try:
        site.postgres.start()
        run(site.environment, "-m", "bench.visits", "make", "1", "100")
        site.mail.open()
        for name in ("web", "worker", "clock"):
            site.start(name)
        wait_until("the site answers", lambda: site.status("/readyz?serving") == 200)
        wait_until("the clock went", lambda: site.sql("SELECT at FROM events_clockrun"))
        yield site
    finally:
        site.end()


def wait_until(
    what: str, holds: Callable[[], Any], within: float = WITHIN, every: float = 0.2
) -> float:
    """Wait until something holds, looking every so many seconds; return the seconds.

    Raises Failed where it does not in time.
    """
    began = time.monotonic()
    while time.monotonic() - began < within:
        with contextlib.suppress(psycopg2.Error, CantMeasure, ValueError):
            if holds():
                return time.monotonic() - began
        time.sleep(every)
    raise Failed(f"not within {within:.0f} s: {what}")


def demand(what: str, holds: Any) -> None:
    """Go on only where something holds.

    Raises Failed where it does not.
    """
    if not holds:
        raise Failed(f"not so: {what}")
