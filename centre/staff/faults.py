"""Name each fault of a refused form at its top, as a link to where it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import flatten
from django.utils.text import capfirst


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which field, and the id of its input ("" for none)."""

    text: str
    where: str = ""
    anchor: str = ""


def faults_of(form: forms.BaseForm, formsets: list[Any]) -> list[Fault]:
    """Return a form's faults and those of its rows, in the order of the page."""
    faults = [*_faults_of_form(form)]
    for formset in formsets:
        heading = f"{formset.prefix}-heading"
        name = str(capfirst(formset.model._meta.verbose_name_plural))
        faults += [Fault(str(e), name, heading) for e in formset.non_form_errors()]
        for number, row in enumerate(formset.forms, start=1):
            name = f"{capfirst(formset.model._meta.verbose_name)} {number}"
            anchor = f"{formset.prefix}-{number - 1}"
            faults += _faults_of_form(row, name, anchor)
    return faults


def unfold_faulty(shown: AdminForm) -> None:
    """Unfold the groups of fields that hold a fault.

    Django does so too, but not for fields that stand side by side.
    """
    shown.fieldsets = [
        (name, options | {"classes": _without_fold(options, shown.form)})
        for name, options in shown.fieldsets
    ]


def _without_fold(options: dict[str, Any], form: forms.BaseForm) -> list[str]:
    faulty = not form.errors.keys().isdisjoint(flatten(options["fields"]))
    return [c for c in options.get("classes", ()) if not (faulty and c == "collapse")]


def _faults_of_form(
    form: forms.BaseForm, row: str = "", anchor: str = ""
) -> Iterator[Fault]:
    for text in form.non_field_errors():
        yield Fault(str(text), row, anchor)
    for name in form.fields:
        if name in form.errors:
            field = form[name]
            where = ", ".join(filter(None, [row, str(field.label), _language(field)]))
            hidden = field.is_hidden
            for text in field.errors:
                yield Fault(str(text), where, anchor if hidden else field.auto_id)


def _language(field: forms.BoundField) -> str:
    """Return the name of the language that a field is written in.

    It is "" where the field has none, or its label says it already.
    """
    code = field.field.widget.attrs.get("lang", "")
    name = settings.CENTRE_LANGUAGES.get(code, "")
    return "" if name in str(field.label) else name
