"""Which sessions are still to come, and how long one may be."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from events.models import Session
from events.models.querysets import MAX_SESSION_LENGTH
from tests.builders import HOUR, build_activity, build_session

pytestmark = pytest.mark.django_db


def test_a_session_is_upcoming_until_it_ends():
    now = timezone.now()
    activity = build_activity("kurs")
    for starts_at, ends_at in [
        (now - MAX_SESSION_LENGTH + HOUR, now + HOUR),
        (now - 3 * HOUR, now),
        (now - HOUR, now + timedelta(microseconds=1)),
        (now + HOUR, now + 2 * HOUR),
    ]:
        build_session(activity, starts_at, ends_at=ends_at)
    assert [s.starts_at for s in Session.objects.upcoming(now)] == [
        now - MAX_SESSION_LENGTH + HOUR,
        now - HOUR,
        now + HOUR,
    ]


def test_the_longest_session_counts_as_upcoming_to_its_end():
    now = timezone.now()
    starts_at = now - MAX_SESSION_LENGTH + timedelta(microseconds=1)
    build_session(
        build_activity("kurs"), starts_at, ends_at=starts_at + MAX_SESSION_LENGTH
    )
    assert Session.objects.upcoming(now).count() == 1


def test_the_database_refuses_a_longer_session():
    now = timezone.now()
    activity = build_activity("kurs")
    longer = Session(
        activity=activity,
        starts_at=now,
        ends_at=now + MAX_SESSION_LENGTH + timedelta(microseconds=1),
    )
    with pytest.raises(IntegrityError, match="session_lasts_a_week_at_most"):
        longer.save()
