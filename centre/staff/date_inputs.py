"""The browser's own inputs of days and hours, with the day in the desk's words below.

An input shows its day in the order of the browser's language, whatever the page's is
("11/28/2026" on the Polish desk). Nobody has to guess: the words below say which it is.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language

from centre.text.dates import format_day


class MomentInput(forms.DateTimeInput):
    """An input of a day and an hour; seconds can't be typed."""

    input_type = "datetime-local"
    template_name = "admin/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")

    def get_context(self, *args: Any) -> dict[str, Any]:
        return _in_words(super().get_context(*args), parse_datetime)


class DayInput(forms.DateInput):
    """An input of a day."""

    input_type = "date"
    template_name = "admin/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, *args: Any) -> dict[str, Any]:
        return _in_words(super().get_context(*args), parse_date)


def _in_words(context: dict[str, Any], parse: Any) -> dict[str, Any]:
    """Add the words for what the input has, "" where that is no date."""
    try:
        day = parse(context["widget"]["value"] or "")
    except ValueError:
        day = None
    context["words"] = _words(day) if day else ""
    return context


def _words(day: date | datetime) -> str:
    language = get_language() or ""
    if isinstance(day, datetime):
        return f"{format_day(day.date(), language)}, {day.hour}:{day:%M}"
    return format_day(day, language)
