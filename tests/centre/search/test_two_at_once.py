"""Two people who change one thing at once leave both changes to be found."""

import threading

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from centre.search.forgetting import forget_words
from news.models import Post
from tests.builders import DAY, build_activity, build_post, build_session
from tests.centre.search.found import found
from tests.helpers import wait_until_blocked

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.race,
    pytest.mark.once,
]


def run_beside(do):
    """Run something in a thread with a connection of its own."""

    def run():
        try:
            do()
        finally:
            close_old_connections()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_sessions_added_by_two_are_both_found():
    activity, now = build_activity("kurs"), timezone.now()
    with transaction.atomic():
        build_session(activity, now + DAY, note_pl="harfistka")
        other = run_beside(
            lambda: build_session(activity, now + 2 * DAY, note_pl="pszczelarz")
        )
        wait_until_blocked(other)
        assert other.is_alive()  # it waits for us
    other.join()
    assert found("harfistka") == [("activity", "kurs", "pl")]
    assert found("pszczelarz") == [("activity", "kurs", "pl")]


def test_two_who_write_the_same_new_words_need_not_wait():
    with transaction.atomic():
        build_post("a", title_pl="Harfistka pszczelarz")
        other = run_beside(lambda: build_post("b", title_pl="Pszczelarz harfistka"))
        other.join(10)
        assert not other.is_alive()
    assert sorted(slug for _, slug, _ in found("harfistka")) == ["a", "b"]


def test_a_word_is_not_forgotten_while_somebody_saves_it():
    build_post("old", title_pl="Harfistka")
    Post.objects.all().delete()
    with transaction.atomic():
        build_post("new", title_pl="Harfistka")
        gone = []
        other = run_beside(lambda: gone.append(forget_words()))
        other.join(10)
    assert gone == [0]
    assert found("harfistka") == [("post", "new", "pl")]
