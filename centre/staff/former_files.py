"""Files of an older version: shown beside those of now, and taken back by a form."""

from typing import Any

from django.core.files.storage import default_storage
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from centre.pictures.former import HISTORY_BEGINS
from centre.pictures.library import file_of
from centre.pictures.models import Picture

GONE_FILE = _("its file is no longer kept")


def shown_file(row: models.Model) -> SafeString | str:
    """Return a picture, described, or that its file is gone; "" for another row."""
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
    """Return whether a row of an older version can be had again: its file is there."""
    if not isinstance(row, Picture):
        return True
    name = row.image.name or ""
    return bool(name) and default_storage.exists(name)


def take_file(values: dict[str, Any], row: models.Model) -> None:
    """Let the values that a form begins with name the former file, and no upload."""
    if isinstance(row, Picture):
        del values["image"]
        if is_kept(row):
            values["taken"] = file_of(row.image.name or "")


def older_than_history(model: Any, keys: list[Any]) -> set[Any]:
    """Return the rows of which nobody knows how they were before their history."""
    begun = model.history.filter(history_change_reason=HISTORY_BEGINS, id__in=keys)
    return {*begun.values_list("id", flat=True)} if keys else set()
