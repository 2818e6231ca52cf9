"""`make run` from start to end, with small programs in the place of its children."""

import contextlib
import os
import signal
import socket
import sys
from io import StringIO

import pytest

from centre.management.commands import run_local
from centre.management.commands.run_local import CantRun, Command
from tests.builders import build_post

pytestmark = pytest.mark.once

SLEEP = ["sleep", "600"]
ANSWER = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]


class Terminal(StringIO):
    """Where a person presses Ctrl-C as soon as they are told how."""

    def write(self, text):
        written = super().write(text)
        if "Ctrl-C" in text:
            os.kill(os.getpid(), signal.SIGINT)
        return written


@pytest.fixture
def port(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    return port


@pytest.fixture
def site(tmp_path, settings, monkeypatch, port):
    """A folder whose database is ready and whose children do next to nothing."""
    settings.BASE_DIR, settings.CENTRE_ENV = tmp_path, "local"
    monkeypatch.setattr(run_local.connection, "close", lambda: None)
    monkeypatch.setattr(Command, "start_database", lambda self, stack: None)
    monkeypatch.setattr(Command, "update_tables", lambda self: None)
    monkeypatch.setattr(Command, "fill_database", lambda self: self.say("(content)"))
    monkeypatch.setattr(run_local, "staff_login", lambda file: "secret")
    monkeypatch.setattr(run_local, "add_role_accounts", lambda password: [])
    monkeypatch.setattr(run_local, "worker_command", lambda: SLEEP)
    monkeypatch.setattr(run_local, "clock_command", lambda: SLEEP)
    server = [*ANSWER, "--directory", str(tmp_path), str(port)]
    monkeypatch.setattr(run_local, "server_command", lambda port: server)


def test_it_says_where_the_site_is_and_stops_when_told(site, port):
    said = Terminal()
    Command(stdout=said).handle()
    url = f"http://127.0.0.1:{port}/"
    assert said.getvalue().splitlines() == [
        "Starting the server ...",
        "(content)",
        "",
        f"  The site   {url}",
        f"  The admin  {url}admin/",
        "  Sign in    staff / secret",
        "",
        "Ctrl-C stops it.",
        "Stopping ...",
        "Stopped.",
    ]


def test_it_stops_when_a_part_of_it_ends(site, monkeypatch):
    monkeypatch.setattr(run_local, "worker_command", lambda: ["sh", "-c", "exit 3"])
    with pytest.raises(SystemExit) as end:
        Command(stdout=StringIO()).handle()
    assert str(end.value) == (
        "The worker ended by itself (status 3), "
        "so the site was stopped; the lines above may say why."
    )


def test_a_server_that_does_not_answer_is_not_waited_for(monkeypatch, port):
    monkeypatch.setattr(run_local, "SERVER_START_SECONDS", 0.2)
    with pytest.raises(CantRun) as refusal:
        run_local.wait_for_answer(port, {})
    assert str(refusal.value) == "The server did not answer within 0.2 seconds."


@pytest.mark.parametrize("text", ["0", "65536", "²", "a", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CantRun) as refusal:
        run_local.chosen_port()
    said = f"PORT is {text!r}; it is a number from 1 to 65535."
    assert str(refusal.value) == said


def test_the_children_are_what_they_are_called(settings):
    manage = str(settings.BASE_DIR / "manage.py")
    assert run_local.worker_command()[:3] == [sys.executable, manage, "db_worker"]
    clock = [sys.executable, manage, "do_due_work", "--every", "60", "--after-pause"]
    assert run_local.clock_command() == clock
    server = run_local.server_command(8123)
    assert server[:3] == [sys.executable, "-m", "granian"]
    assert server[-1] == "centre.wsgi:application"
    assert server[server.index("--port") + 1] == "8123"


@pytest.mark.django_db
def test_only_a_database_without_content_gets_the_demo(monkeypatch):
    called = []
    monkeypatch.setattr(
        run_local, "call_command", lambda name, **kw: called.append(name)
    )
    Command(stdout=StringIO()).fill_database()
    build_post("a")
    Command(stdout=StringIO()).fill_database()
    assert called == ["load_demo"]


@pytest.mark.django_db
def test_a_database_of_ones_own_is_used(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@localhost/x")
    said = StringIO()
    assert Command(stdout=said).start_database(contextlib.ExitStack()) is None
    assert said.getvalue() == "Using the database of DATABASE_URL ...\n"


def test_a_database_that_does_not_answer_is_one_sentence(monkeypatch):
    def fail():
        raise run_local.OperationalError("no\n  route")

    monkeypatch.setattr(run_local.connection, "ensure_connection", fail)
    with pytest.raises(CantRun) as refusal:
        run_local.require_database()
    said = "The database of DATABASE_URL can't be used: no route"
    assert str(refusal.value) == said


def test_a_child_that_does_not_stop_is_killed(monkeypatch, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(run_local, "SERVER_STOP_SECONDS", 0.1)
    with run_local.child(["sh", "-c", "trap '' TERM; touch up; sleep 600"]) as child:
        while not (tmp_path / "up").exists():
            assert child.poll() is None
    assert child.returncode == -signal.SIGKILL
