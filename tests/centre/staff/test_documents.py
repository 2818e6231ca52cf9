"""Documents on the desk: checked next to their field, kept in the bin, then gone."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks import default_task_backend

from centre.content.bin import BinEntry
from centre.documents.storage import private_storage
from centre.documents.tasks import sweep_private_files, tidy_private_file
from centre.staff.bin import delete_entries, restore
from news.models import Post, PostDocument
from tests.builders import DAY, build_document, build_post, build_staff
from tests.centre.documents.samples import pdf
from tests.desk import errors_of, filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TAGGED = pdf(b"/StructTreeRoot 3 0 R")


@pytest.fixture
def desk(client):
    client.force_login(build_staff())
    return client


def row(content=TAGGED, name="Plan.pdf", **fields):
    values = {
        "file": SimpleUploadedFile(name, content),
        "title_pl": "Plan",
        "language": "pl",
        "position": 0,
        **fields,
    }
    return {
        "documents-TOTAL_FORMS": 1,
        **{f"documents-0-{name}": value for name, value in values.items()},
    }


def change_url(post):
    return f"/en/admin/news/post/{post.pk}/change/"


def send(desk, post, **changes):
    return desk.post(change_url(post), filled(desk.get(change_url(post))) | changes)


def exists(name):
    return private_storage().exists(name)


def queued():
    return [(r.task.name, tuple(r.args)) for r in default_task_backend.results]


def test_a_document_is_stored_with_what_its_checks_found(desk):
    post = build_post("wpis")
    assert send(desk, post, **row(name="../Plan: żółty.PDF", access="tagged")).url
    (document,) = post.documents.all()
    found = document.filename, document.kind, document.size, document.access
    assert found == ("Plan- żółty.pdf", "pdf", len(TAGGED), "tagged")
    assert document.file.name.startswith("private/")


def test_a_refused_document_says_why_at_its_field_and_loses_no_text(desk):
    post = build_post("wpis")
    response = send(desk, post, **row(b"<html>", title_pl="Mój tytuł"))
    page = desk.get(response.url) if response.status_code == 302 else response
    (text,) = errors_of(response)["documents-0-file"]
    assert text.startswith("This file is of no kind that we can offer.")
    assert "Mój tytuł" in page.text
    assert PostDocument.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title_pl": " "}, "title_pl"),
        ({"content": pdf(), "access": "tagged"}, "access"),
        ({"language": "xx"}, "language"),
        ({"file": ""}, "file"),
    ],
)
def test_what_is_wrong_with_a_document_is_said_at_its_field(desk, fields, field):
    response = send(desk, build_post("wpis"), **row(**fields))
    assert list(errors_of(response)) == [f"documents-0-{field}"]


def test_a_document_that_the_disk_does_not_take_loses_no_text(desk, monkeypatch):
    def full(self, name, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("centre.documents.storage.PrivateStorage._save", full)
    # Words of its own: a file that is there already is not written again.
    response = send(desk, build_post("wpis"), **row(pdf(b"/Size 28")))
    (text,) = errors_of(response)["documents-0-file"]
    assert text.startswith("The file could not be stored")


def test_another_file_takes_the_place_of_the_old_one(desk):
    post = build_post("wpis")
    document = build_document(post)
    old, address = document.file.name, document.url
    default_task_backend.clear()
    send(
        desk,
        post,
        **{"documents-0-file": SimpleUploadedFile("Plan wizyty.pdf", TAGGED)},
    )
    document.refresh_from_db()
    assert document.url == address
    assert (document.size, queued()) == (
        len(TAGGED),
        [("tidy_private_file", (old,))],
    )
    tidy_private_file.call(old)
    tidy_private_file.call(document.file.name)
    assert (exists(old), exists(document.file.name)) == (False, True)


def test_a_removed_document_comes_back_from_the_bin(desk):
    post = build_post("wpis")
    document = build_document(post)
    send(desk, post, **{"documents-0-DELETE": "on"})
    assert post.documents.count() == 0
    tidy_private_file.call(document.file.name)
    assert desk.get("/en/admin/bin/").status_code == 200
    restore(BinEntry.objects.get())
    assert post.documents.get().file.name == document.file.name
    assert exists(document.file.name)


def test_files_of_a_deleted_thing_stay_until_the_bin_is_emptied(desk):
    post = build_post("wpis")
    name = build_document(post).file.name
    desk.post(f"/en/admin/news/post/{post.pk}/delete/", {"post": "yes"})
    tidy_private_file.call(name)
    sweep_private_files(timezone.now() + timedelta(days=3))
    assert (Post.objects.count(), exists(name)) == (0, True)
    default_task_backend.clear()
    delete_entries(BinEntry.objects.all())
    assert queued() == [("tidy_private_file", (name,))]
    tidy_private_file.call(name)
    assert exists(name) is False


def test_what_nobody_names_is_swept_after_a_day():
    store = private_storage()
    left = store.save("private/left.pdf", ContentFile(b"x"))
    used = build_document(build_post("wpis")).file.name
    over = store.get_modified_time(left) + DAY  # the disk has a clock of its own
    sweep_private_files(over - timedelta(seconds=1))
    assert exists(left)
    assert sweep_private_files(over) >= 1
    assert (exists(left), exists(used)) == (False, True)
    assert sweep_private_files(store.get_modified_time(used) + 400 * DAY) == 0
    assert exists(used)
