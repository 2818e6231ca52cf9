"""Put pictures into the library, each by itself, with the checks of any upload."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from centre.pictures.library import (
    PICTURE_FOLDER,
    LibraryPicture,
    find_stored,
    refuse_refused,
)
from centre.pictures.storing import FileNotStored
from centre.pictures.tasks import render_picture
from centre.pictures.uploads import clean_picture
from centre.staff.files import undo_files_on_failure
from centre.staff.pictures import NOT_STORED

# A picture takes up to two seconds; a request has thirty.
MOST_AT_ONCE = 10
TOO_MANY = _(
    "This was one too many at once, and it was left out. Send it with the next ones."
)


def add_to_library(uploaded: File) -> str:
    """Store a picture unless it is there; return its file.

    Raises ValidationError where it can't be used, or somebody in it refused.
    """
    content = clean_picture(uploaded).content
    file = content.name or ""
    try:
        with undo_files_on_failure(), transaction.atomic():
            refuse_refused(PICTURE_FOLDER + file)
            if not find_stored(file):
                picture = LibraryPicture.objects.create(image=content)
                render_picture.enqueue(picture._meta.label, picture.pk)
    except FileNotStored as error:
        raise ValidationError(NOT_STORED, code="not_stored") from error
    return file


def add_each(uploads: Iterable[File]) -> tuple[list[str], list[tuple[str, Any]]]:
    """Store pictures one after the other, so that one is held in memory at a time.

    Return the files that are stored, and the name of each other with the reason.
    """
    stored: list[str] = []
    refused: list[tuple[str, Any]] = []
    for number, uploaded in enumerate(uploads):
        name = uploaded.name or ""
        if number >= MOST_AT_ONCE:
            refused.append((name, TOO_MANY))
            continue
        try:
            stored.append(add_to_library(uploaded))
        except ValidationError as error:
            refused.append((name, error.messages[0]))
    return [*dict.fromkeys(stored)], refused
