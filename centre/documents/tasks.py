"""Delete files of the private store that no row and no entry of the bin names."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from centre.content.bin import BinEntry
from centre.documents.storage import FOLDER, PrivateFileField, private_storage
from centre.pictures.storing import lock_files
from centre.pictures.tasks import TIDY_AFTER, tidy_later, tidy_picture


@task()
def tidy_private_file(name: str) -> None:
    """Delete a file of the private store that nothing uses. The bin uses its own."""
    with transaction.atomic():
        lock_files(exclusive=True)
        if name not in _used() and PurePosixPath(name).stem not in BinEntry.stems():
            private_storage().delete(name)


def tidy_file(name: str) -> None:
    """Delete at once what nothing uses of a stored file, private or a picture's."""
    (tidy_private_file if _is_private(name) else tidy_picture).call(name)


def tidy_file_later(name: str) -> None:
    """Queue `tidy_file` for a day from now."""
    if _is_private(name):
        later = timezone.now() + TIDY_AFTER
        tidy_private_file.using(run_after=later).enqueue(name)
    else:
        tidy_later(name)


def sweep_private_files(at: datetime) -> int:
    """Delete what nothing names, a day after it was stored; return how many.

    A process that was killed between storing a file and the end of its transaction
    leaves one behind.
    """
    used, in_bin = _used(), BinEntry.stems()
    left = [
        name
        for name in _old_files(at)
        if name not in used and PurePosixPath(name).stem not in in_bin
    ]
    for name in left:
        tidy_private_file.call(name)
    return len(left)


def _is_private(name: str) -> bool:
    return name.startswith(f"{FOLDER}/")


def _old_files(at: datetime) -> list[str]:
    store = private_storage()
    try:
        names = [f"{FOLDER}/{name}" for name in store.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return []
    before = at - TIDY_AFTER
    return [name for name in names if store.get_modified_time(name) <= before]


def _used() -> set[str]:
    """Return the names of all files that a row has."""
    return {
        name
        for model, field in _columns()
        for name in model._base_manager.values_list(field.attname, flat=True)
    }


def _columns() -> Iterator[tuple[Any, PrivateFileField]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, PrivateFileField):
                yield model, field
