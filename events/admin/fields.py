"""Inputs that activities and study visits share."""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest

from events.spoken import SPOKEN_CHOICES


class SpokenLanguages:
    """The languages that something is held in, as boxes to tick."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name != "languages":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.MultipleChoiceField(
            label=db_field.verbose_name.capitalize(),
            choices=SPOKEN_CHOICES,
            widget=forms.CheckboxSelectMultiple,
        )
