"""How far each language of a thing is: in staff's lists, on the tabs of a form.

The board of translations asks the same rule (`state_of`). Rows whose texts belong to a
thing count with its own (`centre.content.row_texts`).
"""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import slug_columns
from centre.content.languages import columns
from centre.content.row_texts import count_lacking, row_keys

COMPLETE, STARTED, EMPTY = "complete", "started", "empty"
STATES = {
    COMPLETE: ("✓", _("complete")),
    STARTED: ("◐", _("started")),
    EMPTY: ("○", _("empty")),
}


def empty_of(texts: dict[str, str], fields: tuple[str, ...]) -> list[str]:
    """Return those of some fields that have no text (by field)."""
    return [name for name in fields if not strip_tags(texts[name] or "").strip()]


def state_of(
    texts: dict[str, str], required: tuple[str, ...], *, rows_lack: bool
) -> str:
    """Return whether a language's texts (by field) are complete, started or empty.

    What has a row without its text (`rows_lack`) is complete in part.
    """
    if not empty_of(texts, required):
        return STARTED if rows_lack else COMPLETE
    return STARTED if len(empty_of(texts, (*texts,))) < len(texts) else EMPTY


def states_of_object(obj: Any) -> list[tuple[str, str]]:
    """Return the code and the state of each stored language."""
    return [
        (
            code,
            state_of(
                {f: getattr(obj, c) for f, c in columns(type(obj), code).items()},
                obj.translation_required,
                rows_lack=count_lacking(obj, code) > 0,
            ),
        )
        for code in settings.CENTRE_LANGUAGES
    ]


def language_tabs(form: forms.ModelForm, formsets: list[Any]) -> list[dict[str, Any]]:
    """Return what each language tab shows: the language's state and its errors."""
    obj = form.instance
    faulty = {name for f in (form, *_forms_of(formsets)) for name in f.errors}
    rows = _rows_with_texts(obj, formsets)
    tabs = []
    for code, name in settings.CENTRE_LANGUAGES.items():
        names = columns(type(obj), code)
        texts = {f: _value(form, column) for f, column in names.items()}
        elsewhere = _lack_elsewhere(obj, rows, code)
        lack = elsewhere or any(_lacks(row, code) for row in rows)
        state = state_of(texts, obj.translation_required, rows_lack=lack)
        tabs.append(
            {
                "code": code,
                "name": name,
                "state": state,
                "sign": STATES[state][0],
                "word": STATES[state][1],
                "required": " ".join(names[f] for f in obj.translation_required),
                "columns": " ".join(names.values()),
                "rows": " ".join(_names_in_rows(obj, formsets, code)),
                "rows_lack_elsewhere": elsewhere,
                "has_errors": any(
                    column.endswith("_" + code.replace("-", "_"))
                    for column in faulty.difference(slug_columns())
                ),
            }
        )
    return tabs


def _forms_of(formsets: list[Any]) -> list[Any]:
    return [f for formset in formsets if formset.is_bound for f in formset.forms]


def _value(form: forms.ModelForm, column: str) -> str:
    """Return the form's value, or the row's where the form lacks the field."""
    if column in form.fields:
        return str(form[column].value() or "")
    return getattr(form.instance, column) or ""


# --- Rows whose texts belong to the thing ---------------------------------------------


def _of_rows(obj: Any, formsets: list[Any]) -> list[Any]:
    models = [key.model for key in row_keys(type(obj))]
    return [formset for formset in formsets if formset.model in models]


def _rows_with_texts(obj: Any, formsets: list[Any]) -> list[Any]:
    return [form for formset in _of_rows(obj, formsets) for form in formset.forms]


def _names_in_rows(obj: Any, formsets: list[Any], code: str) -> list[str]:
    """Return, for the script, the inputs of rows that a language needs."""
    return [
        f"{formset.prefix}:{column}"
        for formset in _of_rows(obj, formsets)
        for column in _needed(formset.model, code)
    ]


def _needed(model: Any, code: str) -> list[str]:
    names = columns(model, code)
    return [names[field] for field in model.translation_required]


def _lacks(row: Any, code: str) -> bool:
    """Return whether a row of a form, as it stands there, lacks a text in a language.

    One that is to be removed, or is new and empty, lacks nothing.
    """
    if "DELETE" in row.fields and row["DELETE"].value():
        return False
    if all(_value(row, column) for column in _needed(type(row.instance), code)):
        return False
    filled = (
        _value(row, column)
        for each in settings.CENTRE_LANGUAGES
        for column in _needed(type(row.instance), each)
    )
    return bool(row.instance.pk) or any(filled)


def _lack_elsewhere(obj: Any, rows: list[Any], code: str) -> bool:
    """Return whether stored rows that a form does not show lack a text."""
    shown = [row for row in rows if row.instance.pk]
    lacking = [row for row in shown if not all(_stored(row, code))]
    return count_lacking(obj, code) > len(lacking)


def _stored(row: Any, code: str) -> list[Any]:
    return [row.initial.get(c) for c in _needed(type(row.instance), code)]
