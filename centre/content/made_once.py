"""SQL that is made once: of expressions, of whole lists, and of a thing's own rows.

Made by Django anew for every page, it takes longer than the database's answer to it.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache, wraps
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query
from django.utils.translation import get_language

Build = Callable[[type[models.Model], Any], Any]
Rows = Callable[..., list[Any]]
CHOICES_KEPT = 64  # of what a statement of `values_made_once` is about


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
            asked = _about(params, [(stand_in, value)])
            return RawSQL(sql, asked, field)  # noqa: S611 - made by Django

        return about

    return decorate


def rows_made_once(
    *stand_ins: Any,
) -> Callable[[Callable[..., models.QuerySet[Any]]], Rows]:
    """Decorate a function of a model and values that returns a queryset: give its rows.

    The statement is made once for each model and language, about `stand_ins`, and asked
    about other values from then on, which it may take over and not reckon with. It
    reads neither related objects (`select_related`) nor prefetched ones, and what is
    annotated comes as the database gives it: a sum may be a Decimal.
    """

    def decorate(build: Callable[..., models.QuerySet[Any]]) -> Rows:
        @cache
        def made(
            model: type[models.Model], language: str | None
        ) -> tuple[models.Manager[Any], str, tuple[Any, ...]]:
            rows = build(model, *stand_ins)
            return rows.model._default_manager, *rows.query.sql_with_params()

        @wraps(build)
        def about(model: type[models.Model], *values: Any) -> list[Any]:
            manager, sql, params = made(model, get_language())
            asked = _about(params, [*zip(stand_ins, values, strict=True)])
            return [*manager.raw(sql, asked)]

        return about

    return decorate


def values_made_once(
    *stand_ins: Any,
) -> Callable[[Callable[..., models.QuerySet[Any]]], Rows]:
    """Decorate a function of a choice and values that returns `QuerySet.values`.

    It gives their dictionaries, as the database gives them. The statement is made once
    for each choice (anything that can be a key) and language, about `stand_ins`, and
    asked about other values from then on, as that of `rows_made_once`.
    """

    def decorate(build: Callable[..., models.QuerySet[Any]]) -> Rows:
        @lru_cache(CHOICES_KEPT)
        def made(choice: Any, language: str | None) -> tuple[str, str, tuple[Any, ...]]:
            rows = build(choice, *stand_ins)
            return rows.db, *rows.query.sql_with_params()

        @wraps(build)
        def about(choice: Any, *values: Any) -> list[dict[str, Any]]:
            database, sql, params = made(choice, get_language())
            asked = _about(params, [*zip(stand_ins, values, strict=True)])
            with connections[database].cursor() as cursor:
                cursor.execute(sql, asked)
                names = [column.name for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in cursor]

        return about

    return decorate


def read_rows_of(thing: models.Model, *names: str) -> None:
    """Read a thing's rows of these names, as `prefetch_related` does.

    What was read before stays, as what a preview has laid over it.
    """
    known = vars(thing).setdefault("_prefetched_objects_cache", {})
    for name in names:
        if name not in known:
            rows = getattr(thing, name).all()
            rows._result_cache = _rows_named(name)(type(thing), thing.pk)
            rows._prefetch_done = True
            known[name] = rows


@cache
def _rows_named(name: str) -> Rows:
    @rows_made_once(-1)
    def rows(model: type[models.Model], key: int) -> models.QuerySet[Any]:
        return getattr(model(pk=key), name).all()

    return rows


def _about(params: Iterable[Any], values: list[tuple[Any, Any]]) -> tuple[Any, ...]:
    """Return a statement's parameters about values in place of their stand-ins."""
    return tuple(
        next((value for stand_in, value in values if param == stand_in), param)
        for param in params
    )
