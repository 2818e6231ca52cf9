"""`manage.py run_local`: run the whole site on this machine, for `make run`.

Database, background worker and web server are children of this process. It stops them
in order when it is stopped, and Linux ends them when it is killed.
"""

import contextlib
import fcntl
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from centre.demo.accounts import add_role_accounts
from centre.local.postgres import (
    LocalPostgres,
    PostgresFailed,
    data_folder,
    ends_with_parent,
)
from centre.management.commands.compile_catalogues import compile_catalogues

HOST = "127.0.0.1"
SERVER_START_SECONDS = 60
SERVER_STOP_SECONDS = 15
STAFF = "staff"
# The demo content is loaded only while none of these has a row.
CONTENT = ("news.Post", "events.Activity", "events.StudyVisit")


class CantRun(Exception):
    """Why the site does not start; the message is one sentence for people."""


class Command(BaseCommand):
    help = "Run the whole site on this machine: database, worker and web server."
    requires_system_checks = ()  # some query the database, which is not up yet

    def handle(self, *args: object, **options: object) -> None:
        try:
            with stop_signals():
                self.run()
        except KeyboardInterrupt:
            self.say("Stopped.")
        except (CantRun, PostgresFailed) as refusal:
            sys.exit(str(refusal))

    def say(self, text: str) -> None:
        """Print a line and flush, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()

    def run(self) -> None:
        """Start everything, print where it is, and wait until a part of it ends.

        Raises CantRun.
        """
        if settings.CENTRE_ENV != "local":
            raise CantRun("This is for your own machine: use `make run`.")
        local = settings.BASE_DIR / ".local"
        local.mkdir(exist_ok=True)
        port = chosen_port()
        url = f"http://{HOST}:{port}/"
        with only_run(local / "run.lock", url), contextlib.ExitStack() as stack:
            require_free(port)
            compile_catalogues(settings.BASE_DIR)
            postgres = self.start_database(stack)
            self.update_tables()
            self.say("Starting the server ...")
            # It reads all its code meanwhile; nobody has its address yet.
            children = {"The server": stack.enter_context(child(server_command(port)))}
            if postgres is not None and postgres.process is not None:
                children["PostgreSQL"] = postgres.process
            self.fill_database()
            login = staff_login(local / "staff-login")
            others = add_role_accounts(login) if login else []
            connection.close()
            wait_for_answer(port, children)
            # The first page does not wait for these, nor for their share of the time.
            children["The worker"] = stack.enter_context(child(worker_command()))
            children["The clock"] = stack.enter_context(child(clock_command()))
            stack.callback(self.say, "Stopping ...")
            self.say(welcome(url, login, others))
            wait_for_end(children)

    def start_database(self, stack: contextlib.ExitStack) -> LocalPostgres | None:
        """Start a PostgreSQL and return it; None where DATABASE_URL names another."""
        if os.environ.get("DATABASE_URL"):
            self.say("Using the database of DATABASE_URL ...")
            require_database()
            return None
        data = data_folder(settings.BASE_DIR)
        self.say("Starting PostgreSQL ...")
        postgres = LocalPostgres(data, log=data.with_name("postgres.log"))
        postgres.start()
        stack.callback(postgres.stop)
        return postgres

    def update_tables(self) -> None:
        """Migrate the tables."""
        self.say("Updating the tables ...")
        call_command("migrate", interactive=False, verbosity=0)

    def fill_database(self) -> None:
        """Load the demo content into a database without content."""
        if "load_demo" in get_commands() and not has_content():
            self.say("Loading the demo content ...")
            call_command("load_demo", verbosity=0)


# --- What has to be so ---------------------------------------------------------------


@contextlib.contextmanager
def stop_signals() -> Iterator[None]:
    """Turn the first of the usual signals to stop into a KeyboardInterrupt.

    Later ones are ignored: a second Ctrl-C must not cut the orderly end short.
    """
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: object) -> None:
        for kind in kinds:
            signal.signal(kind, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {kind: signal.signal(kind, stop) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def chosen_port() -> int:
    """Return the port that PORT names, 8000 without it.

    Raises CantRun where PORT is no port.
    """
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CantRun(f"PORT is {text!r}; it is a number from 1 to 65535.")
    return int(text)


@contextlib.contextmanager
def only_run(lock: Path, url: str) -> Iterator[None]:
    """Hold the lock of this checkout.

    Raises CantRun while another run holds it.
    """
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CantRun(
                f"The site already runs from this folder, at {file.read().strip()} - "
                "use that one, or stop it first."
            ) from None
        file.truncate(0)
        file.write(f"{url} (process {os.getpid()})\n")
        file.flush()
        yield


def require_free(port: int) -> None:
    """Refuse a port that another program listens on.

    Raises CantRun.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CantRun(
                f"Port {port} can't be used ({os.strerror(error.errno or 0)}): "
                f"choose another, for example PORT={port + 1} make run."
            ) from None


def require_database() -> None:
    """Refuse a DATABASE_URL where no database answers within five seconds.

    Raises CantRun.
    """
    connection.settings_dict["OPTIONS"].setdefault("connect_timeout", 5)
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = " ".join(str(error).split())
        raise CantRun(f"The database of DATABASE_URL can't be used: {reason}") from None


# --- What is in the database ---------------------------------------------------------


def has_content() -> bool:
    """Return whether the database holds anything that a person may have written."""
    return any(apps.get_model(name)._base_manager.exists() for name in CONTENT)


def staff_login(file: Path) -> str | None:
    """Return the password of `staff`; None where a person has set it.

    While no member of staff exists, `staff` is made with a random one, which is kept in
    `file` for its owner alone.
    """
    users = get_user_model()._default_manager
    if not users.filter(is_staff=True).exists():
        password = secrets.token_urlsafe(12)
        file.unlink(missing_ok=True)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
            f.write(password + "\n")
        users.create_superuser(STAFF, password=password)
        return password
    with contextlib.suppress(FileNotFoundError):
        password = file.read_text().strip()
        user = users.filter(username=STAFF).first()
        if user is not None and user.check_password(password):
            return password
    return None


# --- The children --------------------------------------------------------------------


def server_command(port: int) -> list[str]:
    """Return the command of a server with few threads, each with a connection."""
    options = ["--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    options += ["--host", HOST, "--port", str(port), "--workers", "1"]
    options += ["--blocking-threads", "4", "--backpressure", "64"]
    options += ["--workers-kill-timeout", "5"]
    return [sys.executable, "-m", "granian", *options, "centre.wsgi:application"]


def worker_command() -> list[str]:
    manage = str(settings.BASE_DIR / "manage.py")
    options = ["--interval", "1", "--no-startup-delay", "--no-reload", "-v", "0"]
    return [sys.executable, manage, "db_worker", *options]


def clock_command() -> list[str]:
    manage = str(settings.BASE_DIR / "manage.py")
    # A developer's site stands still for months.
    return [sys.executable, manage, "do_due_work", "--every", "60", "--after-pause"]


@contextlib.contextmanager
def child(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a child process; terminate it at the end, then kill its whole group."""
    process = subprocess.Popen(
        [*ends_with_parent("TERM"), *command],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        # Ctrl-C in the terminal reaches this process alone, which stops the children.
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SERVER_STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def require_alive(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Refuse to go on without one of the children.

    Raises CantRun.
    """
    for name, process in children.items():
        if process.poll() is not None:
            raise CantRun(
                f"{name} ended by itself (status {process.returncode}), "
                "so the site was stopped; the lines above may say why."
            )


def wait_for_answer(port: int, children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait until the server answers anything at all.

    Raises CantRun where a child ends or `SERVER_START_SECONDS` pass.
    """
    deadline = time.monotonic() + SERVER_START_SECONDS
    while time.monotonic() < deadline:
        require_alive(children)
        client = http.client.HTTPConnection(HOST, port, timeout=SERVER_START_SECONDS)
        try:
            client.request("GET", "/robots.txt")
            client.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            client.close()
    raise CantRun(f"The server did not answer within {SERVER_START_SECONDS} seconds.")


def wait_for_end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait until a signal stops this process.

    Raises CantRun where a child ends by itself.
    """
    while True:
        require_alive(children)
        time.sleep(0.5)


def welcome(url: str, password: str | None, others: list[str]) -> str:
    """Return where the site is and how to sign in, as text for the terminal."""
    login = f"{STAFF} / {password}" if password else "an account that you made yourself"
    roles = f"  By role    {', '.join(others)} (the same password)\n" if others else ""
    return (
        f"\n  The site   {url}\n"
        f"  The admin  {url}admin/\n"
        f"  Sign in    {login}\n{roles}\n"
        "Ctrl-C stops it."
    )
