"""The private store: files that only a view of ours gives out, named by their content.

It is a folder of its own, which no web server may serve. What belongs to a draft, or to
the people of one visit, lies nowhere else.
"""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.functional import cached_property

from centre.documents.uploads import ACCEPTED_ENDINGS, clean_document
from centre.pictures.storing import store_once

FOLDER = "private"


class PrivateStorage(FileSystemStorage):
    """A store whose files have no address of their own."""

    @cached_property
    def base_location(self) -> Any:
        return settings.PRIVATE_ROOT

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address of its own.")


def private_storage() -> Storage:
    """Return the private store of the settings."""
    return storages["private"]


def private_name(instance: Any, filename: str) -> str:
    """Return the name that a new file is stored under; its content replaces it."""
    return f"{FOLDER}/{filename}"


class PrivateFile(FieldFile):
    """A file of the private store; one of the same content is used again."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        name = name_by_content(name, content)
        store_once(self.storage, name, content)
        self.name = name
        setattr(self.instance, self.field.attname, name)
        self._committed = True
        if save:
            self.instance.save()

    @property
    def url(self) -> str:
        """Where staff get it; readers have the address of what it belongs to."""
        row = getattr(self.instance, "file_held_by", None) or self.instance
        where = (row._meta.label_lower, row.pk, self.field.name)
        return reverse("admin:stored-file", args=where)

    @property
    def shown_name(self) -> str:
        """What people call it: its own name, or what it is."""
        ending = PurePosixPath(self.name or "").suffix
        return getattr(self.instance, "filename", "") or self.field.name + ending


class PrivateFileField(models.FileField):
    """A column for the name of a file in the private store."""

    attr_class = PrivateFile

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ours = {"upload_to": private_name, "storage": private_storage}
        super().__init__(*args, **ours | kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("storage", None)
        kwargs["upload_to"] = ""  # as one that a migration names has it
        return name, "django.db.models.FileField", args, kwargs


class DocumentUploadField(forms.FileField):
    """A form's document, checked; `checked` on the file says what it is."""

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        # A model's field passes the limit of its column, which holds our own name.
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        uploaded: Any = super().to_python(data)
        if uploaded is not None:
            uploaded.checked = clean_document(uploaded)
        return uploaded

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": ACCEPTED_ENDINGS}


class DocumentField(PrivateFileField):
    """The file of a document. Code without a form calls `clean_document` itself."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": DocumentUploadField} | kwargs)


def name_by_content(name: str, content: File) -> str:
    """Return what a file is stored under: its content, and the ending of its name."""
    return f"{FOLDER}/{_digest(content)}{PurePosixPath(name).suffix.lower()}"


def _digest(content: File) -> str:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()[:24]
