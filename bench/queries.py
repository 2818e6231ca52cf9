"""Count each page's queries in the database of DATABASE_URL, in this process.

`python -m bench.queries` prints, as JSON, every kind of page with its paths (one for
each language) and the number of its queries. `--fill SIZE` fills the database before
(bench.content).
"""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone, translation

from bench.content import migrate_and_fill


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.queries")
    parser.add_argument("--fill", type=int, metavar="SIZE")
    size = parser.parse_args().fill
    django.setup()
    if size is not None:
        migrate_and_fill(size)
    # Without the cache of the frame, so that the number is always the same.
    with override_settings(CENTRE_FRAME_SECONDS=0):
        table = {kind: measured(paths) for kind, paths in pages()}
    json.dump(table, sys.stdout)


def pages() -> list[tuple[str, list[str]]]:
    """Return every kind of page with its paths, of objects amid their tables."""
    from events.models import Activity, ActivityType, StudyVisit
    from news.models import Post, Topic

    post = slug_in_the_middle(Post)
    activity = (
        Activity.objects.filter(sessions__ends_at__gt=timezone.now())
        .values_list("slug", flat=True)
        .order_by("pk")[0]
    )
    visit = StudyVisit.objects.order_by("-starts_at").values_list("slug", flat=True)[0]
    kind = slug_in_the_middle(ActivityType)
    table: list[tuple[str, str, str, dict[str, Any]]] = [
        ("home", "centre:home", "", {}),
        ("news, page 1", "news:post-list", "", {}),
        ("news, page 2", "news:post-list", "?page=2", {}),
        ("news, last page", "news:post-list", f"?page={last_page()}", {}),
        ("news, no such page", "news:post-list", "?page=999999", {}),
        ("news feed", "news:feed", "", {}),
        ("site map", "sitemap", "", {}),
        ("site map, a part", "sitemap-part", "", {"kind": "posts", "number": 0}),
        ("news of a topic", "news:topic", "", {"slug": slug_in_the_middle(Topic)}),
        ("post", "news:post-detail", "", {"slug": post}),
        ("activities", "events:activity-list", "", {}),
        ("activities, a later week", "events:activity-list", later_week(), {}),
        ("activities of a month", "events:activity-list", "?view=month", {}),
        (
            "activities, chosen",
            "events:activity-list",
            "?when=7-days&held_in=uk&step_free=1",
            {},
        ),
        ("activities in Ukrainian", "events:activity-list", "?held_in=uk", {}),
        ("activities of a type", "events:activity-type", "", {"slug": kind}),
        ("activity", "events:activity-detail", "", {"slug": activity}),
        ("visits", "events:visit-list", "", {}),
        ("visit", "events:visit-detail", "", {"slug": visit}),
        ("about", "centre:about", "", {}),
        ("page", "centre:page", "", {"slug": "strona-1"}),
        ("robots.txt", "robots", "", {}),
    ]
    return [
        (label, localized_paths(partial(reverse, name, kwargs=kwargs), query))
        for label, name, query, kwargs in table
    ]


def later_week() -> str:
    """The query of the calendar's page three weeks from now."""
    day = timezone.localdate() + timedelta(weeks=3)
    return f"?week={day:%G-W%V}"


def last_page() -> int:
    """The number of the last page of news."""
    from news.models import Post
    from news.views import POSTS_A_PAGE

    return -(-Post.objects.count() // POSTS_A_PAGE)


def slug_in_the_middle(model: Any) -> str:
    """The slug of a row that is neither among the first nor among the last."""
    rows = model.objects.order_by("pk")
    return rows[rows.count() // 2].slug


def localized_paths(path: Callable[[], str], query: str) -> list[str]:
    """Return a path in every language."""
    paths = []
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            paths.append(path() + query)
    return list(dict.fromkeys(paths))


def measured(paths: list[str]) -> dict[str, Any]:
    """Return the paths and the most queries that one of them needs, when warm.

    The least of three requests: some things are read anew once a minute.
    """
    client = Client(
        SERVER_NAME=settings.ALLOWED_HOSTS[0], HTTP_X_FORWARDED_PROTO="https"
    )
    counts = []
    status = 404 if "999999" in paths[0] else 200
    for path in paths:
        counts.append(min(queries(client, path, status) for _ in range(3)))
    return {"paths": paths, "queries": max(counts), "status": status}


def queries(client: Client, path: str, expected: int = 200) -> int:
    """Return the number of queries of one request.

    Raises SystemExit where the status is not the `expected` one.
    """
    executed: list[str] = []

    def count(execute: Callable, sql: str, *rest: Any) -> Any:
        executed.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        status = client.get(path).status_code
    if status != expected:
        raise SystemExit(f"{path} answered {status}.")
    return len(executed)


if __name__ == "__main__":
    main()
