"""A new form's page that made a thing is sent again with other words (record 61).

No second thing is made: the words are kept, and fill the form of the one that is there.
"""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from centre.models import UnsavedForm
from centre.staff import unsaved


def tell_made(request: HttpRequest, made: UnsavedForm) -> None:
    """Say that a page made a thing before, and where the words are."""
    model = apps.get_model(made.model)
    text = _(
        "This page made “%(thing)s” before, so no second one is made. What you typed "
        "since is in its form: look it through and save it. If you want one more, open "
        "a new form."
    )
    thing = model._base_manager.get(pk=made.object_key)
    messages.warning(request, text % {"thing": thing})


def is_of_new_form(form: UnsavedForm) -> bool:
    """Return whether a text of a thing was typed into the new form that made it."""
    shown = form.fields.get("seen", [""])
    return form.object_key.isdecimal() and shown == [""]


def as_sent_of_made(
    registered: Any, request: HttpRequest, kept: UnsavedForm
) -> QueryDict:
    """Return what a new form sent as the form of the thing it made would send it.

    What the new form does not ask for stays as it is stored.
    """
    typed = unsaved.as_sent(kept)
    sent = typed.copy()
    thing = registered.get_object(request, kept.object_key)
    if thing is None:
        return sent
    form: Any = registered.get_form(request, thing, change=True)(instance=thing)
    sent["seen"] = form.initial.get("seen", "")
    for name in form.fields.keys() - registered.get_form(request).base_fields.keys():
        sent.setlist(name, _as_shown(form[name]))
    for formset_class, _inline in registered.get_formsets_with_inlines(request, thing):
        prefix = formset_class.get_default_prefix()
        if f"{prefix}-TOTAL_FORMS" in sent:
            rows = formset_class(typed, instance=thing)
            _pair_rows(sent, rows, formset_class(instance=thing))
    return sent


def _as_shown(field: Any) -> list[str]:
    """Return what a browser sends of a field that nobody changes."""
    value = field.value()
    if isinstance(value, bool):
        return ["on"] if value else []
    values = value if isinstance(value, list) else [value]
    return [str(each) for each in values if each is not None]


def _pair_rows(sent: QueryDict, typed: Any, stored: Any) -> None:
    """Say of which stored rows the typed ones are: they were made in this order.

    Where there are fewer of them now, it can't be told which: the stored ones stay.
    """
    rows = [form for form in typed.forms if form.has_changed()]
    made = sorted(stored.initial_forms, key=lambda form: form.instance.pk)
    if len(rows) < len(made):
        rows, made = [], []
    taken = [_own_fields(sent, form.prefix) for form in rows]
    key = typed.model._meta.pk.name
    for number, fields in enumerate(taken):
        prefix = typed.add_prefix(number)
        if number < len(made):
            fields[key] = [str(made[number].instance.pk)]
            fields["seen"] = [str(made[number].initial.get("seen", ""))]
        for name, values in fields.items():
            sent.setlist(f"{prefix}-{name}", values)
    sent[f"{typed.prefix}-TOTAL_FORMS"] = str(len(rows))
    sent[f"{typed.prefix}-INITIAL_FORMS"] = str(len(made))


def _own_fields(sent: QueryDict, prefix: str) -> dict[str, list[str]]:
    """Take a row's fields out of what was sent."""
    names = [name for name in sent if name.startswith(f"{prefix}-")]
    return {name.removeprefix(f"{prefix}-"): sent.pop(name) for name in names}
