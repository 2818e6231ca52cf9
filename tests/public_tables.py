"""Hold in every test: what a page that may be held reads, tells of its changes.

A walk over the pages sees the tables of the pages that it builds. All tests together
build every page there is, in every state that anybody thought of (record 49).
"""

import importlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from centre.web.caching import _asks_only

MIGRATIONS = ("0036_public_changes", "0045_former_slugs_tell")
# The tables that have the trigger `public_change`.
TABLES = {
    table
    for name in MIGRATIONS
    for table in importlib.import_module(f"centre.migrations.{name}").TABLES
}
# What delegations write is right to the minute.
TO_THE_MINUTE = {"events_registration"}


def tables_of(statements: Iterable[str]) -> frozenset[str]:
    """Return the tables that are named in statements, whoever wrote them."""
    words = {word for text in statements for word in re.findall(r"\w+", text)}
    return _tables().intersection(words)


@cache
def _tables() -> frozenset[str]:
    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models)


def watch_public_pages() -> None:
    """Let each answer fail from now on that may be held and reads another table."""
    answer = BaseHandler._get_response

    def watched(handler: Any, request: HttpRequest) -> HttpResponseBase:
        statements: list[str] = []

        def note(execute: Any, sql: str, *arguments: Any) -> Any:
            statements.append(str(sql))
            return execute(sql, *arguments)

        with connection.execute_wrapper(note):
            response = answer(handler, request)
        if may_be_held(request, response):
            unheard = tables_of(statements) - TABLES - TO_THE_MINUTE
            assert not unheard, f"{request.path} is held, and no trigger tells."
        return response

    BaseHandler._get_response = watched


def may_be_held(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether an answer is one that the page cache may keep."""
    if response.status_code != 200 or "Speculation-Rules" not in response.headers:
        return False
    view = request.resolver_match.func
    taken = getattr(view, "taken_parameters", frozenset())
    return taken is not None and _asks_only(request, taken)
