"""Fields of models and forms for typed text: the one cleaning, on every way in.

A model's fields clean what forms, `full_clean()`, `save()`, `bulk_create()` and
`update()` give them, and what a query looks for. What they read holds in every format,
also where a row was written past them. To migrations they are Django's own.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from centre.text.cleaning import clean_line, clean_text, drop_unprintable
from centre.text.emails import clean_email, validate_address

_WHOLE = re.compile(r"[+-]?[0-9]{1,99}")


class CharFormField(forms.CharField):
    """A form's text, cleaned before it is counted: of one line, but in a textarea."""

    def to_python(self, value: Any) -> Any:
        lines = isinstance(self.widget, forms.Textarea)
        text = super().to_python(value)
        return (clean_text if lines else clean_line)(text) if text else text


class EmailFormField(forms.EmailField):
    """A form's e-mail address, cleaned; one that any mail server takes."""

    default_validators = [validate_address]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean_email(text) if text else text


class IntegerFormField(forms.IntegerField):
    """A form's whole number, in digits alone: "1_0" and "2.0" are none."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", clean_line(value))
            if value and not _WHOLE.fullmatch(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class _CleanField(models.Field):
    """What the text fields of models share; `cleaner` is the rule of one."""

    cleaner: Callable[[str], str]
    form_class: type[forms.Field]

    def _cleaned(self, value: Any) -> Any:
        return type(self).cleaner(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return value
        text = drop_unprintable(value)
        return text if isinstance(self, models.TextField) else text.replace("\n", " ")

    def to_python(self, value: Any) -> Any:
        return self._cleaned(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return self._cleaned(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Clean the object's own value too, so that it equals the row."""
        value = super().pre_save(model_instance, add)
        cleaned = self._cleaned(value)
        if cleaned != value:
            setattr(model_instance, self.attname, cleaned)
        return cleaned

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class} | kwargs)

    def deconstruct(self) -> Any:
        """Return Django's own field: a migration is about the column alone."""
        name, _path, args, kwargs = super().deconstruct()
        django_class = next(
            base for base in type(self).__mro__ if base.__module__.startswith("django.")
        )
        return name, f"django.db.models.{django_class.__name__}", args, kwargs


class CleanCharField(_CleanField, models.CharField):
    """A text of one line, cleaned on every way in."""

    cleaner = staticmethod(clean_line)
    form_class = CharFormField


class CleanTextField(_CleanField, models.TextField):
    """A text of several lines, cleaned on every way in."""

    cleaner = staticmethod(clean_text)
    form_class = CharFormField


class CleanEmailField(_CleanField, models.EmailField):
    """An address as typed, cleaned; `__same_address` finds it."""

    cleaner = staticmethod(clean_email)
    form_class = EmailFormField
    default_validators = [validate_address]
