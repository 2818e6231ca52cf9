"""The form that pictures or documents of the library are chosen for."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from centre.content.files import HasFiles

_NAMED = re.compile(r"([a-z]+\.[a-z]+):([0-9]{1,18}):([a-z]+)")


@dataclass(frozen=True)
class LibraryTarget:
    """A thing on the desk, and the rows of its form that take files of the library."""

    named: str
    title: str
    form_url: str
    rows: str
    model: type[HasFiles]

    def url_with(self, files: list[str]) -> str:
        """Return the address of its form, with a new row for each of these files."""
        query = urlencode({f"{self.rows}-take": " ".join(files)})
        return f"{self.form_url}?{query}#{self.rows}-group"


def find_target(request: HttpRequest, named: str, kind: Any) -> LibraryTarget | None:
    """Return what an address names as label, key and rows; None where it names none.

    The reader has to be allowed to change it, and to add such rows to it: pictures or
    documents, as `kind` says.
    """
    found = _NAMED.fullmatch(named)
    thing_admin = _admin_of(found[1]) if found else None
    if found is None or thing_admin is None:
        return None
    thing = thing_admin.get_object(request, found[2])
    if thing is None or not thing_admin.has_change_permission(request, thing):
        return None
    inlines = thing_admin.get_inline_instances(request, thing)
    models = {
        _rows_of(inline): inline.model
        for inline in inlines
        if issubclass(inline.model, kind) and inline.has_add_permission(request, thing)
    }
    if found[3] not in models:
        return None
    name = f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change"
    url = reverse(name, args=[thing.pk])
    return LibraryTarget(named, str(thing), url, found[3], models[found[3]])


def _admin_of(label: str) -> Any:
    try:
        return admin.site._registry.get(apps.get_model(label))
    except LookupError:
        return None


def _rows_of(inline: Any) -> str:
    field = inline.model._meta.get_field(inline.model.owner_field())
    return field.remote_field.get_accessor_name()
