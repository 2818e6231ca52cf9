"""Rows of small tables that come along with another row, in the same query."""

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject
from modeltranslation.translator import translator

Stored = TypeVar("Stored", bound=Model)


def along(rows: QuerySet[Any]) -> ArraySubquery:
    """Return the expression that brings rows along; `read_rows` reads them."""
    names = {name: name for name in _names(rows.model)}
    return ArraySubquery(rows.values_list(JSONObject(**names)))


def read_rows(model: type[Stored], stored: list[dict[str, Any]]) -> list[Stored]:
    """Return the objects of rows that `along` brought."""
    fields = model._meta.concrete_fields
    return [
        model.from_db(
            "default",
            [*row],
            [f.to_python(row[f.attname]) for f in fields if f.attname in row],
        )
        for row in stored
    ]


def _names(model: type[Model]) -> set[str]:
    """Return a model's columns; a translated field has one for each language."""
    translated = translator.get_options_for_model(model).all_fields
    return {f.attname for f in model._meta.concrete_fields} - {*translated}
