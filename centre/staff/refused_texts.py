"""Give back what somebody typed who may not save it any more.

Such a text is not kept: nothing waits on the desk for who may not write there. The page
that refuses it shows it to who has just sent it, and can send it again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms.utils import pretty_name
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from centre.content.richtext import RichTextField, clean_html
from centre.staff import unsaved
from centre.staff.form_pages import FormPage
from centre.staff.merging import digest_of
from centre.text.keys import is_row_key
from centre.web import errors

# What lists and forms send that nobody types, besides names that begin with "_".
NOT_WRITTEN = {"action", "select_across", "index", "id", "submission_key"}
COUNTS = ("_FORMS", "_FORMS_COUNT")
DIGESTS = "seen"
TICKED = (models.BooleanField, models.ForeignKey, models.ManyToManyField)


@dataclass(frozen=True)
class TypedText:
    """One field's text with its label; HTML that the editor could make if `is_rich`."""

    label: str
    text: str
    language: str
    is_rich: bool


def give_back(request: HttpRequest, url_name: str) -> HttpResponse | None:
    """Return the page that refuses what was sent and shows it, for its sender alone.

    No secret is on it, nothing keeps it. Returns None where there is nothing to show,
    or the form was opened by somebody else.
    """
    page, user = FormPage.read(request.POST), request.user
    if page and user.is_authenticated and page.user != user.pk:
        return None
    texts = [*typed_texts(unsaved.typed_words(request.POST), _model_of(url_name))]
    if not texts:
        return None
    context = {
        "texts": texts,
        "files": unsaved.sent_files(request),
        "sent": _sent_again(request) if user.is_authenticated else [],
        "address": request.get_full_path(),
    }
    response = errors.error_page(request, 403, "403_typed.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _sent_again(request: HttpRequest) -> list[tuple[str, str]]:
    """Return each name and value that the same form would send, without secrets."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not unsaved.is_secret(name)
    ]


def _model_of(url_name: str) -> Any:
    """Return the model whose page an address of the desk is; None for another page."""
    named = {
        f"{model._meta.app_label}_{model._meta.model_name}_": model
        for model in admin.site._registry
    }
    fitting = [name for name in named if url_name.startswith(name)]
    return named[max(fitting, key=len)] if fitting else None


def typed_texts(typed: dict[str, list[str]], model: Any) -> Iterator[TypedText]:
    """Find what was typed: not what was sent as it was shown, nor ticked."""
    for name, values in typed.items():
        text = ", ".join(value for value in values if value.strip())
        if not text or not _is_written(name) or _is_as_shown(typed, name):
            continue
        field, row = _field_of(model, name)
        if isinstance(field, TICKED):
            continue
        label = field.verbose_name if field else pretty_name(name.rpartition("-")[2])
        yield _typed_text(f"{row}{capfirst(str(label))}", text, field, name)


def _typed_text(label: str, text: str, field: Any, name: str) -> TypedText:
    """Return a text as a person reads it: a choice by its name, rich text sanitised."""
    language = name.rpartition("_")[2]
    known = language if language in settings.MODELTRANSLATION_LANGUAGES else ""
    if isinstance(field, RichTextField):
        return TypedText(label, clean_html(text), known, is_rich=True)
    names = dict(field.flatchoices) if field else {}
    return TypedText(label, str(names.get(text, text)), known, is_rich=False)


def _is_written(name: str) -> bool:
    last = name.rpartition("-")[2]
    return not (
        name.startswith("_")
        or last in NOT_WRITTEN | unsaved.OF_STORED
        or last.endswith(COUNTS)
    )


def _is_as_shown(typed: dict[str, list[str]], name: str) -> bool:
    """Return whether a form that says what it showed shows that it was left alone."""
    prefix, dash, field = name.rpartition("-")
    shown = " ".join(typed.get(f"{prefix}{dash}{DIGESTS}", []))
    return f"{field}:{digest_of(typed[name])}" in shown.split()


def _field_of(model: Any, name: str) -> tuple[Any, str]:
    """Return the field that an input is of, and what names its row; None if unknown."""
    rows, number, last = ["", "", *name.rsplit("-", 2)][-3:]
    row = ""
    try:
        if rows and is_row_key(number):
            model = model._meta.get_field(rows).related_model
            row = f"{capfirst(str(model._meta.verbose_name))} {int(number) + 1}: "
        field = model._meta.get_field(last)
        return (field if isinstance(field, models.Field) else None), row
    except (FieldDoesNotExist, AttributeError):
        return None, row
