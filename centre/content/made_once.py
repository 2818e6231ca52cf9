"""Expressions whose SQL is made once.

Made by Django anew for every list, the SQL of a subquery takes longer than the
database's answer to it.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query

Build = Callable[[type[models.Model], Any], Any]


def made_once(stand_in: Any) -> Callable[[Build], Build]:
    """Decorate a function of a model and a value that returns an expression.

    The expression is made once for each model, about `stand_in`, and asked about other
    values (a day, a moment, a key) from then on. It may take over the value, and not
    reckon with it; no language may be in it. It is about rows of the model's own table,
    so it can't stand in a subquery of a queryset of the same model.
    """

    def decorate(build: Build) -> Build:
        @cache
        def made(model: type[models.Model]) -> tuple[str, tuple[Any, ...], Any]:
            query = Query(model)
            expression = build(model, stand_in).resolve_expression(query)
            compiler = query.get_compiler(DEFAULT_DB_ALIAS)
            sql, params = compiler.compile(expression)
            return sql, tuple(params), expression.output_field

        @wraps(build)
        def about(model: type[models.Model], value: Any) -> RawSQL:
            sql, params, field = made(model)
            asked = tuple(value if param == stand_in else param for param in params)
            return RawSQL(sql, asked, field)  # noqa: S611 - made by Django

        return about

    return decorate
