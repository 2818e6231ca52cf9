"""Rows whose texts belong to a thing, as its programme does to a visit.

A model names them in `translation_rows`. Staff's lists and forms and the board call a
language complete where neither the thing nor one of these rows lacks a text; readers
get a thing in a language for its own texts alone.
"""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from centre.content.completeness import column_code
from centre.content.languages import is_complete_in


def row_keys(model: Any) -> list[Any]:
    """Return the foreign keys by which a model's rows belong to it."""
    return [model._meta.get_field(n).remote_field for n in model.translation_rows]


def rows_lacking(key: Any, *languages: str) -> Any:
    """Return the rows that lack a text in one of some languages."""
    required = key.model.translation_required
    complete = Q(*(is_complete_in(code, required) for code in languages))
    return key.model._base_manager.order_by().exclude(complete)


def complete_with_rows(model: Any, language: str) -> Q:
    """Return the condition that neither a thing nor one of its rows lacks a text."""
    complete = is_complete_in(language, model.translation_required)
    for key in row_keys(model):
        lacking = rows_lacking(key, language).filter(**{key.attname: OuterRef("pk")})
        complete &= ~Q(Exists(lacking))
    return complete


def lacking_rows(model: Any, languages: Any) -> dict[str, Any]:
    """Return annotations: how many rows of a thing lack a text in each language.

    None for a model without such rows. They are read by `count_lacking`.
    """
    keys = row_keys(model)
    return {_name(code): _number(keys, code) for code in languages if keys}


def count_lacking(thing: Any, language: str) -> int:
    """Return how many rows of a thing that was read with `lacking_rows` lack a text."""
    return getattr(thing, _name(language), 0)


def _name(language: str) -> str:
    return f"lacking_rows_{column_code(language)}"


def _number(keys: list[Any], language: str) -> Any:
    found = [_subquery(key, language) for key in keys]
    return sum(found[1:], start=found[0])


def _subquery(key: Any, language: str) -> Any:
    rows = rows_lacking(key, language).filter(**{key.attname: OuterRef("pk")})
    counted = rows.values(key.attname).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0, output_field=IntegerField())
