"""Compare an older version with what is saved now, rows included, and take parts of it.

What is taken fills the ordinary form, and is saved by hand: its rules, its mails and
what is shown before are those of typing it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import NoneType
from typing import Any

from django.contrib import messages
from django.db.models import FileField
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from centre.content.addressed import slug_columns
from centre.content.differences import compare_texts
from centre.pictures.former import HISTORY_BEGINS
from centre.staff.former_files import (
    has_another_file,
    is_kept,
    older_than_history,
    shown_file,
    take_file,
)
from centre.staff.history import LanguageChanges, parts_html
from centre.staff.mixins import PageAdmin
from centre.staff.pictures import PictureForm
from centre.text.keys import is_row_key

# The parameters of a form's address: a version, and what of it fills the form.
VERSION, TAKE = "from_version", "take"
# What no version brings back: it is about now, or about whoever answers for it.
NEVER_TAKEN = {
    *("id", "slug", *slug_columns()),
    *("published_at", "published_until", "author", "is_sample"),
}
MOST_ROWS = 60  # versions of rows that the page of the history shows


@dataclass(frozen=True)
class ValueThen:
    """One value that differs: then and now in words; `take` names it, if it can be."""

    label: str
    before: Any
    after: Any
    parts: str = ""
    take: str = ""


@dataclass(frozen=True)
class RowThen:
    """A session, a picture, a document: what differs; `state` where it is whole."""

    title: str
    values: list[ValueThen]
    state: Any = ""
    take: str = ""
    shown: Any = ""  # what is seen of its file where it is whole


def words_then(version: Any, now: Any) -> list[ValueThen]:
    """Return what differs in each language, with what is gone and what is new."""
    return [
        value
        for value in _values(type(now), version, now)
        if _is_word(type(now), value.take)
    ]


def facts_then(version: Any, now: Any) -> list[ValueThen]:
    """Return what else differs and can be taken back."""
    return [
        value
        for value in _values(type(now), version, now)
        if not _is_word(type(now), value.take) and value.take not in NEVER_TAKEN
    ]


def rows_then(model: Any, owner: Any, moment: datetime) -> list[RowThen]:
    """Return how rows of a model were otherwise at a moment (aware) than now."""
    name = _field_to(model, type(owner))
    then = {
        row.pk: row for row in model.history.as_of(moment).filter(**{name: owner.pk})
    }
    now = {row.pk: row for row in model._base_manager.filter(**{name: owner.pk})}
    label = model._meta.label_lower
    found = []
    for key, row in sorted(then.items()):
        take = f"{label}:{key}"
        if key not in now:
            found.append(_gone(row, take))
        elif values := _values(model, row, now[key]):
            can_take = any(value.take for value in values)
            found.append(RowThen(_title(row), values, take=take if can_take else ""))
    late = [key for key in now if key not in then]
    unknown = older_than_history(model, late)
    return found + [_late(now[key]) for key in late if key not in unknown]


def _gone(row: Any, take: str) -> RowThen:
    take = take if is_kept(row) else ""
    return RowThen(_title(row), [], _("is gone now"), take, shown_file(row))


def _late(row: Any) -> RowThen:
    return RowThen(_title(row), [], _("came later"), shown=shown_file(row))


def row_changes(models: list[Any], owner: Any) -> list[dict[str, Any]]:
    """Return the last changes of a thing's rows, the newest first, as a page tells."""
    found: list[dict[str, Any]] = []
    for model in models:
        name = _field_to(model, type(owner))
        records = model.history.filter(**{name: owner.pk}).select_related(
            "history_user"
        )
        later: dict[int, Any] = {}
        for record in records.order_by("-history_date", "-history_id")[:MOST_ROWS]:
            newer = later.get(record.id)
            if newer is not None:
                newer["values"] = _values(model, record.instance, newer["row"])
            later[record.id] = told = {
                "record": record,
                "row": record.instance,
                "title": _title(record.instance),
                "shown": shown_file(record.instance),
                "values": [],
            }
            found.append(told)
    found.sort(key=lambda told: told["record"].history_date, reverse=True)
    changed = [
        told
        for told in found
        if told["record"].history_change_reason != HISTORY_BEGINS
        and (told["values"] or told["record"].history_type != "~")
    ]
    return changed[:MOST_ROWS]


def _values(model: Any, then: Any, now: Any) -> list[ValueThen]:
    helper = LanguageChanges(model, None)
    found = []
    for column in _compared(model):
        before, after = getattr(then, column.attname), getattr(now, column.attname)
        take, parts = column.name, ""
        told = [helper.readable(column, value) for value in (before, after)]
        if isinstance(column, FileField):
            if not has_another_file(then, now):
                continue
            take = take if is_kept(then) else ""
            told = [shown_file(row) for row in (then, now)]
        elif (before or "") == (after or ""):
            continue
        if not column.flatchoices and {type(before), type(after)} <= {str, NoneType}:
            parts = parts_html(compare_texts(*map(str, told)))
        label = str(capfirst(column.verbose_name))
        before, after = told
        found.append(ValueThen(label, before, after, parts, take))
    return found


def _compared(model: Any) -> list[Any]:
    """Return the fields that somebody types, without those that repeat a language."""
    repeating = set(translator.get_options_for_model(model).all_fields)
    return [
        column
        for column in model._meta.concrete_fields
        if column.editable and not column.primary_key and column.name not in repeating
    ]


def _is_word(model: Any, name: str) -> bool:
    options = translator.get_options_for_model(model).all_fields
    return any(name in {f.name for f in fields} for fields in options.values())


def _title(row: Any) -> str:
    """Return what names a row, with its hour where it has one."""
    starts = getattr(row, "starts_at", None)
    hour = LanguageChanges(type(row), None).moment(starts) if starts else ""
    return " · ".join(filter(None, [str(row._meta.verbose_name), hour, _words(row)]))


def _words(row: Any) -> str:
    if not row.translation_required:
        return ""
    return str(row.localized)


def _field_to(model: Any, owner: Any) -> str:
    return next(f.name for f in model._meta.fields if f.related_model is owner)


class ComparesVersions(PageAdmin):
    """A mixin for forms of content: an older version beside now, and parts of it."""

    def _row_models(self) -> list[Any]:
        models = [inline.model for inline in self.inlines]
        return [model for model in models if hasattr(model, "history")]

    def compared(self, object_id: str, version_id: Any) -> dict[str, Any]:
        """Return how a version differs from what is saved now; {} where it is gone."""
        now = self.model._base_manager.filter(pk=object_id).first()
        history: Any = self.model.history
        version = get_object_or_404(
            history, **{self.opts.pk.attname: object_id}, history_id=version_id
        )
        if now is None:
            return {}
        moment = _until(version)
        rows = [r for m in self._row_models() for r in rows_then(m, now, moment)]
        then = version.instance
        facts = facts_then(then, now)
        return {
            "words_then": words_then(then, now),
            "facts_then": facts,
            "rows_then": rows,
            "can_take": bool(facts or [row for row in rows if row.take]),
            "has_documents": hasattr(self.model, "documents"),
            "version_id": version_id,
        }

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> Any:
        """Serve the history of a thing, with the last changes of its rows."""
        owner = self.get_object(request, object_id)
        rows = row_changes(self._row_models(), owner) if owner else []
        context = {
            "row_changes": rows,
            "has_documents": hasattr(self.model, "documents"),
            **(extra_context or {}),
        }
        return super().history_view(request, object_id, context)

    # --- Taking parts back --------------------------------------------------------

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.taken_back = self._taken(request, obj) if change else {}
        return form

    def _taken(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return the values that the address takes from a version, by field."""
        version = self._version_asked(request, obj)
        if version is None:
            return {}
        text = _("This is filled from an older version and not saved yet. Look at it.")
        if "told_of_version" not in vars(request):
            vars(request)["told_of_version"] = True
            self.message_user(request, text, messages.INFO)
        allowed = {value.take for value in facts_then(version.instance, obj)}
        names = allowed.intersection(request.GET.getlist(TAKE))
        return {n: _typed(version.instance, n) for n in names}

    def _version_asked(self, request: HttpRequest, obj: Any) -> Any:
        number = request.GET.get(VERSION, "")
        if obj is None or request.method != "GET":
            return None
        if not is_row_key(number):
            return None
        history: Any = self.model.history
        return history.filter(
            **{self.opts.pk.attname: obj.pk}, history_id=number
        ).first()

    def _rows_asked(self, request: HttpRequest, obj: Any, model: Any) -> list[Any]:
        """Return the rows of a model, as they were, that the address takes."""
        version = self._version_asked(request, obj)
        if version is None or model not in self._row_models():
            return []
        start = f"{model._meta.label_lower}:"
        keys = [
            key
            for take in request.GET.getlist(TAKE)
            if (key := take.removeprefix(start)) != take and is_row_key(key)
        ]
        rows = model.history.as_of(_until(version))
        name = _field_to(model, self.model)
        return [*rows.filter(**{name: obj.pk, "id__in": keys})]

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        inlines: list[Any] = super().get_inline_instances(request, obj)
        if VERSION in request.GET:
            for inline in inlines:
                inline.extra += len(self._gone_rows(request, obj, inline.model))
        return inlines

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if VERSION in request.GET and (
            gone := self._gone_rows(request, obj, inline.model)
        ):
            kwargs["initial"] = [_typed_row(row) for row in gone]
        return kwargs

    def _gone_rows(self, request: HttpRequest, obj: Any, model: Any) -> list[Any]:
        rows = self._rows_asked(request, obj, model)
        there = model._base_manager.filter(pk__in=[row.pk for row in rows])
        known = {*there.values_list("pk", flat=True)} if rows else set()
        return [row for row in rows if row.pk not in known]

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        made: Any = super()
        formsets, inlines = made._create_formsets(request, obj, change)
        for formset in formsets if change and VERSION in request.GET else ():
            rows = self._rows_asked(request, obj, formset.model)
            taken = {row.pk: _typed_row(row) for row in rows}
            for form in formset.initial_forms if taken else ():
                form.initial.update(taken.get(form.instance.pk, {}))
                if isinstance(form, PictureForm):
                    form.show_taken()
        return formsets, inlines


def _until(version: Any) -> datetime:
    """Return the last moment at which a version was what is saved, with its rows."""
    following = version.next_record
    if following is None:
        return timezone.now()
    moment: datetime = following.history_date - timedelta(microseconds=1)
    return moment


def _typed_row(row: Any) -> dict[str, Any]:
    values = {f.name: _typed(row, f.name) for f in _compared(type(row))}
    take_file(values, row)
    return values


def _typed(row: Any, name: str) -> Any:
    return row._meta.get_field(name).value_from_object(row)
