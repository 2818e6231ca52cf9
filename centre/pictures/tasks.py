"""Background tasks on pictures: make their sizes, delete unused files.

A worker may be killed, a disk may be full: `render_again`, called every minute, finds
the pictures whose sizes are due and not there, and gives up after `MAX_ATTEMPTS`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet, Value, prefetch_related_objects
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from centre.content.bin import BinEntry
from centre.pictures.files import delete_sizes, render_sizes
from centre.pictures.former import former_stems
from centre.pictures.models import Picture
from centre.pictures.storing import lock_files

# Pages that name the old files may be held by browsers and proxies for some minutes.
TIDY_AFTER = timedelta(days=1)
RENDER_AGAIN_AFTER = timedelta(minutes=5)
MAX_ATTEMPTS = 5


@task()
def render_picture(model_label: str, pk: int) -> str:
    """Make all sizes of one picture; store and return their version.

    Twice is the same as once. If the picture was changed or deleted meanwhile, nothing
    is stored: the change has its own task. Returns "" for a picture that is gone.
    """
    model = apps.get_model(model_label)
    picture = model.objects.filter(pk=pk).first()
    if picture is None:
        return ""
    model.objects.filter(pk=pk).update(
        render_attempts=F("render_attempts") + 1,
        render_due_at=timezone.now() + RENDER_AGAIN_AFTER,
    )
    unchanged = {
        "image": picture.image.name,
        "focal_x": picture.focal_x,
        "focal_y": picture.focal_y,
    }
    focal = (picture.focal_x, picture.focal_y)
    version = render_sizes(picture.image.storage, picture.image.name, focal)
    stored = model.objects.filter(pk=pk, **unchanged).update(
        rendered=version, render_attempts=0, render_due_at=None
    )
    if stored and picture.rendered not in {"", version}:
        tidy_later(picture.image.name)
    return version


def render_again(at: datetime) -> int:
    """Queue the sizes of pictures that are due and not there; return how many.

    What still waits in the queue is not queued again, and a picture that was begun
    `MAX_ATTEMPTS` times is left to staff.
    """
    due = Q(render_due_at__lte=at) | Q(rendered="", render_due_at=None)
    found = find_pictures(due & Q(render_attempts__lt=MAX_ATTEMPTS))
    return sum(_queue_again(picture, at) for picture in found)


def _queue_again(picture: Picture, at: datetime) -> bool:
    """Queue a picture's sizes unless they wait, or another process did it just now."""
    args = [picture._meta.label, picture.pk]
    waiting = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, args_kwargs__args=args
    )
    if waiting.exists():
        return False
    as_read = {"pk": picture.pk, "render_due_at": picture.render_due_at}
    with transaction.atomic():
        mine = type(picture)._default_manager.filter(**as_read)
        queued = mine.update(render_due_at=at + RENDER_AGAIN_AFTER)
        if queued:
            render_picture.enqueue(*args)
    return bool(queued)


def picture_models() -> Iterator[Any]:
    """Yield every model of pictures."""
    return (model for model in apps.get_models() if issubclass(model, Picture))


def find_pictures(condition: Q) -> list[Picture]:
    """Return the pictures of all models that meet a condition.

    One query tells which models have any; no other model is asked.
    """
    first, *others = [_has_any(model, condition) for model in picture_models()]
    return [
        picture
        for (label,) in first.union(*others, all=True)
        for picture in apps.get_model(label)._default_manager.filter(condition)
    ]


def _has_any(model: Any, condition: Q) -> QuerySet:
    """Return a model's label, once, if it has pictures that meet a condition."""
    rows: QuerySet = QuerySet(model).order_by().filter(condition)
    return rows.values_list(Value(model._meta.label))[:1]


def given_up() -> list[Picture]:
    """Return the pictures whose sizes are left to staff, with what they belong to.

    It is read by one query for each model of pictures.
    """
    found = find_pictures(Q(render_attempts__gte=MAX_ATTEMPTS))
    by_model: Any = groupby(found, key=type)
    for model, pictures in by_model:
        if owner := model.owner_field():
            prefetch_related_objects([*pictures], owner)
    return found


def sweep_files(at: datetime) -> int:
    """Delete what no picture names, a day after it was stored; return how many.

    A process that was killed between storing a file and the end of its transaction
    leaves one behind, and so do sizes that were made of a picture just deleted.
    """
    used = {
        name
        for model in picture_models()
        for name in model._base_manager.values_list("image", flat=True)
    }
    kept = BinEntry.stems() | former_stems(at)
    stems = {PurePosixPath(name).stem for name in used} | kept
    files = [
        name
        for name in _old_files("pictures", 1, at)
        if name not in used and PurePosixPath(name).stem not in kept
    ]
    sizes = [
        name
        for name in _old_files("sizes", 0, at)
        if PurePosixPath(name).name not in stems
    ]
    for name in files + sizes:
        tidy_picture.call(name)
    return len(files) + len(sizes)


def _old_files(folder: str, kind: int, at: datetime) -> list[str]:
    """Return what is in a folder for a day: its folders (0) or its files (1)."""
    try:
        names = default_storage.listdir(folder)[kind]
    except FileNotFoundError:
        return []
    paths = [f"{folder}/{name}" for name in names]
    before = at - TIDY_AFTER
    return [p for p in paths if default_storage.get_modified_time(p) <= before]


def tidy_later(name: str) -> None:
    """Queue `tidy_picture` for a day from now."""
    tidy_picture.using(run_after=timezone.now() + TIDY_AFTER).enqueue(name)


@task()
def tidy_picture(name: str) -> None:
    """Delete the sizes of a stored picture that no row uses, and an unused original.

    What is in the bin is used, and an original that the history shows (`former_stems`).

    Two rows may share a file (its name comes from the content) and use different parts
    of it: then everything stays. `name` may be that of its folder of sizes as well.
    """
    original = f"pictures/{PurePosixPath(name).stem}."
    with transaction.atomic():
        lock_files(exclusive=True)
        rows = [
            rendered
            for model in picture_models()
            for rendered in model._base_manager.filter(
                image__startswith=original
            ).values_list("rendered", flat=True)
        ]
        stem = PurePosixPath(name).stem
        if stem in BinEntry.stems():
            return
        if not rows and stem not in former_stems(timezone.now()):
            delete_sizes(default_storage, name)
            default_storage.delete(name)
        elif len(set(rows)) == 1 and rows[0]:
            delete_sizes(default_storage, name, keep=rows[0])
