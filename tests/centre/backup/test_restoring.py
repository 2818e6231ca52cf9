"""A backup becomes a site again, and forgets what was forgotten since."""

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from centre import startup
from centre.backup import keeping, programs, rehearsing, restoring
from centre.backup.archives import unpack
from centre.backup.programs import ProgramFailed, database_environment
from centre.local.postgres import _program
from events.management.commands import do_due_work
from events.models import ErasedAddress, OutgoingEmail, Registration, RetentionRun
from events.privacy.data_subject import address_hash, find_data_subject
from tests.builders import DAY, build_centre, build_registration, build_visit

State = OutgoingEmail.State
FAR = datetime(2090, 6, 1, 8, tzinfo=UTC)  # another process has the real time


@pytest.fixture
def root(settings, tmp_path, monkeypatch):
    """A folder for backups; the programs are those of the server in use."""
    settings.CENTRE_BACKUP_ROOT = tmp_path / "backups"
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "m", tmp_path / "p"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "a.jpg").write_bytes(b"picture")
    programs = Path(_program("pg_dump")).parent
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return settings.CENTRE_BACKUP_ROOT


def far_visit():
    return build_visit(starts_at=FAR, ends_at=FAR + DAY)


def said(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().splitlines()


def leftovers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE '%rehears%'")
        return cursor.fetchall()


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_backup_is_restored_beside_the_site_and_forgets_who_was_erased_since(root):
    build_centre()
    visit = far_visit()
    build_registration(visit)
    build_registration(visit, contact_email="other@example.org", organisation="Other")
    said("back_up")
    archive = keeping.backups(root)[0]
    find_data_subject("Contact@Example.org").erase(timezone.now() + DAY)
    keeping.note_erased(root)
    lines = said("rehearse_restore")
    assert lines[0] == f"{archive.name}:"
    assert "Erased again: 1 people." in lines
    assert lines[-2:] == ["A mailed link opens.", "Restored."]
    assert leftovers() == []
    assert [file.name for file in root.glob("*.part")] == []
    # Another file than the checksum's is not touched.
    archive.write_bytes(archive.read_bytes() + b"x")
    with pytest.raises(CommandError, match="is not what its checksum says"):
        said("rehearse_restore")
    assert leftovers() == []


@pytest.mark.once
@pytest.mark.skipif(not shutil.which("age"), reason="no age")
@pytest.mark.django_db(transaction=True)
def test_an_encrypted_backup_opens_by_the_key_that_is_not_on_the_server(
    root, settings, tmp_path
):
    key, other = tmp_path / "key.txt", tmp_path / "other.txt"
    for file in (key, other):
        subprocess.run(["age-keygen", "-o", str(file)], check=True, capture_output=True)  # noqa: S607
    public = key.read_text().split("public key: ")[1].split()[0]
    settings.CENTRE_BACKUP_RECIPIENT = public
    archive = keeping.make_backup(timezone.now())
    assert archive.read_bytes().startswith(b"age-encryption.org/v1\n")
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "m2", tmp_path / "p2"
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(ProgramFailed, match="age failed: "):
        unpack(archive, other, work)
    manifest = unpack(archive, key, work)
    assert manifest.files == {"media": 1, "private": 0}
    assert (tmp_path / "m2" / "a.jpg").read_bytes() == b"picture"


# --- What is refused ------------------------------------------------------------------


def archive_of(folder, *members):
    """Write an archive of these members: a name and what is in it."""
    folder.mkdir(exist_ok=True)
    archive = folder / "centre-20261130T030000Z.tar"
    with tarfile.open(archive, "w") as written:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            written.addfile(member, BytesIO(content))
    return archive


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ([], "is cut off"),
        ([("database.dump", b"d")], "is cut off"),
        ([("manifest.json", b"{}")], "is no archive of ours"),
        ([("manifest.json", b'{"rows')], "is no archive of ours"),
        ([("manifest.json", b"\xff")], "is no archive of ours"),
        ([("media/a.jpg", b"1"), ("media/a.jpg", b"2")], "can't be unpacked: .*exists"),
        ([("../a.jpg", b"1")], "holds something odd"),
        ([("media/../../a.jpg", b"1")], "holds something odd"),
    ],
)
def test_an_archive_that_is_not_as_ours_is_refused_in_a_sentence(
    settings, tmp_path, members, reason
):
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "m", tmp_path / "p"
    archive = archive_of(tmp_path / "b", *members)
    (tmp_path / "work").mkdir()
    with pytest.raises(ProgramFailed, match=reason):
        unpack(archive, None, tmp_path / "work")


def test_an_archive_without_its_database_is_refused_in_a_sentence(tmp_path):
    manifest = asdict(restoring.Manifest("", "", "", {}, {}, ""))
    text = json.dumps(manifest).encode()
    archive = archive_of(tmp_path, ("manifest.json", text))
    with pytest.raises(ProgramFailed, match="is cut off"):
        unpack(archive, None, tmp_path)


def test_an_archive_that_was_cut_is_refused_wherever_it_was(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "m", tmp_path / "p"
    picture = [("media/a.jpg", b"1" * 2000), ("manifest.json", b"{}")]
    archive = archive_of(tmp_path / "b", *picture)
    whole = archive.read_bytes()
    for length in (0, 100, 512, 700, 3000, 3500):
        archive.write_bytes(whole[:length])
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        with (
            tempfile.TemporaryDirectory(dir=tmp_path) as work,
            pytest.raises(ProgramFailed, match=r"is broken|is cut off|of ours"),
        ):
            unpack(archive, None, Path(work))


@pytest.mark.django_db
def test_only_an_empty_place_is_restored_into(settings, tmp_path, monkeypatch):
    with pytest.raises(restoring.CantRestore, match="The database is not empty"):
        restoring.require_empty_place()
    monkeypatch.setattr(connection.introspection, "table_names", lambda cursor: [])
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "m", tmp_path / "p"
    restoring.require_empty_place()
    settings.PRIVATE_ROOT.mkdir()
    restoring.require_empty_place()
    (settings.PRIVATE_ROOT / "x").touch()
    with pytest.raises(restoring.CantRestore, match="p is not empty"):
        restoring.require_empty_place()


@pytest.mark.django_db
def test_a_backup_of_another_secret_key_is_refused_before_anything_is_restored(
    root, monkeypatch
):
    root.mkdir()
    manifest = restoring.Manifest("", "", "of another key", {}, {}, "")
    monkeypatch.setattr(restoring, "is_sound", lambda archive: True)
    monkeypatch.setattr(restoring, "require_empty_place", lambda: None)
    monkeypatch.setattr(restoring, "unpack", lambda *arguments: manifest)
    with pytest.raises(restoring.CantRestore, match="SECRET_KEY is not that of"):
        restoring.restore_backup(root / "any.tar", None, print)
    startup.require_whole_database()


@pytest.mark.django_db
def test_a_site_that_was_half_restored_does_not_start(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(db_worker.Worker, "run", lambda worker: None)
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda worker: None)
    startup.require_whole_database()
    restoring._mark_unfinished()
    with pytest.raises(ImproperlyConfigured, match="did not come to its end"):
        startup.require_whole_database()
    for process in (["do_due_work"], ["db_worker", "--no-reload"]):
        with pytest.raises(ImproperlyConfigured, match="did not come to its end"):
            call_command(*process)


@pytest.mark.django_db
def test_a_clock_that_goes_stops_when_a_backup_is_restored(monkeypatch):
    went = []
    monkeypatch.setattr(do_due_work, "do_due_work", went.append)
    monkeypatch.setattr(do_due_work, "close_old_connections", lambda: None)
    monkeypatch.setattr(time, "sleep", lambda _seconds: restoring._mark_unfinished())
    with pytest.raises(ImproperlyConfigured, match="did not come to its end"):
        call_command("do_due_work", "--every", "60")
    assert len(went) == 1


def test_a_database_that_does_not_answer_is_not_taken_for_half(monkeypatch, caplog):
    def fail():
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", fail)
    startup.require_whole_database()
    assert caplog.messages == ["The database does not answer: it is not checked."]


@pytest.mark.django_db
def test_rows_that_did_not_come_back_are_named(root):
    restoring._mark_unfinished()
    rows = restoring.count_rows()
    del rows[startup.UNFINISHED]
    manifest = restoring.Manifest("", "", "", rows, {"media": 1, "private": 0}, "")
    restoring._compare(manifest)
    rows["news_post"] += 1
    with pytest.raises(restoring.CantRestore, match="news_post: 0 came back of 1"):
        restoring._compare(manifest)


# --- Beside the site ------------------------------------------------------------------


def test_a_rehearsal_touches_no_bucket_and_no_folder_of_the_site(
    root, monkeypatch, tmp_path
):
    root.mkdir()
    monkeypatch.setenv("MEDIA_BUCKET", "house")
    monkeypatch.setenv("PRIVATE_BUCKET", "house-private")
    beside = nullcontext("postgresql://beside")
    monkeypatch.setattr(rehearsing, "_database_beside", lambda: beside)
    seen = []

    def run(command, env, **_options):
        seen.append(env)
        return SimpleNamespace(returncode=0, stdout="said")

    monkeypatch.setattr(rehearsing.subprocess, "run", run)
    assert rehearsing.rehearse(root / "any.tar", None) == "said"
    (env,) = seen
    assert (env["MEDIA_BUCKET"], env["PRIVATE_BUCKET"]) == ("", "")
    assert env["DATABASE_URL"] == "postgresql://beside"
    folders = [Path(env[name]) for name in ("MEDIA_ROOT", "PRIVATE_ROOT")]
    assert [folder.name for folder in folders] == ["media", "private"]
    assert {folder.parent.parent for folder in folders} == {root}


def test_a_rehearsal_finds_its_server_as_the_site_does(monkeypatch):
    parameters = {
        "host": "db.example.org",
        "port": 5432,
        "user": "centre",
        "password": "a/b",
        "dbname": "centre",
        "sslmode": "verify-full",
        "sslrootcert": "/etc/root.crt",
        "application_name": "centre",
    }
    monkeypatch.setattr(connection, "get_connection_params", lambda: parameters)
    assert rehearsing._url_of("beside") == (
        "postgresql://centre:a%2Fb@/beside?host=db.example.org&port=5432"
        "&sslmode=verify-full&sslrootcert=%2Fetc%2Froot.crt"
    )
    monkeypatch.setattr(programs.os, "environ", {"PATH": "/bin", "PGUSER": "other"})
    parameters["sslcert"], parameters["sslkey"] = "/etc/own.crt", "/etc/own.key"
    assert database_environment() == {
        "PATH": "/bin",
        "PGHOST": "db.example.org",
        "PGPORT": "5432",
        "PGUSER": "centre",
        "PGPASSWORD": "a/b",
        "PGDATABASE": "centre",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": "/etc/root.crt",
        "PGSSLCERT": "/etc/own.crt",
        "PGSSLKEY": "/etc/own.key",
    }


# --- What is forgotten ----------------------------------------------------------------


def restored(root, *erased, noted_at=None):
    """Do what follows the restoring of a backup made now; return what was said."""
    root.mkdir(exist_ok=True)
    rows = [{"hash": address_hash(who), "at": at.isoformat()} for who, at in erased]
    noted = {"noted_at": noted_at, "rows": rows}
    (root / keeping.ERASED).write_text(json.dumps(noted))
    lines = []
    restoring._forget(keeping.read_erased(root), "the backup", lines.append)
    return lines


def note_erasure(email, at):
    ErasedAddress.objects.create(address_hash=address_hash(email), at=at)


@pytest.mark.usefixtures("first_mails")
@pytest.mark.django_db
def test_who_was_erased_after_the_backup_is_erased_again(root):
    visit, at = far_visit(), timezone.now()
    names = ("erased", "again", "before", "stays")
    for name in names:
        build_registration(visit, contact_email=f"{name}@example.org")
    for name in ("again", "before"):  # they came back after that
        note_erasure(f"{name}@example.org", at - 9 * DAY)
    lines = restored(
        root,
        ("Erased@EXAMPLE.org", at - DAY),  # the backup's clock went two days ahead
        ("again@example.org", at - 9 * DAY),
        ("again@example.org", at + DAY),
        ("before@example.org", at - 9 * DAY),
        ("unknown@example.org", at + DAY),
    )
    assert lines[0] == "Erased again: 2 people."
    emails = Registration.objects.order_by("pk").values_list("contact_email", flat=True)
    assert list(emails) == ["", "", "before@example.org", "stays@example.org"]
    # Noted and in the ledger, as the first time.
    noted = ErasedAddress.objects.filter(at__gte=at).values_list("address_hash")
    again = {(address_hash(f"{name}@example.org"),) for name in ("erased", "again")}
    assert {*noted} == again
    assert RetentionRun.objects.filter(rule="on_request").count() == 2


@pytest.mark.usefixtures("first_mails")
@pytest.mark.django_db
def test_sessions_end_and_mail_that_may_have_gone_out_waits_for_staff(root):
    build_registration(far_visit())
    mail = OutgoingEmail.objects.get()
    later = OutgoingEmail.objects.create(
        kind=mail.kind,
        recipient="b@example.org",
        language="en",
        message_id="b",
        due_at=timezone.now() + DAY,
    )
    Session.objects.create(session_key="k", expire_date=timezone.now() + DAY)
    lines = restored(root, noted_at="2026-11-30T03:20:00+00:00")
    assert lines[2:] == [
        "Mail that may have gone out, left to staff: 1.",
        "Erase by hand whoever asked for it after 2026-11-30T03:20:00+00:00.",
    ]
    mail.refresh_from_db()
    later.refresh_from_db()
    assert (mail.state, later.state) == (State.UNSURE, State.QUEUED)
    assert Session.objects.count() == 0


@pytest.mark.django_db
def test_no_link_to_be_tried_is_no_failure(root):
    assert restoring.open_mailed_link() is None
