"""Facts that are chosen from a list, several at once, and stored as codes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

Choices = Iterable[tuple[str, Promise | str]]


class CodesChoiceField(forms.MultipleChoiceField):
    """Checkboxes. A link may prefill them as codes joined by commas."""

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value


class CodesField(ArrayField):
    """Codes with checkboxes; a plain ArrayField to migrations."""

    def formfield(self, **kwargs: Any) -> CodesChoiceField:
        """Return the checkboxes, whatever field an array would get."""
        return CodesChoiceField(
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            required=not self.blank,
            choices=self.base_field.choices or (),
            widget=forms.CheckboxSelectMultiple,
        )

    def deconstruct(self) -> Any:
        """Return what a plain ArrayField would, because their columns are the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs


def codes_field(choices: Choices, verbose_name: Any, help_text: Any = "") -> CodesField:
    """Return a field of any number of these codes, each once; none at first."""
    return CodesField(
        models.CharField(max_length=16, choices=[*choices]),
        verbose_name=verbose_name,
        default=list,
        db_default=[],
        blank=True,
        help_text=help_text,
        validators=[validate_once],
    )


def validate_once(codes: list[str]) -> None:
    """Refuse a code that is there twice.

    Raises ValidationError.
    """
    if len(set(codes)) != len(codes):
        raise ValidationError(_("Choose each of them once."))


def codes_rule(name: str, field: str, choices: Choices) -> models.CheckConstraint:
    """Return the constraint that a field has codes of these choices alone."""
    known = [code for code, _name in choices]
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__contained_by": known}), name=name
    )
