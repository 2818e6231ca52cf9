"""Measure search among many things: `python -m bench.search --help`.

Fills a database of its own with posts, activities and past visits in three languages
and prints, for each question, the statements and the milliseconds of finding (median
and longest of all requests) and of the whole page, in process. Exits with 1 where a
question takes longer than it may, ranks more rows or needs more statements.
"""

import argparse
import contextlib
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.content import fill
from bench.pages import say
from bench.site import (
    CantMeasure,
    database,
    database_server,
    machine,
    orderly_end,
    temporary_folder,
)

THINGS = 10_000
REQUESTS = 30
MAX_STATEMENTS = 4
LANGUAGES = ["pl", "en", "uk"]
# Question -> the milliseconds that finding it may take among 10,000 things.
QUESTIONS = {
    "herbata": 25,  # in every text
    "herbaty": 25,  # another form of it, which no text has
    "środę": 25,  # in many titles
    "herbata szkoła": 25,
    "kasztan 1234": 25,
    "1234": 5,  # in a few titles
    "xylofon1": 25,  # in no text: all words are compared
    "hrebata": 25,  # mistyped
}


def main() -> int:
    """Measure and print; return 0 if nothing takes longer than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench.search")
    parser.add_argument("--things", type=int, default=THINGS)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    options = parser.parse_args()
    try:
        with orderly_end(), contextlib.ExitStack() as stack:
            folder = stack.enter_context(temporary_folder())
            server_url = stack.enter_context(database_server(folder))
            name = f"centre_bench_search_{os.getpid()}"
            url = stack.enter_context(database(server_url, name))
            os.environ.update(
                CENTRE_ENV="test",
                DJANGO_SETTINGS_MODULE="centre.settings",
                DATABASE_URL=url,
            )
            return measure(options.things, options.requests)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")


def measure(things: int, requests: int) -> int:
    """Fill the database, print a line for each question; return 1 for too slow ones."""
    django.setup()
    call_command("migrate", verbosity=0)
    sys.stdout.write(machine() + "\n")
    prepare(things)
    client = Client(HTTP_HOST="localhost")
    failed = False
    for question, most in QUESTIONS.items():
        found, times, statements = finding(question, requests)
        page = [timed(lambda q=question: client.get("/pl/szukaj/", {"q": q}))[1]
                for _ in range(requests)]  # fmt: skip
        middle = statistics.median(times)
        sys.stdout.write(
            f"{question:16} {found:4} found {statements} statements "
            f"{middle:6.1f} ms (longest {max(times):6.1f}), "
            f"page {statistics.median(page):6.1f} ms\n"
        )
        failed = (
            failed
            or statements > MAX_STATEMENTS
            or (things == THINGS and middle > most)
        )
    return int(failed)


def prepare(things: int) -> None:
    """Fill the database and look all words up; print how long both take."""
    from centre.search.models import InflectedForm, SearchDocument, SearchWord
    from centre.search.tasks import look_up_words

    say(f"{things} things ...")
    filling = timed(lambda: fill(things // 2))[1] / 1000
    learning = timed(look_up_words.func)[1] / 1000
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sys.stdout.write(
        f"{SearchDocument.objects.count()} documents written and indexed in "
        f"{filling:.0f} s; {SearchWord.objects.count()} words, "
        f"{InflectedForm.objects.count()} forms looked up in {learning:.0f} s\n"
    )


def finding(question: str, requests: int) -> tuple[int, list[float], int]:
    """Return how many were found, the milliseconds of each try, the statements."""
    from centre.search.finding import find, read_documents, read_words
    from centre.search.kinds import KINDS

    def ask() -> int:
        keys = find(read_words(question), [*KINDS], LANGUAGES, timezone.now())
        read_documents(keys[:10], LANGUAGES[0])
        return len(keys)

    executed: list[str] = []

    def count(execute: Callable, sql: str, *rest: Any) -> Any:
        executed.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        found = ask()
    return found, [timed(ask)[1] for _ in range(requests)], len(executed)


def timed(do: Callable[[], Any]) -> tuple[Any, float]:
    """Return what is returned, and how many milliseconds it took."""
    began = time.perf_counter()
    answer = do()
    return answer, (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
