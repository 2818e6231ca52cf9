"""Explain each page's statements in the database of DATABASE_URL, in this process.

`python -m bench.statements` prints, as JSON, every kind of page with the number of its
statements, the rows and the blocks that they read, their milliseconds in the database
and the processor's milliseconds in Python. With `--desk` it is the desk's pages.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from bench import desk, lists
from bench.queries import pages
from centre.database_limits import limit_database

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "
ROUNDS = 3
COMMON = "herbata"  # in every text of bench.content
FORMS = {"news.post", "events.activity", "events.studyvisit", "centre.page"}
Figures = dict[str, float]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.statements")
    parser.add_argument("--desk", action="store_true")
    options = parser.parse_args()
    django.setup()
    limit_database("web")
    client = Client(
        SERVER_NAME=settings.ALLOWED_HOSTS[0], HTTP_X_FORWARDED_PROTO="https"
    )
    if options.desk:
        client.force_login(staff())
    kinds = desk_pages() if options.desk else public_pages()
    with override_settings(CENTRE_FRAME_SECONDS=0):
        table = {kind: measured(client, path) for kind, path in kinds}
    json.dump({kind: row for kind, row in table.items() if row}, sys.stdout)


def staff() -> Any:
    """Return a superuser, always the same."""
    from django.contrib.auth.models import User

    who = User.objects.filter(username="desk").first()
    return who or desk.staff()


def public_pages() -> Iterator[tuple[str, str]]:
    """Yield every kind of page with one address, in Polish."""
    from centre.search.tasks import look_up_words

    look_up_words.func()  # what the clock does each minute
    for kind, paths in pages():
        yield kind, paths[0]
    yield "news, page 100", reverse("news:post-list") + "?page=100"
    yield "search, a common word", reverse("centre:search") + f"?q={COMMON}"
    yield "search, its page 5", reverse("centre:search") + f"?q={COMMON}&page=5"


def desk_pages() -> Iterator[tuple[str, str]]:
    """Yield the desk, every list of it as bench.lists asks, and the large forms."""
    yield "desk", reverse("admin:index")
    for name, _, path in lists.lists():
        yield name, path
    for model in admin.site._registry:
        meta = model._meta
        if meta.label_lower in FORMS:
            name = f"admin:{meta.app_label}_{meta.model_name}"
            key = model._default_manager.order_by("pk")[3].pk
            yield f"{meta.label}, empty form", reverse(f"{name}_add")
            yield f"{meta.label}, form", reverse(f"{name}_change", args=[key])


def measured(client: Client, path: str) -> Figures:
    """Return the figures of one page when the process is warm; none of a redirect."""
    expected = 404 if "999999" in path else 200
    answers = [client.get(path).status_code for _ in range(2)]
    if answers[-1] == 302:  # of what there is one there is no list
        return {}
    if answers[-1] != expected:
        raise SystemExit(f"{path} answered {answers[-1]}.")
    plans: list[dict[str, Any]] = []

    def explain(execute: Callable, sql: str, params: Any, *rest: Any) -> Any:
        if sql.lstrip("(\n ").startswith(("SELECT", "WITH")):
            plans.append(plan_of(sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(explain):
        client.get(path)
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        client.get(path)
        times.append((time.process_time() - began) * 1000)
    return {
        "statements": len(plans),
        "rows": sum(rows_read(plan["Plan"]) for plan in plans),
        "blocks": sum(blocks(plan["Plan"]) for plan in plans),
        "sql_ms": sum(plan["Execution Time"] for plan in plans),
        "python_ms": statistics.median(times),
    }


def plan_of(sql: str, params: Any) -> dict[str, Any]:
    """Return the plan of a statement, and its quickest execution of a few."""
    found = []
    with connection.connection.cursor() as cursor:
        for _ in range(ROUNDS):
            cursor.execute(EXPLAIN + sql, params)
            found.append(cursor.fetchone()[0][0])
    return min(found, key=lambda plan: plan["Execution Time"])


def rows_read(node: dict[str, Any]) -> int:
    """Return how many rows a plan took from tables and indexes, used or not."""
    below = sum(rows_read(child) for child in node.get("Plans", ()))
    if "Relation Name" not in node and "Index Name" not in node:
        return below
    if node["Node Type"] == "Bitmap Heap Scan":
        below = 0  # its index has counted the same rows
    left_out = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    rows = node["Actual Rows"] + sum(node.get(name, 0) for name in left_out)
    return int(below + rows * node["Actual Loops"])


def blocks(node: dict[str, Any]) -> int:
    """Return how many blocks of 8 kB a plan looked at, in memory or not."""
    return int(node["Shared Hit Blocks"] + node["Shared Read Blocks"])


if __name__ == "__main__":
    main()
