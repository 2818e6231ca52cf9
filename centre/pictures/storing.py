"""Where the files of pictures are stored: each content once, whole or not at all."""

import contextlib
import os
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, Storage
from django.db import connection

LOCK = 20_261_125  # any number that no other lock has

_stored: ContextVar[list[str] | None] = ContextVar("stored", default=None)


class FileNotStored(OSError):
    """The disk is full, or can't be written; nothing of the file is left."""


def store_once(storage: Any, name: str, content: Any) -> None:
    """Store a file whose name follows from its content, unless it is there already.

    A name stands for a whole file at any moment, under two uploads at once as well.

    Raises FileNotStored.
    """
    lock_files(exclusive=False)
    if storage.exists(name) and storage.size(name) == content.size:
        return
    _write_whole(storage, name, content)
    names = _stored.get()
    if names is not None:
        names.append(name)


def _write_whole(storage: Any, name: str, content: Any) -> None:
    """Write a file under another name first; an object of a store appears whole."""
    on_disk = isinstance(storage, FileSystemStorage)
    part = f"{name}.{uuid4().hex}.part" if on_disk else name
    try:
        storage.save(part, content)
        if on_disk:
            os.replace(storage.path(part), storage.path(name))
    except OSError as error:
        _delete_part(storage, part)
        raise FileNotStored(*error.args) from error


def _delete_part(storage: Storage, part: str) -> None:
    with contextlib.suppress(OSError):
        storage.delete(part)


@contextlib.contextmanager
def stored_files() -> Iterator[list[str]]:
    """Yield the names of the files that are stored meanwhile, by this request alone."""
    names: list[str] = []
    token = _stored.set(names)
    try:
        yield names
    finally:
        _stored.reset(token)


def lock_files(*, exclusive: bool) -> None:
    """Lock all files of pictures until the end of the transaction.

    Who stores one, or finds it stored, shares the lock until its row is there for all
    to see; who deletes one is alone, and looks for rows afterwards.
    """
    function = "pg_advisory_xact_lock" + ("" if exclusive else "_shared")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])
