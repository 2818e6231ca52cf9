"""Files of an older version: shown beside those of now, and taken back by a form."""

from typing import Any

from django.core.files.storage import default_storage
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from centre.documents.models import Document
from centre.pictures.former import HISTORY_BEGINS
from centre.pictures.library import file_of
from centre.pictures.models import Picture

GONE_FILE = _("its file is no longer kept")


def shown_file(row: models.Model) -> SafeString | str:
    """Return what is seen of a row's file: a picture, described, or a document's name.

    A picture whose file is gone says so; "" for a row without a file.
    """
    if isinstance(row, Document):
        return f"{row.filename} ({row.file_facts})"
    if not isinstance(row, Picture):
        return ""
    if not is_kept(row):
        return str(GONE_FILE)
    described = "" if row.decorative else str(row)
    return format_html(
        '<img class="picture-then" src="{}" alt="{}" loading="lazy">',
        row.image.url,
        described,
    )


def is_kept(row: models.Model) -> bool:
    """Return whether a row of an older version can be had again: its file is there.

    A document that was taken out is had again from the bin, and from nowhere else.
    """
    if isinstance(row, Document):
        return False
    if not isinstance(row, Picture):
        return True
    name = row.image.name or ""
    return bool(name) and default_storage.exists(name)


def has_another_file(then: models.Model, now: models.Model) -> bool:
    """Return whether a row had another file then, or the same by another name."""
    match then, now:
        case Document(), Document():
            return (then.file, then.filename) != (now.file, now.filename)
        case Picture(), Picture():
            return bool(then.image != now.image)
    return False


def take_file(values: dict[str, Any], row: models.Model) -> None:
    """Let the values that a form begins with name the former file, and no upload.

    A document keeps the file that it has: the former one is not kept.
    """
    if isinstance(row, Document):
        del values["file"]
    if isinstance(row, Picture):
        del values["image"]
        if is_kept(row):
            values["taken"] = file_of(row.image.name or "")


def older_than_history(model: Any, keys: list[Any]) -> set[Any]:
    """Return the rows of which nobody knows how they were before their history."""
    begun = model.history.filter(history_change_reason=HISTORY_BEGINS, id__in=keys)
    return {*begun.values_list("id", flat=True)} if keys else set()
