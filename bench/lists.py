"""Measure every list of the desk with many rows: `python -m bench.lists --help`.

Fills a database of its own and prints, for each list as it is opened, searched and
turned over, its rows, the number of queries and the milliseconds of one request, in
process. Exits with 1 if one needs more than `MAX_QUERIES`.
"""

import argparse
import contextlib
import os
import statistics
import sys
import time
from collections.abc import Iterator

import django
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import content, desk, desk_rows
from bench.pages import say
from bench.queries import queries
from bench.site import (
    CantMeasure,
    database,
    database_server,
    machine,
    orderly_end,
    temporary_folder,
)

ROWS = 5_000
MAX_QUERIES = desk.MAX_QUERIES
REQUESTS = 3
PEOPLE = 10  # of each delegation
ASKED = {"": "", ", searched": "?q=a", ", page 2": "?p=2"}


def main() -> int:
    """Measure and print; return 0 if no list needs too many queries."""
    parser = argparse.ArgumentParser(prog="python -m bench.lists")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    options = parser.parse_args()
    try:
        with orderly_end():
            return in_a_database_of_its_own(options.rows, options.requests)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")


def in_a_database_of_its_own(rows: int, requests: int) -> int:
    """Measure on a new database that is dropped afterwards."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(temporary_folder())
        server_url = stack.enter_context(database_server(folder))
        name = f"centre_bench_lists_{os.getpid()}"
        url = stack.enter_context(database(server_url, name))
        os.environ.update(
            CENTRE_ENV="test",
            DJANGO_SETTINGS_MODULE="centre.settings",
            DATABASE_URL=url,
        )
        say(f"{rows} posts, activities and delegates ...")
        return measure(rows, requests)


def measure(rows: int, requests: int) -> int:
    """Print a line for each list; return 1 if one needs too many queries."""
    django.setup()
    call_command("migrate", verbosity=0)
    content.fill(rows)
    desk.fill(rows // PEOPLE, PEOPLE)
    desk_rows.fill(rows)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client(HTTP_HOST="localhost")
    client.force_login(desk.staff())
    sys.stdout.write(machine() + "\n")
    too_many = is_list = False
    for name, size, path in lists():
        # Caches of the process are filled; of what there is one there is no list.
        if "?" not in path:
            is_list = client.get(path).status_code == 200
        if not is_list:
            continue
        times, count = [], 0
        for _ in range(requests):
            began = time.perf_counter()
            count = queries(client, path)
            times.append((time.perf_counter() - began) * 1000)
        took = statistics.median(times)
        line = f"{name:44} {size:6} rows {count:3} queries {took:6.0f} ms\n"
        sys.stdout.write(line)
        too_many = too_many or count > MAX_QUERIES
    return 1 if too_many else 0


def lists() -> Iterator[tuple[str, int, str]]:
    """Yield every list of the desk: its name, its rows, its address."""
    for model in admin.site._registry:
        meta = model._meta
        size = model._default_manager.count()
        path = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        for how, query in ASKED.items():
            yield f"{meta.label}{how}", size, path + query


if __name__ == "__main__":
    sys.exit(main())
