"""What several forms of the events share."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.spoken import SPOKEN_CHOICES


class SpokenField(forms.MultipleChoiceField):
    """Boxes to tick; an address that fills a form in has them with commas between."""

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value


class SpokenLanguages:
    """The languages that something is held in, as boxes to tick."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name != "languages":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return SpokenField(
            label=db_field.verbose_name.capitalize(),
            choices=SPOKEN_CHOICES,
            widget=forms.CheckboxSelectMultiple,
        )


def own_language_name(code: str) -> SafeString:
    """A language of the site by its own name; the code of one that it lost."""
    name = settings.CENTRE_LANGUAGES.get(code, code)
    return format_html('<span lang="{}">{}</span>', code, name)
