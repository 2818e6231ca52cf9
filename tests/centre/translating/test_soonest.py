"""The first things of the board are those that the board finds, at each moment."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centre.content.proposals import Proposal
from centre.translating.board import find_things
from centre.translating.kinds import BOARD_KINDS, Seen
from centre.translating.soonest import first_things
from tests.builders import DAY, build_activity, build_centre, build_post, build_session

pytestmark = pytest.mark.django_db
PUBLIC = [*dict(settings.LANGUAGES)]


LACKING = {"lacking": PUBLIC, "last": Seen.NEWS}


@pytest.mark.parametrize(
    ("asked", "days", "seen"),
    [
        ({}, 0, [0, 0, 0, 1, 1, 2, 2]),
        ({}, 3, [0, 1, 1, 2, 2, 4, 4]),
        (LACKING, 0, [0, 0, 0, 1, 2, 2]),
        (LACKING, 3, [0, 1, 2, 2]),
        ({"proposed": True}, 0, [2]),
    ],
)
def test_they_are_what_the_board_finds_at_each_moment(
    asked, days, seen, django_assert_num_queries
):
    build_centre()
    now = timezone.now()
    for number in (1, 2, 5):
        activity = build_activity(f"a{number}")
        build_session(activity, now + number * DAY)
    posts = [build_post(slug, published_at=now - DAY) for slug in "ab"]
    Proposal.objects.create(
        model="news.post", object_id=posts[1].pk, language="uk", made_at=now
    )
    at = now + timedelta(days=days)
    expected = [*find_things(BOARD_KINDS, at, **asked)]
    with django_assert_num_queries(1):
        found = first_things(100, BOARD_KINDS, at, **asked)
    assert found == expected
    assert [thing["seen"] for thing in found] == seen
    assert first_things(1, BOARD_KINDS, at, **asked) == expected[:1]


@pytest.mark.parametrize("kind", BOARD_KINDS, ids=lambda kind: kind.label)
def test_all_that_a_kind_reckons_from_a_moment_is_asked_anew(kind):
    at = timezone.now()
    with CaptureQueriesContext(connection) as made:
        first_things(7, [kind], at, PUBLIC)
        [*find_things([kind], at, PUBLIC)[:7]]
    once, anew = (asked["sql"] for asked in made)
    assert once == anew
