"""What can be chosen in the calendar is what there is, at the moment that is asked."""

from datetime import datetime, timedelta

import pytest

from events.activities import choices
from events.activities.choices import languages_in_use
from tests.builders import DAY, build_activity, build_session

pytestmark = pytest.mark.django_db

NOON = datetime.fromisoformat("2026-05-04T12:00:00+02:00")


@pytest.fixture
def moment(monkeypatch):
    """What the process hears: (the number of the last change, the minute)."""
    heard = [(1, 10)]
    monkeypatch.setattr(choices.listener, "moment", lambda: heard[0])
    return heard


def build_course(language, **fields):
    activity = build_activity(language, languages=[language], **fields)
    build_session(activity, NOON + DAY)


def test_languages_are_those_of_the_minute_of_the_page(moment):
    """A page that was begun a moment before it, and comes late, leaves none behind."""
    build_course("uk", published_at=NOON)
    assert languages_in_use(NOON - timedelta(seconds=1)) == []
    assert languages_in_use(NOON) == ["uk"]


def test_languages_are_added_up_once_until_something_changes(
    moment, django_assert_num_queries
):
    build_course("uk", published_at=NOON)
    with django_assert_num_queries(1):
        assert [languages_in_use(NOON) for _ in range(2)] == [["uk"]] * 2
    build_course("pl", published_at=NOON)
    assert languages_in_use(NOON) == ["uk"]
    moment[0] = (2, 10)
    assert languages_in_use(NOON) == ["pl", "uk"]
