"""No kind of process holds the database up for longer than is said."""

import pytest
from django.db import connection, connections, transaction

from centre.database_limits import PROCESS_LIMITS, limit_database

ASK = [
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "max_parallel_workers_per_gather",
    "application_name",
]


@pytest.fixture
def options(monkeypatch):
    """The options of the database, as they were before at the end."""
    monkeypatch.setitem(
        connections.settings["default"],
        "OPTIONS",
        {**connections.settings["default"]["OPTIONS"]},
    )
    yield connections.settings["default"]["OPTIONS"]
    connection.close()


def asked():
    with connection.cursor() as cursor:
        answers = []
        for name in ASK:
            cursor.execute(f"SHOW {name}")
            answers.append(cursor.fetchone()[0])
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("web", ["30s", "10s", "1min", "0", "centre web"]),
        ("worker", ["10min", "1min", "10min", "0", "centre worker"]),
        ("clock", ["5min", "30s", "5min", "0", "centre clock"]),
    ],
)
def test_each_kind_of_process_has_its_limits(options, kind, limits):
    limit_database(kind)
    assert asked() == limits
    assert {*PROCESS_LIMITS} == {"web", "worker", "clock"}


@pytest.mark.django_db(transaction=True)
def test_what_the_address_of_the_database_says_wins(options):
    options["options"] = "-c lock_timeout=2s"
    limit_database("web")
    assert asked()[:2] == ["30s", "2s"]


@pytest.mark.django_db
def test_a_transaction_keeps_its_connection():
    with transaction.atomic():
        limit_database("web")
        assert asked()[0] == "0"
