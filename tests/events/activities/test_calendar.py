"""What a calendar is told of a session: its own place, its state, which version."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.models import Activity, Session
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_centre,
    build_session,
    build_staff,
)
from tests.desk import errors_of, filled
from tests.helpers import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    build_centre()
    activity = build_activity("chor", place_pl="duża sala", place_en="main hall")
    return build_session(activity, timezone.now() + DAY)


def entry(client, language="en"):
    """The one entry of the activity's file."""
    address = {"en": "activities", "pl": "wydarzenia", "uk": "podii"}[language]
    file = client.get(f"/{language}/{address}/chor/calendar.ics").content
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def sequence(client):
    return entry(client)["SEQUENCE"]


@pytest.mark.parametrize("column", ["starts_at", "ends_at", "state", "place_uk"])
def test_what_a_calendar_shows_as_another_version_is_counted(client, session, column):
    assert sequence(client) == 0
    other = {"state": "cancelled", "place_uk": "читальня"}
    value = other.get(column) or getattr(session, column) + HOUR
    setattr(session, column, value)
    for _twice in range(2):
        session.save()
        assert sequence(client) == 1


def test_other_words_are_told_by_the_stamps_alone(client, session, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    session.save()
    before = entry(client)
    time_machine.move_to(now + timedelta(minutes=5), tick=False)
    session.note_en = "Bring a friend"
    session.save()
    after = entry(client)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 0)
    for stamp in ("DTSTAMP", "LAST-MODIFIED"):
        later = after.decoded(stamp) - before.decoded(stamp)
        assert later == timedelta(minutes=5), stamp


def test_two_people_who_change_it_at_once_are_two_versions(client, session):
    one, other = (Session.objects.get(pk=session.pk) for _ in range(2))
    one.state, other.starts_at = "cancelled", other.starts_at - HOUR
    one.save()
    other.state = "cancelled"
    other.save()
    assert sequence(client) == 2


def test_no_way_of_writing_is_left_out(client, session):
    Session.objects.update(state="cancelled", calendar_sequence=0)
    Session.objects.update(state="planned", calendar_sequence=0)
    assert sequence(client) == 2


def test_the_activitys_own_place_counts_for_all_its_sessions(client, session):
    Activity.objects.update(place_en="room 2")
    assert (sequence(client), entry(client)["LOCATION"]) == (
        1,
        "room 2, ul. Przykładowa 20, 30-000 Kraków",
    )
    Activity.objects.update(title_en="Another title")
    assert sequence(client) == 1


def test_a_session_that_has_moved_has_one_place(client, session):
    session.state, session.place_pl = "moved", "czytelnia"
    session.place_en = "reading room"
    session.save()
    assert entry(client)["LOCATION"].startswith("reading room, ul.")
    for path in ("/en/", "/en/activities/", "/en/activities/chor/"):
        page = shown(client.get(path))
        assert (page.count("main hall"), page.count("reading room")) == (0, 1), path


def test_a_page_tells_the_place_of_each_date_where_they_differ(client, session):
    moved = session.starts_at + DAY
    build_session(session.activity, moved, state="moved", place_en="reading room")
    page = shown(client.get("/en/activities/chor/"))
    # "Where" and the first date; the second date.
    assert (page.count("main hall"), page.count("reading room")) == (2, 1)


def test_a_room_that_is_written_in_another_language_alone_is_said_all_the_same(
    client, session
):
    session.state, session.place_pl, session.note_en = "moved", "czytelnia", "Sorry"
    session.save()
    assert entry(client)["LOCATION"].startswith("czytelnia, ul.")
    for path in ("/en/", "/en/activities/", "/en/activities/chor/"):
        page = shown(client.get(path))
        assert re.search(r'<\w+[^>]* lang="pl" dir="ltr">czytelnia<', page), path
        assert "main hall" not in page


def test_a_cancelled_session_says_so_once(client, session):
    session.state, session.note_en = "cancelled", "Our cook is ill."
    session.save()
    assert entry(client)["STATUS"] == "CANCELLED"
    for path in ("/en/", "/en/activities/", "/en/activities/chor/"):
        assert shown(client.get(path)).count("Cancelled") == 1, path


def test_a_date_that_is_moved_on_the_desk_is_another_version(client, session):
    client.force_login(build_staff())
    address = f"/en/admin/events/activity/{session.activity.pk}/change/"
    typed = filled(client.get(address))
    answer = client.post(address, typed | {"sessions-0-place_en": "reading room"})
    assert answer.status_code == 302, errors_of(answer)
    assert sequence(client) == 1
    client.post(address, filled(client.get(address)))
    assert sequence(client) == 1
