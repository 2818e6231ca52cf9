"""Run the site as in production on this machine: databases, server, CPU time."""

import contextlib
import http.client
import json
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2

from centre.local.postgres import LocalPostgres, ends_with_parent
from centre.management.commands.compile_catalogues import compile_catalogues

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
APPLICATION = "centre.wsgi:application"
WORKERS = 2
THREADS = 2
START_SECONDS = 60
STOP_SECONDS = 15
TICKS = os.sysconf("SC_CLK_TCK")
STEPS = 200_000  # of a loop, to compare machines by
# Nothing here has to survive a power cut, and no VACUUM runs while we measure:
# `bench.content` does it beforehand.
POSTGRES = {"fsync": "off", "synchronous_commit": "off", "autovacuum": "off"}
SAFE = {"fsync": "on", "synchronous_commit": "on", "autovacuum": "off"}


NGINX = """{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    {http}
}}
"""


class CantMeasure(Exception):
    """Why there is nothing to measure; the message is one sentence for people."""


# --- What is started, and ended ------------------------------------------------------


@contextlib.contextmanager
def orderly_end() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the program as Ctrl-C does, cleaning up."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for kind in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, stop)
    yield


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a new folder that the database's user may enter; delete it at the end."""
    with tempfile.TemporaryDirectory(prefix="centre-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@contextlib.contextmanager
def database_server(folder: Path, *, safe: bool = False) -> Iterator[str]:
    """Give the URL of a local PostgreSQL: BENCH_DATABASE_URL, or a new one.

    A `safe` one waits until what is committed would survive a power cut.
    """
    existing = os.environ.get("BENCH_DATABASE_URL")
    if existing:
        yield existing
        return
    settings = SAFE if safe else POSTGRES
    server = LocalPostgres(folder / "pg", log=folder / "pg.log", settings=settings)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@contextlib.contextmanager
def database(server_url: str, name: str) -> Iterator[str]:
    """Give the URL of a new database on a server; drop it at the end.

    It is empty, or a copy of the one that BENCH_TEMPLATE names.
    """

    def execute(sql: str) -> None:
        connection = psycopg2.connect(server_url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
        connection.close()

    template = os.environ.get("BENCH_TEMPLATE", "template1")
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
    finally:
        execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def production(database_url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a production server behind a proxy, nothing else."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "CENTRE_ENV": "production",
        "DJANGO_SETTINGS_MODULE": "centre.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": "https://example.org",
        "EMAIL_URL": "smtp://localhost:25",
        "DEFAULT_FROM_EMAIL": "centrum@example.org",
        "BEHIND_PROXY": "1",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "PAGE_CACHE_MB": "0",
    }


def run(environment: dict[str, str], *arguments: str) -> str:
    """Run a Python program and return what it prints.

    Raises CantMeasure where it fails.
    """
    command = [*ends_with_parent("TERM"), sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=BASE_DIR, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        reason = done.stderr.strip()[-2000:]
        raise CantMeasure(f"{' '.join(arguments)} failed:\n{reason}")
    return done.stdout


@contextlib.contextmanager
def web_server(
    environment: dict[str, str],
    port: int,
    application: str = APPLICATION,
    workers: int = WORKERS,
) -> Iterator[int]:
    """Run the production server on a port; give its process's number."""
    options = ["--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    options += ["--host", HOST, "--port", str(port), "--workers", str(workers)]
    options += ["--blocking-threads", str(THREADS), "--workers-kill-timeout", "5"]
    command = [sys.executable, "-m", "granian", *options, application]
    process = subprocess.Popen(
        [*ends_with_parent("TERM"), *command],
        cwd=BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=2,  # its output must not mix with the figures
        start_new_session=True,  # Ctrl-C reaches this process alone
    )
    try:
        wait_for_answer(process, port)
        yield process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def nginx(configuration: str, folder: Path) -> Iterator[int]:
    """Run nginx with what stands in its `http`; give its process's number.

    Raises CantMeasure where there is none.
    """
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise CantMeasure("There is no nginx to measure beside (Debian: nginx-light).")
    path = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    path.write_text(NGINX.format(user=user, folder=folder, http=configuration))
    command = [program, "-p", str(folder), "-e", "stderr", "-c", str(path)]
    process = subprocess.Popen(
        [*ends_with_parent("TERM"), *command], stdin=subprocess.DEVNULL, stdout=2
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers.

    Raises CantMeasure where it ends or is too slow.
    """
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), Reader(port) as reader:
            reader.get("/robots.txt")
            return
        time.sleep(0.1)
    raise CantMeasure("The server did not start; its lines above may say why.")


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


# --- A filled site --------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """A running site of a size, its pages, and the processes that it runs in."""

    size: int
    port: int
    pages: dict[str, Any]  # kind -> {"paths": [...], "queries": n}
    server: int
    postgres: int
    environment: dict[str, str]


@contextlib.contextmanager
def filled_site(
    server_url: str, size: int, folder: Path, workers: int = WORKERS, **settings: str
) -> Iterator[Site]:
    """Fill a database of `size` posts and activities; give the site that serves it.

    Its pages are made anew for every request, unless `settings` say otherwise.
    """
    name = f"centre_bench_{size}_{os.getpid()}"
    with database(server_url, name) as database_url:
        environment = production(database_url, folder) | settings
        # In one process: to start Django takes as long as either.
        pages = json.loads(run(environment, "-m", "bench.queries", "--fill", str(size)))
        port = free_port()
        with web_server(environment, port, workers=workers) as server:
            postgres = postmaster(server_url)
            yield Site(size, port, pages, server, postgres, environment)


def prepare_files(folder: Path, *, of_desk: bool = False) -> None:
    """Make the catalogues and the static files, as a deployment does.

    Nine tenths of the time would go into files that only staff load: they are left out,
    unless asked for.
    """
    compile_catalogues(BASE_DIR)
    environment = production("postgresql://nobody@localhost/none", folder)
    command = ["manage.py", "collectstatic", "--no-input", "-v", "0"]
    left_out = [] if of_desk else ["-i", "admin", "-i", "django_prose_editor"]
    run(environment, *command, *left_out)


class Reader:
    """A client that keeps one connection and has no cache; it sends these headers."""

    def __init__(self, port: int, **headers: str) -> None:
        self._headers = {"X-Forwarded-Proto": "https", **headers}
        self._connection = http.client.HTTPConnection(HOST, port, timeout=30)

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()

    def get(self, path: str, status: int = 200) -> bytes:
        """Return a page's bytes.

        Raises CantMeasure where the status is another one.
        """
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        if response.status != status:
            raise CantMeasure(f"{path} answered {response.status}.")
        return body


# --- CPU time -------------------------------------------------------------------------


def cpu_seconds(root: int) -> float:
    """Return the CPU seconds of a process and of all its descendants, ended ones too.

    Linux counts in hundredths of a second: measure over many requests.
    """
    family = family_of(root)
    return sum(sum(map(int, fields[11:15])) for fields in family.values()) / TICKS


def family_of(root: int) -> dict[int, list[str]]:
    """Return a process and all its descendants, each with what /proc tells of it.

    These are the fields after the name in brackets: state, parent, ...; see proc(5).
    """
    told = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                told[int(entry.name)] = fields
    family = {root}
    while children := {p for p, f in told.items() if int(f[1]) in family} - family:
        family |= children
    return {process: told[process] for process in family if process in told}


def postmaster(server_url: str) -> int:
    """Return the number of the database's main process.

    Raises CantMeasure where the database runs on another machine.
    """
    connection = psycopg2.connect(server_url)
    backend = connection.info.backend_pid
    try:
        status = Path(f"/proc/{backend}/stat").read_text()
    except FileNotFoundError:
        raise CantMeasure("The database must run on this machine.") from None
    finally:
        connection.close()
    return int(status.rpartition(")")[2].split()[1])


def machine() -> str:
    """Return a line about the machine that was measured on."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return (
        f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}; "
        f"a million steps of a loop take {loop_milliseconds():.0f} ms"
    )


def loop_milliseconds() -> float:
    """Return the CPU time of a million steps, best of five, to compare machines by."""
    times = []
    for _ in range(5):
        begin, total = time.process_time(), 0
        for number in range(STEPS):
            total += number * number % 7
        times.append(time.process_time() - begin)
    return min(times) * 1000 * (1_000_000 / STEPS)
