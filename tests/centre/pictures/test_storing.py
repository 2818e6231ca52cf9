"""Each content is stored once, whole or not at all."""

import errno
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction

from centre.pictures.storing import (
    FileNotStored,
    lock_files,
    store_once,
    stored_files,
)
from tests.helpers import wait_until_blocked

pytestmark = pytest.mark.once

NAME = "pictures/abc.jpg"


@pytest.fixture
def storage(tmp_path):
    return FileSystemStorage(tmp_path)


def listed(storage):
    return sorted(
        f"{storage.size(f'pictures/{name}')} {name}"
        for name in storage.listdir("pictures")[1]
    )


@pytest.mark.django_db
def test_the_same_content_is_stored_once(storage):
    with stored_files() as names:
        store_once(storage, NAME, ContentFile(b"12345"))
        store_once(storage, NAME, ContentFile(b"12345"))
    assert (listed(storage), names) == (["5 abc.jpg"], [NAME])


@pytest.mark.django_db
def test_what_a_full_disk_left_of_a_file_is_replaced(storage):
    storage.save(NAME, ContentFile(b""))
    store_once(storage, NAME, ContentFile(b"12345"))
    assert listed(storage) == ["5 abc.jpg"]


@pytest.mark.django_db
def test_a_full_disk_leaves_nothing_behind(storage, monkeypatch):
    class Breaks(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"12"
            raise OSError(errno.ENOSPC, "No space left on device")

    with stored_files() as names, pytest.raises(FileNotStored):
        store_once(storage, NAME, Breaks(b"12345"))
    assert (listed(storage), names) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_store_one_file(storage):
    both = threading.Barrier(2)

    def upload():
        both.wait()
        store_once(storage, NAME, ContentFile(b"12345" * 100_000))
        connection.close()

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert listed(storage) == ["500000 abc.jpg"]


@pytest.mark.django_db(transaction=True)
def test_nobody_deletes_while_a_picture_is_saved(storage):
    done = []

    def delete():
        with transaction.atomic():
            lock_files(exclusive=True)
            done.append("deleted")
        connection.close()

    thread = threading.Thread(target=delete)
    with transaction.atomic():
        store_once(storage, NAME, ContentFile(b"12345"))
        thread.start()
        wait_until_blocked(thread)
        done.append("saved")
    thread.join()
    assert done == ["saved", "deleted"]
