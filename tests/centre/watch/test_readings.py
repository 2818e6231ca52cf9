"""From when on something stands still."""

from datetime import UTC, datetime, timedelta
from os import utime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from centre.pictures.tasks import MAX_ATTEMPTS
from centre.pictures.uploads import clean_picture
from centre.watch import readings
from centre.watch.readings import read_all
from events.models import ClockRun, OutgoingEmail, Registration, RetentionRun
from news.models import PostPicture
from tests.builders import build_centre, build_post, build_registration, build_visit
from tests.desk import picture_file

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@pytest.fixture
def now():
    at = timezone.now()
    ClockRun.objects.create(at=at)
    return at


def faults(at):
    return [reading.name for reading in read_all(at) if not reading.is_fine]


def test_a_site_that_goes_has_no_fault(now):
    assert faults(now) == []
    assert faults(now + 15 * MINUTE) == []
    assert faults(now + 16 * MINUTE) == ["clock"]
    ClockRun.objects.all().delete()
    assert faults(now) == ["clock"]


def test_a_clock_that_was_set_back_stands_not_still(now):
    [clock] = [r for r in read_all(now - HOUR) if r.name == "clock"]
    assert (clock.value, clock.is_fine) == (0, True)


def test_work_that_fails_is_told(now):
    ClockRun.objects.update(failing=["mail"])
    assert faults(now) == ["due_work"]


def make_mail(due_at):
    build_centre()
    build_registration(build_visit(), mailed=True)
    OutgoingEmail.objects.update(due_at=due_at)


def make_unwritten_mail(due_at):
    build_centre()
    build_registration(build_visit())
    Registration.objects.update(first_mail_due=True, created_at=due_at)


def make_task(due_at):
    DBTaskResult.objects.create(
        args_kwargs={}, task_path="x", backend_name="default", run_after=due_at
    )


def make_picture(due_at):
    post = build_post("z-obrazem")
    image = clean_picture(picture_file()).content
    PostPicture.objects.create(post=post, image=image, render_due_at=due_at)


def test_a_picture_that_was_tried_too_often_waits_no_more(now):
    make_picture(now - 16 * MINUTE)
    tries = PostPicture.objects.update
    tries(render_attempts=MAX_ATTEMPTS)
    assert "picture" not in faults(now)
    tries(render_attempts=MAX_ATTEMPTS - 1)
    assert "picture" in faults(now)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("mail", make_mail),
        ("mail", make_unwritten_mail),
        ("task", make_task),
        ("picture", make_picture),
    ],
)
@pytest.mark.parametrize(("minutes", "is_late"), [(15, False), (16, True), (-5, False)])
def test_what_waits_too_long_is_told(now, name, make, minutes, is_late):
    make(now - minutes * MINUTE)
    assert (name in faults(now)) == is_late
    [reading] = [r for r in read_all(now) if r.name == name]
    assert reading.value == (None if minutes < 0 else minutes * 60)


@pytest.mark.parametrize(("hours", "said"), [(36, []), (37, ["purge"])])
def test_a_purge_that_is_late_is_told(now, hours, said):
    RetentionRun.objects.create(at=now - hours * HOUR, rule="x", erased=0, hash="x")
    assert faults(now) == said


def test_the_migrations_of_this_release_are_those_that_django_finds():
    assert readings._known_migrations() == set(MigrationLoader(None).disk_migrations)


def test_tables_of_an_earlier_release_are_told(now):
    MigrationRecorder.Migration.objects.filter(app="news").delete()
    number = len([m for m in readings._known_migrations() if m[0] == "news"])
    assert [r.value for r in readings.read_serving()] == [number]
    assert faults(now) == ["migrations"]


def test_a_full_disk_and_one_that_takes_nothing_are_told(now, settings, monkeypatch):
    settings.CENTRE_LEAST_FREE = 1 << 60
    assert faults(now) == ["disk_free"]
    settings.CENTRE_LEAST_FREE = 0
    monkeypatch.setattr(readings, "_is_writable", lambda folder: False)
    assert faults(now) == ["read_only"]


def test_a_backup_is_watched_where_its_folder_is_known(now, settings, tmp_path):
    settings.CENTRE_WATCHES_BACKUPS, settings.CENTRE_BACKUP_ROOT = True, tmp_path
    assert faults(now) == ["backup"]
    for name, age in (
        ("centre-1.tar.age", 35 * HOUR),
        ("centre-2.tar", 90 * HOUR),
        ("centre-2.tar.sha256", HOUR),
    ):
        (tmp_path / name).touch()
        utime(tmp_path / name, times=((now - age).timestamp(),) * 2)
    assert faults(now) == []
    assert faults(now + 14 * MINUTE + HOUR) == ["clock", "backup"]
    settings.CENTRE_WATCHES_BACKUPS = True
    settings.CENTRE_BACKUP_ROOT = tmp_path / "missing"
    assert faults(now) == ["backup"]


def certificate(ends):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example.org")])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(("days", "said"), [(15, []), (13, ["certificate_left"])])
def test_a_certificate_that_ends_is_told(now, settings, tmp_path, days, said):
    file = tmp_path / "fullchain.pem"
    settings.CENTRE_CERTIFICATE = str(file)
    assert faults(now) == ["certificate_left"]
    file.write_text("nonsense")
    assert faults(now) == ["certificate_left"]
    file.write_bytes(certificate(now + days * DAY))
    assert faults(now) == said


def test_reading_costs_the_same_for_one_and_for_three(now):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            make_task(now)
        with CaptureQueriesContext(connection) as asked:
            read_all(now)
        counts.append(len(asked))
    assert counts == [8, 8]
