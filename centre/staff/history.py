"""Describe changes in the history, by language and in readable values."""

import dataclasses
from datetime import datetime
from typing import Any

from django.template.defaultfilters import yesno
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from modeltranslation.translator import translator
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from centre.content.differences import (
    GONE,
    LEFT_OUT,
    NEW,
    SAME,
    TextPart,
    compare_texts,
)
from centre.text.dates import format_date, format_time

# A text that is longer is compared word by word, and not shown twice.
COMPARED_FROM = 60  # letters


TAGS = {GONE: "del", NEW: "ins", SAME: "span", LEFT_OUT: "span"}


def parts_html(parts: list[TextPart]) -> SafeString:
    """Return what was compared as HTML: what is gone, what is new, what is between."""
    return format_html_join(
        "",
        "<{0}>{1}</{0}>",
        ((TAGS[part.kind], part.text or " […] ") for part in parts),
    )


def written(moment: datetime) -> str:
    """Return a day and an hour in Kraków's time and the reader's language."""
    return f"{format_date(moment, get_language() or '')}, {format_time(moment)}"


class LanguageChanges(HistoricalRecordContextHelper):
    """The changes by language, without the base columns, which repeat one of them."""

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        silent = {
            "updated_at",
            "calendar_sequence",
            "former_days",
            "previous_starts_at",
            *translator.get_options_for_model(self.model).all_fields,
        }
        told = [change for change in delta.changes if change.field not in silent]
        context: list[dict[str, Any]] = super().context_for_delta_changes(
            dataclasses.replace(delta, changes=told)
        )
        for change, row in zip(told, context, strict=True):
            texts = [change.old or "", change.new or ""]
            if (
                max(len(text) if isinstance(text, str) else 0 for text in texts)
                > COMPARED_FROM
            ):
                row["parts"] = parts_html(compare_texts(*map(str, texts)))
        return context

    def moment(self, moment: datetime) -> str:
        """Return a day and an hour as the history writes them."""
        return written(moment)

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """Return a readable value: dates written out, choices by name, "" for none."""
        return self.readable(self.model._meta.get_field(change.field), value)

    def readable(self, field: Any, value: Any) -> Any:
        """Return a field's value as people read it."""
        match value:
            case None | DeletedObject(pk=None):
                return ""
            case bool():
                return yesno(value)
            case datetime():
                return written(value)
            case list():
                names = dict(field.base_field.flatchoices)
                return ", ".join(str(names.get(item, item)) for item in value)
        return dict(field.flatchoices).get(value, value)
