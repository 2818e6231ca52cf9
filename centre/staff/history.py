"""Describe changes in the history, by language and in readable values."""

import dataclasses
from datetime import datetime
from typing import Any

from django.template.defaultfilters import yesno
from django.utils.translation import get_language
from modeltranslation.translator import translator
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from centre.text.dates import format_date, format_time


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
        return super().context_for_delta_changes(
            dataclasses.replace(delta, changes=told)
        )

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """Return a readable value: dates written out, choices by name, "" for none."""
        field: Any = self.model._meta.get_field(change.field)
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
