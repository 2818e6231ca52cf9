"""Files in the forms of the objects that they belong to, of whatever kind they are."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from centre.content.files import HasFiles
from centre.documents.storage import PrivateFileField
from centre.documents.tasks import tidy_file, tidy_file_later
from centre.pictures.storing import stored_files
from centre.staff.bin import put_in_bin
from centre.web.caching import store_nowhere
from centre.web.downloads import Download, send_file


def put_files_in_bin(formset: Any, user: Any, at: datetime) -> None:
    """Write down, before saving, the rows with files that are taken out."""
    for form in formset.deleted_forms:
        if form.instance.pk and not form.cleaned_data.get("withdrawn"):
            put_in_bin(form.instance, (), user, at)


def tidy_replaced(formset: Any) -> None:
    """Queue, after saving, the tidying of private files that were taken out."""
    for form in formset.initial_forms:
        for field in formset.model._meta.concrete_fields:
            if not isinstance(field, PrivateFileField):
                continue
            before = form.initial.get(field.name)
            gone = form in formset.deleted_forms or field.name in form.changed_data
            if before and gone:
                tidy_file_later(before.name)


@contextmanager
def undo_files_on_failure() -> Iterator[None]:
    """Delete the files that are stored meanwhile if it fails, unless a row uses them.

    What a database undoes by itself, a disk does not.
    """
    with stored_files() as names:
        try:
            yield
        except BaseException:
            for name in names:
                tidy_file(name)
            raise


def stored_file_view(
    request: HttpRequest, label: str, pk: int, field: str
) -> HttpResponseBase:
    """Serve a private file to staff who may see what it belongs to.

    Raises Http404 where there is none, PermissionDenied.
    """
    row = _row(label, pk, field)
    owner = row.owner
    owner_admin = admin.site._registry.get(type(owner))
    if owner_admin is None or not owner_admin.has_view_permission(request, owner):
        raise PermissionDenied
    file = getattr(row, field)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    name = getattr(row, "filename", "") if field == "file" else ""
    response = send_file(request, Download(file, kind, row.stored_at, name))
    store_nowhere(response)
    return response


def _row(label: str, pk: int, field: str) -> Any:
    """Return the row of a model that has such a private file.

    Raises Http404.
    """
    try:
        model = apps.get_model(label)
        column = model._meta.get_field(field)
    except (LookupError, ValueError, FieldDoesNotExist):
        raise Http404 from None
    if not issubclass(model, HasFiles) or not isinstance(column, PrivateFileField):
        raise Http404
    row = model._base_manager.filter(pk=pk).first()
    if row is None or not getattr(row, field):
        raise Http404
    return row
