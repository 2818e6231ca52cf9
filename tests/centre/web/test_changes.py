"""A process hears of a change once it is committed, and knows when it hears nothing."""

from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from centre.web.changes import CHANNEL, Listener, connect

pytestmark = pytest.mark.django_db


@pytest.fixture
def listening():
    with closing(connect()) as made:
        yield made


@pytest.fixture
def listener(listening):
    made = Listener(connect)
    made.listen(listening)
    return made


def test_a_change_of_another_connection_begins_a_new_moment(listener, listening):
    before = listener.moment()[0]
    with closing(connect()) as other, other.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
        listener.wait(listening, 60)
        assert listener.moment()[0] == before + 1


def test_what_is_rolled_back_changes_nothing(listener, listening):
    before = listener.moment()[0]
    with closing(connect()) as other, other.cursor() as cursor:
        cursor.execute(f"BEGIN; NOTIFY {CHANNEL}; ROLLBACK")
        listener.wait(listening, 0)
        assert listener.moment()[0] == before


def test_who_has_not_begun_to_listen_knows_no_moment():
    assert Listener(connect).moment() is None


def test_no_two_processes_give_their_moments_the_same_number():
    """What is kept by a moment may lie in a cache that they share (`CACHE_URL`)."""
    numbers = set()
    for listener in (Listener(connect), Listener(connect)):
        listener.heard()
        numbers.add(listener.moment()[0])
    assert len(numbers) == 2


def test_a_connection_that_the_database_ends_is_noticed(listener, listening):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [listening.info.backend_pid])
    with pytest.raises(psycopg2.Error):
        listener._go_on(listening)


def test_a_thread_listens_again_after_its_connection_was_ended(monkeypatch):
    """Meanwhile there is no moment, and what follows a change is told."""
    monkeypatch.setattr("centre.web.changes.ASKED_EVERY", 0)
    made, told = iter([connect(), connect()]), []

    def next_connection():
        try:
            return next(made)
        except StopIteration:
            raise SystemExit from None  # ends the thread alone

    listener = Listener(next_connection)
    listener.on_change.append(lambda: told.append(listener._number))

    def end(listening):
        listening.close()
        listener.wait(listening, 0)

    monkeypatch.setattr(listener, "_go_on", end)
    with pytest.raises(SystemExit):
        listener._run()
    assert told == [told[0], None, told[0] + 1, None]


def test_a_failure_of_what_follows_does_not_end_the_listening(listener, caplog):
    def fail():
        raise OSError

    listener.on_change.append(fail)
    listener.heard()
    assert caplog.messages == ["What follows a change failed."]
    assert listener.moment() is not None
