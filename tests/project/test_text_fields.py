"""Whatever people type is cleaned: no field of a model or a form is left out."""

import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.contrib.admin import site
from django.db import models
from django.test import RequestFactory

from centre.content.richtext import RichTextField, RichTextFormField
from centre.staff.mixins import ReadOnlyAdmin
from centre.text.fields import (
    CharFormField,
    CleanCharField,
    CleanEmailField,
    CleanTextField,
    EmailFormField,
    IntegerFormField,
)
from centre.web.refused import MAX_VALUE_CHARS

pytestmark = pytest.mark.once

OURS = ("centre", "news", "events")
# Columns that our own code fills in: keys, hashes, language codes, composed mails.
GENERATED = {
    "reference", "token_hash", "submission_hash", "code_hash", "digest", "hash", "rule",
    "previous_hash", "key", "rendered", "message_id", "once", "model", "language",
    "object_key", "filename", "window",
}  # fmt: skip
COMPOSED = {"OutgoingEmail": {"subject", "text", "html", "calendar"},
            "NoticeVersion": {"text"}, "BinEntry": {"title"},
            "OutdatedText": {"part", "field", "source_hash"},
            "KeptAnswer": {"address", "html"},
            "UnsavedForm": {"saved_digest", "origin"},
            "ProgrammeSheet": {"html"},
            "ImportRun": {"source"},
            "LibraryText": {"kind", "owner", "texts", "title"},
            "ErasedAddress": {"address_hash"},
            "ImportItem": {"kind", "title"},
            "ImportedSource": {"source", "source_hash", "written_hash"},
            "FormerAddress": {"path"},
            "PostDocument": {"file", "kind"}, "ActivityDocument": {"file", "kind"},
            "MessageAttachment": {"kind"},
            "VisitDocument": {"file", "kind"}, "PageDocument": {"file", "kind"},
            "PreparedDocument": {"kind", "file_before"},
            "PictureRights": {"image"}, "PostPicture": {"image"},
            "ActivityPicture": {"image"}, "VisitPicture": {"image"},
            "PagePicture": {"image"},
            "SearchDocument": {"kind", "slug", "title", "text"},
            "SearchWord": {"spelling", "form"},
            "InflectedForm": {"form", "base"}}  # fmt: skip


def typed_columns():
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            name = model.__name__.removeprefix("Historical")
            for field in model._meta.concrete_fields:
                if (
                    isinstance(field, models.CharField | models.TextField)
                    and not isinstance(field, models.SlugField | models.URLField)
                    and not field.choices
                    and field.name not in GENERATED | COMPOSED.get(name, set())
                    and not field.name.startswith("history_")
                    and type(field).__name__ not in ("CountryField", "FileField")
                ):
                    yield f"{model.__name__}.{field.name}", field


def test_every_typed_column_is_cleaned():
    clean = (CleanCharField, CleanTextField, CleanEmailField, RichTextField)
    columns = dict(typed_columns())
    assert [name for name, f in columns.items() if not isinstance(f, clean)] == []
    assert {"Post.title_uk", "Delegate.email", "Feedback.useful"} <= columns.keys()


def forms_of_ours():
    for label in OURS:
        package = importlib.import_module(label)
        for module in pkgutil.walk_packages(package.__path__, f"{label}."):
            if ".migrations" in module.name or module.name == "centre.wsgi":
                continue
            for value in vars(importlib.import_module(module.name)).values():
                if (
                    isinstance(value, type)
                    and hasattr(value, "base_fields")
                    and value.__module__.partition(".")[0] in OURS
                ):
                    yield value


def unclean(fields):
    clean = (CharFormField, EmailFormField, IntegerFormField, RichTextFormField)
    return [
        name
        for name, field in fields.items()
        if type(field) in (forms.CharField, forms.EmailField, forms.IntegerField)
        and not isinstance(field, clean)
        and not field.widget.is_hidden
        and not isinstance(field.widget, forms.PasswordInput)  # as it was typed
    ]


def test_every_form_cleans_what_is_typed():
    found = {form: unclean(form.base_fields) for form in forms_of_ours()}
    assert {form.__qualname__: names for form, names in found.items() if names} == {}
    assert len(found) > 20


def test_no_text_is_longer_than_what_is_kept_of_a_refused_form():
    """A value that was cut is refused again, and never taken for the whole."""
    longest = {
        f"{form.__qualname__}.{name}": field.max_length
        for form in forms_of_ours()
        if form.__module__.startswith(("events.registrations", "events.visit_requests"))
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and not field.widget.is_hidden
    }
    too_long = {
        n: most for n, most in longest.items() if not most or most >= MAX_VALUE_CHARS
    }
    assert too_long == {}
    assert longest["PeopleTableForm.table"] == 8000


@pytest.mark.django_db
def test_every_form_of_the_desk_cleans_what_is_typed(admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user
    found = {}
    for model, admin in site._registry.items():
        ours = model._meta.app_label in OURS
        if ours and not isinstance(admin, ReadOnlyAdmin):
            form = admin.get_form(request)
            inlines = [
                i.get_formset(request).form for i in admin.get_inline_instances(request)
            ]
            names = [n for f in (form, *inlines) for n in unclean(f.base_fields)]
            found[model.__name__] = names
    assert {name: names for name, names in found.items() if names} == {}
    assert found["Post"] == []
