"""What `make run` does when something is in its way: one sentence, nothing left."""

import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.contrib.auth import get_user_model
from django.core.management.commands.migrate import Command as DjangosMigrate

from centre.local import postgres as local_postgres
from centre.local.postgres import (
    LocalPostgres,
    PostgresFailed,
    _as_server_user,
    socket_folder,
)
from centre.management.commands.migrate import COLLECT_AFTER
from centre.management.commands.run_local import (
    CantRun,
    Command,
    only_run,
    require_free,
    staff_login,
)

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]


def run_local(**env):
    """Run the command as `make run` does; (status, what it said on stderr)."""
    kept = {"PATH": os.environ["PATH"], "CENTRE_ENV": "local"}
    done = subprocess.run(
        [sys.executable, "manage.py", "run_local"],
        cwd=ROOT,
        env={**kept, **env},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


NO_ADDRESS = (
    "DATABASE_URL is not the address of a PostgreSQL database; "
    "one looks like postgresql://user:password@host:5432/name.\n"
)


def test_a_broken_database_url_is_one_sentence():
    assert run_local(DATABASE_URL="nonsense") == (1, NO_ADDRESS)


def test_production_is_not_run_this_way():
    env = {
        "CENTRE_ENV": "production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "example.org",
        "SITE_URL": "https://example.org",
        "DATABASE_URL": "postgresql://u@localhost/x",
        "EMAIL_URL": "smtp://localhost:25",
        "DEFAULT_FROM_EMAIL": "centrum@example.org",
    }
    said = "This is for your own machine: use `make run`.\n"
    assert run_local(**env) == (1, said)


# --- Lock, port, login ---------------------------------------------------------------


def test_a_second_run_names_the_first_and_leaves_it_alone(tmp_path):
    lock = tmp_path / "run.lock"
    with only_run(lock, "http://127.0.0.1:8000/"):
        with (
            pytest.raises(CantRun, match=r"^The site already runs") as refusal,
            only_run(lock, "http://127.0.0.1:8123/"),
        ):
            pass
        first = f"http://127.0.0.1:8000/ (process {os.getpid()})"
        assert first in str(refusal.value)
        assert lock.read_text() == f"{first}\n"
    with only_run(lock, "http://127.0.0.1:8123/"):
        assert lock.read_text() == f"http://127.0.0.1:8123/ (process {os.getpid()})\n"


def test_a_port_in_use_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CantRun, match=rf"^Port {port} can't be used"):
            require_free(port)
    require_free(port)


def test_garbage_is_sought_rarely_while_migrating_alone(monkeypatch):
    usual, seen = gc.get_threshold(), []

    def migrate(*_args, **_options):
        seen.append(gc.get_threshold()[0])
        raise RuntimeError

    monkeypatch.setattr(DjangosMigrate, "handle", migrate)
    with pytest.raises(RuntimeError):
        Command(stdout=StringIO()).update_tables()
    assert (seen, gc.get_threshold()) == ([COLLECT_AFTER], usual)


@pytest.mark.django_db
class TestStaffLogin:
    def test_the_first_start_makes_it_and_the_next_finds_it(self, tmp_path):
        file = tmp_path / "staff-login"
        password = staff_login(file)
        assert file.read_text() == f"{password}\n"
        assert file.stat().st_mode & 0o777 == 0o600
        user = get_user_model().objects.get()
        assert (user.username, user.is_superuser) == ("staff", True)
        assert user.check_password(password)
        assert staff_login(file) == password
        assert get_user_model().objects.count() == 1

    def test_a_password_that_was_changed_is_not_shown(self, tmp_path):
        file = tmp_path / "staff-login"
        staff_login(file)
        user = get_user_model().objects.get()
        user.set_password("chosen by herself")
        user.save()
        assert staff_login(file) is None

    def test_other_staff_need_none(self, tmp_path):
        get_user_model().objects.create_superuser("anna", password="x")
        assert staff_login(tmp_path / "staff-login") is None
        assert get_user_model().objects.count() == 1
        assert list(tmp_path.iterdir()) == []

    def test_a_new_database_gets_a_new_one(self, tmp_path):
        file = tmp_path / "staff-login"
        file.write_text("of a database that is gone\n")
        file.chmod(0o600)
        password = staff_login(file)
        assert file.read_text() == f"{password}\n"


# --- PostgreSQL ----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A deep folder with spaces, as clones have them."""
    folder = tmp_path / "a folder with spaces" / ("deep" * 30)
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(socket_folder(folder / "postgres"), ignore_errors=True)


@pytest.fixture
def postgres(folder):
    server = LocalPostgres(folder / "postgres", log=folder / "log")
    yield server
    server.stop()


def ask(server, query):
    connection = psycopg2.connect(server.url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def lives(pid):
    try:
        return "(postgres) Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_data_outlives_the_server_and_the_folder_is_private(postgres):
    postgres.start()
    assert socket_folder(postgres.data).stat().st_mode & 0o777 == 0o700
    assert ask(postgres, "SHOW listen_addresses") == [("",)]
    ask(postgres, "CREATE TABLE kept AS SELECT 'Łódź' AS word")
    postgres.stop()
    assert not socket_folder(postgres.data).exists()
    postgres.start()
    assert ask(postgres, "SELECT lower(word) FROM kept") == [("łódź",)]


def test_the_server_reads_what_lies_in_a_private_folder(tmp_path):
    """Started by root, from a clone in root's home, it still finds its own programs."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    (private / "file").touch()
    code = "import os, sys; print(os.access(sys.argv[1], os.R_OK), os.geteuid() != 0)"
    command = [*_as_server_user(), sys.executable, "-c", code, str(private / "file")]
    assert subprocess.check_output(command, text=True) == "True True\n"


def test_a_killed_server_is_recovered_under_a_number_that_lives_again(postgres):
    """The number in its file may belong to anybody after a restart of the machine."""
    postgres.start()
    ask(postgres, "CREATE TABLE kept AS SELECT 1 AS n")
    postgres.process.kill()
    postgres.process.wait()
    pid_file = postgres.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    postgres.start()
    assert ask(postgres, "SELECT n FROM kept") == [(1,)]


START_AND_DIE = """
import os, sys
from pathlib import Path
import centre.local.postgres as module
folder = Path(sys.argv[1])
if sys.argv[2] == "orphan":  # as where the system can't end a child with its parent
    usual = module._as_server_user()
    module._as_server_user = lambda: [x for x in usual if "--pdeathsig" not in x]
server = module.LocalPostgres(folder / "postgres", log=folder / "log")
server.start()
print(server.process.pid, flush=True)
os._exit(9)
"""


def start_and_die(folder, kind):
    command = [sys.executable, "-c", START_AND_DIE, str(folder), kind]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    assert done.returncode == 9
    return int(done.stdout)


def test_the_server_ends_with_its_parent(folder):
    pid = start_and_die(folder, "child")
    while lives(pid):
        time.sleep(0.05)
    assert "database system is shut down" in (folder / "log").read_text()


def test_a_server_left_behind_makes_way(folder, postgres):
    pid = start_and_die(folder, "orphan")
    assert lives(pid)
    try:
        postgres.start()
        assert not lives(pid)
        assert ask(postgres, "SELECT 1") == [(1,)]
    finally:
        if lives(pid):
            os.kill(pid, signal.SIGINT)


def test_a_folder_of_somebody_else_is_refused(postgres, tmp_path):
    theirs = socket_folder(postgres.data)
    theirs.symlink_to(tmp_path)
    try:
        with pytest.raises(PostgresFailed, match=r"belongs to somebody else"):
            postgres.start()
        assert postgres.process is None
    finally:
        theirs.unlink()


def test_a_server_that_cannot_start_says_where_its_log_is(folder):
    server = LocalPostgres(
        folder / "postgres", log=folder / "log", settings={"port_of_call": "1"}
    )
    with pytest.raises(PostgresFailed) as refusal:
        server.start()
    assert "port_of_call" in str(refusal.value)
    assert str(folder / "log") in str(refusal.value)
    assert server.process is None


# --- When PostgreSQL is in the way ---------------------------------------------------


@pytest.fixture
def idle(tmp_path):
    """A server of which nothing was started."""
    (tmp_path / "data").mkdir()
    return LocalPostgres(tmp_path / "data", log=tmp_path / "log")


def test_a_server_that_does_not_stop_is_ended_at_once(idle, monkeypatch):
    monkeypatch.setattr(local_postgres, "STOP_SECONDS", 0.1)
    command = ["sh", "-c", "trap '' INT; echo up; exec sleep 600"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    with process.stdout:
        assert process.stdout.readline() == b"up\n"
    idle.process = process
    idle.stop()
    assert (process.returncode, idle.process) == (-signal.SIGQUIT, None)


@pytest.mark.parametrize(
    ("program", "reason"),
    [("echo one >&2; echo two >&2; ", "two"), ("", "no reason given")],
)
def test_files_that_cannot_be_made_say_why(tmp_path, monkeypatch, program, reason):
    script = tmp_path / "initdb"
    script.write_text(f"#!/bin/sh\n{program}exit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(local_postgres, "_as_server_user", list)
    monkeypatch.setattr(local_postgres, "_program", lambda name: str(script))
    with pytest.raises(PostgresFailed) as refusal:
        LocalPostgres(tmp_path / "data", log=tmp_path / "log").start()
    assert str(refusal.value) == f"PostgreSQL could not make its files: {reason}"


def test_an_older_server_that_does_not_stop_is_named(idle, monkeypatch):
    monkeypatch.setattr(local_postgres, "STOP_SECONDS", -1)
    command = ["sleep", "600"]
    with subprocess.Popen(command, cwd=idle.data) as older:
        (idle.data / "postmaster.pid").write_text(f"{older.pid}\n")
        with pytest.raises(PostgresFailed) as refusal:
            idle.start()
        assert older.poll() is None
        older.kill()
    assert str(refusal.value) == (
        f"An older PostgreSQL (process {older.pid}) does not stop; end it first."
    )


def test_root_needs_a_way_to_be_somebody_else(monkeypatch):
    monkeypatch.setattr(local_postgres, "ends_with_parent", lambda name: [])
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert _as_server_user() == []
    monkeypatch.setattr(os, "getuid", lambda: 0)
    with pytest.raises(PostgresFailed) as refusal:
        _as_server_user()
    said = "PostgreSQL refuses to run as root; use another user."
    assert str(refusal.value) == said


def test_a_machine_without_the_programs_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(local_postgres, "find_spec", lambda name: None)
    with pytest.raises(PostgresFailed) as refusal:
        local_postgres._program("initdb")
    assert str(refusal.value) == (
        "There is no embedded PostgreSQL here: run `make run`, or set DATABASE_URL."
    )
