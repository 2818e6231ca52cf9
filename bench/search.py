"""Measure search among many things: `python -m bench.search --help`.

Fills a database of its own with posts, activities and past visits in three languages
and prints, for each question, the statements and the milliseconds of finding (median
and longest of all requests), the rows that finding reads, and the milliseconds of the
whole page, in process. Exits with 1 where a question takes longer than it may, reads
more rows or needs more statements. `--copies 9` has each document nine times more.
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
from bench.statements import plan_of, rows_read

THINGS = 10_000
REQUESTS = 30
MAX_STATEMENTS = 4
# However many documents there are: some hundreds are chosen by six indexes.
MAX_ROWS = 10_000
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
    parser.add_argument("--copies", type=int, default=0)
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
            return measure(options)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")


def measure(options: argparse.Namespace) -> int:
    """Fill the database, print a line for each question; return 1 for too slow ones."""
    django.setup()
    call_command("migrate", verbosity=0)
    sys.stdout.write(machine() + "\n")
    prepare(options.things)
    copy_documents(options.copies)
    client = Client(HTTP_HOST="localhost")
    failed = False
    for question, most in QUESTIONS.items():
        found, times, statements, rows = finding(question, options.requests)
        page = [timed(lambda q=question: client.get("/pl/szukaj/", {"q": q}))[1]
                for _ in range(options.requests)]  # fmt: skip
        middle = statistics.median(times)
        sys.stdout.write(
            f"{question:16} {found:4} found {statements} statements "
            f"{rows:6} rows {middle:6.1f} ms (longest {max(times):6.1f}), "
            f"page {statistics.median(page):6.1f} ms\n"
        )
        failed = (
            failed
            or statements > MAX_STATEMENTS
            or rows > MAX_ROWS
            or (options.things == THINGS and not options.copies and middle > most)
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


def copy_documents(copies: int) -> None:
    """Write each document so many times more, of older things, without triggers."""
    columns = "kind, language, slug, title, text, begins, over_at, title_words, words"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO centre_searchdocument ({columns}, object_id, published_at)
            SELECT {columns}, object_id + n * 1000000::bigint,
                published_at - n * interval '37 minutes'
            FROM centre_searchdocument CROSS JOIN generate_series(1, %s) AS n""",  # noqa: S608
            [copies],
        )
        cursor.execute("VACUUM ANALYZE centre_searchdocument")


def finding(question: str, requests: int) -> tuple[int, list[float], int, int]:
    """Return how many were found, each try's milliseconds, the statements, the rows."""
    from centre.search.finding import find, read_documents, read_words
    from centre.search.kinds import KINDS

    def ask() -> int:
        keys = find(read_words(question), [*KINDS], LANGUAGES, timezone.now())
        read_documents(keys[:10], LANGUAGES[0])
        return len(keys)

    plans: list[Any] = []

    def explain(execute: Callable, sql: str, params: Any, *rest: Any) -> Any:
        plans.append(plan_of(sql, params)["Plan"])
        return execute(sql, params, *rest)

    with connection.execute_wrapper(explain):
        found = ask()
    times = [timed(ask)[1] for _ in range(requests)]
    return found, times, len(plans), sum(map(rows_read, plans))


def timed(do: Callable[[], Any]) -> tuple[Any, float]:
    """Return what is returned, and how many milliseconds it took."""
    began = time.perf_counter()
    answer = do()
    return answer, (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
