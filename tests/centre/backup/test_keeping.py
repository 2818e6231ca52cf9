"""Which backups stay, and that there is never half of one."""

import fcntl
import os
import tarfile
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from centre.backup import archives, keeping
from centre.backup.archives import files_in
from centre.backup.keeping import CantBackUp, kept, make_backup, read_erased
from centre.backup.programs import ProgramFailed
from events.models import ErasedAddress
from tests.builders import DAY

Disk = namedtuple("Disk", "total used free")
AT = datetime(2026, 11, 30, 2, 20, tzinfo=UTC)


@pytest.fixture
def root(settings, tmp_path, monkeypatch):
    """A folder for backups, with a dump that needs no server."""
    settings.CENTRE_BACKUP_ROOT = tmp_path / "backups"
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "m", tmp_path / "p"
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        folder.mkdir()
        (folder / "file.txt").write_text(folder.name)

    def dump(file):
        file.write_bytes(b"dump")
        return {"events_registration": 2}

    monkeypatch.setattr(archives, "_dump_database", dump)
    return settings.CENTRE_BACKUP_ROOT


def names(root):
    return sorted(file.name for file in root.iterdir())


WHOLE = [
    "centre-20261130T022000Z.tar",
    "centre-20261130T022000Z.tar.sha256",
    "erased.json",
    "lock",
]


# --- The rule -------------------------------------------------------------------------


def test_seven_days_four_weeks_and_twelve_months_stay():
    every_night = [AT - n * DAY for n in range(800)]
    days = sorted(kept(every_night), reverse=True)
    assert [moment.strftime("%m-%d") for moment in days] == [
        *("11-30", "11-29", "11-28", "11-27", "11-26", "11-25", "11-24"),
        *("11-22", "11-15"),
        *("10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30"),
        *("03-31", "02-28", "01-31", "12-31"),
    ]


def test_the_last_of_a_day_in_krakow_stays():
    # 23:20 UTC is twenty past midnight of the next day.
    moments = [AT, AT + timedelta(hours=20), AT + timedelta(hours=21)]
    assert kept(moments[:2]) == {moments[1]}
    assert kept(moments) == {moments[1], moments[2]}


def test_days_without_a_backup_do_not_count():
    seldom = [AT - n * 40 * DAY for n in range(5)]
    assert kept(seldom) == {*seldom}


# --- Making one -----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_backup_is_one_file_with_its_checksum(root):
    archive = make_backup(AT)
    assert names(root) == WHOLE
    assert archive.name == WHOLE[0]
    assert archives.is_sound(archive)
    archive.write_bytes(archive.read_bytes()[:-1])
    assert not archives.is_sound(archive)


@pytest.mark.django_db
def test_a_backup_is_for_its_owner_alone_and_nothing_else_is_changed(root):
    before = os.umask(0o022)  # that of a container
    try:
        make_backup(AT)
        after = os.umask(0o022)
    finally:
        os.umask(before)
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in root.iterdir()}
    assert (modes, after) == (dict.fromkeys(WHOLE, "0o600"), 0o022)


@pytest.mark.django_db
def test_what_was_written_comes_back(root, settings, tmp_path):
    archive, work = make_backup(AT), tmp_path / "work"
    work.mkdir()
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "m2", tmp_path / "p2"
    manifest = archives.unpack(archive, None, work)
    assert (manifest.made_at, manifest.rows) == (
        "2026-11-30T02:20:00+00:00",
        {"events_registration": 2},
    )
    assert manifest.files == {"media": 1, "private": 1}
    assert (tmp_path / "m2" / "file.txt").read_text() == "m"
    assert (tmp_path / "p2" / "file.txt").read_text() == "p"


@pytest.mark.django_db
def test_a_file_that_is_swept_meanwhile_is_not_missed(root, monkeypatch):
    def with_one_that_is_gone(folder):
        return [folder / "gone.txt", *files_in(folder)]

    for module in (archives, keeping):
        monkeypatch.setattr(module, "files_in", with_one_that_is_gone)
    with tarfile.open(make_backup(AT)) as archive:
        names_of_files = [n for n in archive.getnames() if n.endswith(".txt")]
    assert names_of_files == ["media/file.txt", "private/file.txt"]


@pytest.mark.django_db
def test_older_ones_go_once_the_new_one_is_whole(root):
    for n in range(1, 12):
        make_backup(AT - n * DAY)
    make_backup(AT)
    days = [name[13:15] for name in names(root) if name.endswith(".tar")]
    assert days == ["22", "24", "25", "26", "27", "28", "29", "30"]
    assert len([name for name in names(root) if name.endswith(".sha256")]) == 8


@pytest.mark.django_db
def test_one_that_fails_leaves_the_others_and_nothing_of_itself(root, monkeypatch):
    make_backup(AT)

    def fail(file):
        file.write_bytes(b"half")
        raise ProgramFailed("pg_dump failed: no.")

    monkeypatch.setattr(archives, "_dump_database", fail)
    with pytest.raises(CommandError, match="pg_dump failed: no"):
        call_command("back_up")
    assert names(root) == WHOLE


@pytest.mark.django_db
def test_what_a_killed_one_left_is_swept(root):
    (root / "old.part").mkdir(parents=True)
    (root / "centre-20261129T022000Z.tar.part").write_text("half")
    make_backup(AT)
    assert names(root) == WHOLE


@pytest.mark.django_db
def test_a_disk_that_is_too_small_is_refused_before(root, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: Disk(1, 1, 1000))
    with pytest.raises(CantBackUp, match="has 0 MB free, and a backup may take"):
        make_backup(AT)
    assert names(root) == ["lock"]


@pytest.mark.django_db
def test_two_at_once_are_refused(root):
    root.mkdir()
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CantBackUp, match="Another backup is being made"):
            make_backup(AT)


# --- Who was erased -------------------------------------------------------------------


@pytest.mark.django_db
def test_who_was_erased_is_noted_beside_all_backups_for_as_long_as_they_last(root):
    now = timezone.now()
    for address, days in (("a", 500), ("b", 300)):
        ErasedAddress.objects.create(address_hash=address, at=now - days * DAY)
    make_backup(AT)
    ErasedAddress.objects.all().delete()  # a database that was restored
    ErasedAddress.objects.create(address_hash="c", at=now)
    make_backup(AT + DAY)
    assert [row["hash"] for row in read_erased(root)["rows"]] == ["b", "c"]


def test_the_setting_outlives_the_oldest_backup(settings):
    oldest = timedelta(days=31) * keeping.MONTHLY
    kept_for = timedelta(days=settings.CENTRE_RETENTION["erased_addresses"])
    assert kept_for > oldest


# --- What is odd ----------------------------------------------------------------------


def refusal(archive, identity, work):
    with pytest.raises(ProgramFailed) as failure:
        archives.unpack(archive, identity, work)
    return str(failure.value)


@pytest.mark.django_db
def test_an_archive_without_its_end_is_found(root, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MANIFEST", "other.json")
    archive, first, second = make_backup(AT), tmp_path / "1", tmp_path / "2"
    monkeypatch.undo()
    first.mkdir()
    second.mkdir()
    (tmp_path / "m" / "file.txt").unlink()
    (tmp_path / "p" / "file.txt").unlink()
    assert refusal(archive, None, first) == f"{archive.name} is cut off."
    archive.write_bytes(archive.read_bytes()[:700])  # within the dump
    assert refusal(archive, None, second).startswith(f"{archive.name} is broken: ")


@pytest.mark.django_db
def test_a_dump_that_is_not_the_one_that_was_made_is_found(root, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "sha256_of", lambda dump: "of another one")
    archive, work = make_backup(AT), tmp_path / "work"
    monkeypatch.undo()
    work.mkdir()
    for name in ("m", "p"):
        (tmp_path / name / "file.txt").unlink()
    said = f"{archive.name} holds another database than it says."
    assert refusal(archive, None, work) == said


@pytest.mark.django_db
def test_a_member_that_would_leave_the_folder_is_refused(root, tmp_path, monkeypatch):
    (tmp_path / "m" / "x").write_text("x")
    monkeypatch.setattr(archives, "MEDIA", "media/../..")
    archive, work = make_backup(AT), tmp_path / "work"
    work.mkdir()
    monkeypatch.undo()
    assert "something odd" in refusal(archive, None, work)


@pytest.mark.django_db
def test_an_encrypted_one_wants_the_key(root, settings, tmp_path):
    archive = root / "centre-20261130T022000Z.tar.age"
    root.mkdir()
    archive.write_bytes(b"age-encryption.org/v1")
    said = f"{archive.name} is encrypted: name the key's file."
    assert refusal(archive, None, tmp_path) == said
