"""A database that is gone is a pause: said so, in words, without asking it again."""

import logging
from contextlib import closing, contextmanager

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError

from centre.web.lost_database import is_lost_database
from tests.builders import build_centre, build_staff, build_visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

PAGES = {
    "/en/": "en",
    "/pl/": "pl",
    "/uk/": "uk",
    "/en/no-such-page/": "en",
    "/EN/NEWS/": "en",  # which would lead on to a page
    "/?p=7": "pl",  # as an address of the former site
    "/uk/novyny/": "uk",
    "/en/news/feed/": "en",
    "/en/calendar.ics": "en",
    "/en/registration/" + "5d" * 32 + "/": "en",
    "/sitemap.xml": "pl",
}


@pytest.fixture
def reader(client):
    """A visitor whose failing pages are answered, as on a server."""
    client.raise_request_exception = False
    build_centre()
    build_visit()
    return client


@pytest.fixture
def attempts(monkeypatch):
    """How often a connection was tried."""
    tried = []
    connect = connection.get_new_connection

    def counted(parameters):
        tried.append(parameters)
        return connect(parameters)

    monkeypatch.setattr(connection, "get_new_connection", counted)
    return tried


def stop(monkeypatch):
    """Nothing listens where the database was."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")


def use_up_connections(monkeypatch):
    """PostgreSQL has no connection left for us."""
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS one_too_many")
        cursor.execute("CREATE ROLE one_too_many LOGIN PASSWORD 'x' CONNECTION LIMIT 0")
    connection.close()
    for name, value in (("USER", "one_too_many"), ("PASSWORD", "x")):
        monkeypatch.setitem(connection.settings_dict, name, value)


LOSSES = {"stopped": stop, "used up": use_up_connections}


@contextmanager
def ended_at(statement):
    """Have PostgreSQL end the connection before the n-th statement of a request.

    A server closes what is broken before the next one; the test's client does not.
    """
    left = iter(range(statement, 0, -1))

    def end(execute, sql, params, many, context):
        if next(left, None) == 1:
            number = connection.connection.info.backend_pid
            parameters = connection.get_connection_params()
            with closing(psycopg2.connect(**parameters)) as other:
                other.cursor().execute(
                    "SELECT pg_terminate_backend(%s, 5000)", [number]
                )
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(end):
            yield
    finally:
        connection.close()


def told(answer):
    names = ("Retry-After", "Cache-Control", "Content-Language")
    return answer.status_code, *(answer.headers.get(name) for name in names)


def later(language):
    return 503, "60", "private, no-store", language


@pytest.mark.parametrize("loss", LOSSES)
def test_every_page_says_so_and_asks_once(reader, attempts, monkeypatch, loss):
    LOSSES[loss](monkeypatch)
    answers = {}
    for path in PAGES:
        attempts.clear()
        answer = reader.get(path)
        assert len(attempts) == 1
        answers[path] = told(answer)
        assert "<footer" in answer.text
        assert f'<a class="button" href="{path}">' in answer.text
        assert dict(answer.cookies) == {}
    assert answers == {path: later(language) for path, language in PAGES.items()}


def test_a_mistyped_address_leads_nowhere_meanwhile(reader, settings, monkeypatch):
    """The page of what is not there needs no query, because its frame is in memory."""
    settings.CENTRE_FRAME_SECONDS = 5
    assert reader.get("/en/no-such-page/").status_code == 404
    stop(monkeypatch)
    assert told(reader.get("/EN/news/")) == later("en")


@pytest.mark.parametrize("statement", [1, 2, 3])
def test_so_does_a_page_whose_database_goes_while_it_is_made(
    reader, attempts, statement
):
    with ended_at(statement):
        answer = reader.get("/en/study-visits/wizyta/")
    assert (told(answer), attempts) == (later("en"), [])
    assert reader.get("/en/study-visits/wizyta/").status_code == 200


@pytest.mark.parametrize("loss", LOSSES)
def test_programs_hear_it_as_they_read(reader, monkeypatch, loss):
    LOSSES[loss](monkeypatch)
    answer = reader.get("/api/v1/sessions/")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "title": "Service Unavailable",
        "status": 503,
        "detail": "The data can't be read just now. Ask again later.",
    }
    assert told(answer) == later("pl, en, uk")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


FORMS = ["/en/study-visits/wizyta/register/delegation/", "/en/admin/login/"]


@pytest.mark.parametrize("path", FORMS)
def test_a_form_is_told_how_it_is_sent_again(reader, monkeypatch, path):
    stop(monkeypatch)
    answer = reader.post(path, {"organisation": "Haus"})
    assert told(answer) == later("en")
    assert "reload it in a minute" in answer.text
    assert 'class="button"' not in answer.text


def test_who_is_signed_in_stays_so(reader, monkeypatch):
    reader.force_login(build_staff())
    with monkeypatch.context() as patched:
        stop(patched)
        answer = reader.get("/en/admin/")
    assert (told(answer), dict(answer.cookies)) == (later("en"), {})
    assert reader.get("/en/admin/").status_code == 200


def test_it_is_a_warning_of_one_line_and_nobody_gets_a_mail(
    reader, monkeypatch, caplog
):
    stop(monkeypatch)
    with caplog.at_level(logging.INFO):
        reader.get("/en/")
        reader.get("/api/v1/")
    lines = [(r.levelname, r.exc_info) for r in caplog.records]
    assert lines == [("WARNING", None), ("WARNING", None)]
    assert [r.getMessage().rpartition("): ")[2] for r in caplog.records] == [
        "/en/",
        "/api/v1/",
    ]


# --- What else goes wrong -------------------------------------------------------------


def too_slow(execute, sql, params, many, context):
    slow = "SET statement_timeout = 1; SELECT pg_sleep(60)"
    return execute(slow, None, many, context)


def too_long_locked(execute, sql, params, many, context):
    parameters = connection.get_connection_params()
    with closing(psycopg2.connect(**parameters)) as other:
        other.cursor().execute("LOCK TABLE centre_centre")
        locked = "SET lock_timeout = 1; TABLE centre_centre"
        return execute(locked, None, many, context)


@pytest.mark.parametrize("wrong", [too_slow, too_long_locked])
def test_a_database_that_answers_too_late_is_an_error_of_ours(reader, caplog, wrong):
    with connection.execute_wrapper(wrong), caplog.at_level(logging.WARNING):
        answer = reader.get("/en/")
    connection.close()  # with its limits
    assert told(answer)[:2] == (500, None)
    [record] = caplog.records
    assert (record.levelname, record.exc_info[0]) == ("ERROR", OperationalError)


CODES = {
    None: True,  # nobody answered
    "08006": True,
    "53300": True,  # too many connections
    "57P01": True,  # it is stopped
    "57P02": True,  # it crashed
    "57P03": True,  # it is not up yet
    "57014": False,  # a statement took too long
    "55P03": False,  # a lock was not free
    "40P01": False,  # a deadlock
    "53100": False,  # its disk is full, which no minute mends
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_what_counts_as_a_database_that_is_gone(code, kind):
    error = kind()
    error.__cause__ = Exception()
    error.__cause__.pgcode = code
    assert is_lost_database(error) is CODES[code]


def test_what_goes_wrong_because_of_it_counts_too():
    error = TransactionManagementError()
    error.__context__ = ValueError()
    error.__context__.__cause__ = OperationalError()
    assert is_lost_database(error) is True
    assert is_lost_database(ValueError()) is False
    assert is_lost_database(None) is False


def test_a_transaction_whose_database_goes_says_what_happened(reader):
    with ended_at(1), pytest.raises(OperationalError) as raised, transaction.atomic():
        build_staff()
    assert is_lost_database(raised.value) is True
