"""The programme as calendars to subscribe to."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone
from icalendar import Calendar

from centre.content.addressed import FormerSlug
from events.activities import feeds
from events.models import Session
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_centre,
    build_session,
    build_type,
    build_visit,
)
from tests.calendars import read_calendar

pytestmark = pytest.mark.django_db
FEED = "/en/activities/calendar.ics"


@pytest.fixture(autouse=True)
def house(db):
    build_centre()


def plan(slug, in_days=1, **fields):
    return build_session(build_activity(slug, **fields), timezone.now() + in_days * DAY)


def titles(client, query=""):
    """By two parsers that made none of it; the first one by the letter."""
    file = client.get(FEED + query).content
    events = read_calendar(file) if b"BEGIN:VEVENT" in file else []
    by_the_other = Calendar.from_ical(file).walk("VEVENT")
    assert [e.summary.value for e in events] == [
        str(e["SUMMARY"]) for e in by_the_other
    ]
    return [event.summary.value.removeprefix("Activity ") for event in events]


def test_it_holds_what_is_on_the_first_one_first(client):
    plan("later", 9)
    plan("soon")
    plan("draft", published_at=None)
    assert titles(client) == ["soon", "later"]


def test_choices_combine(client):
    children, meeting = ["children"], build_type("spotkania", name_en="Meetings")
    plan("a", audiences=children, languages=["uk"], type=meeting)
    in_both = {"languages": ["pl"], "interpreted_into": ["uk", "pjm"]}
    plan("b", 2, audiences=children, type=build_type(), **in_both)
    plan("c", 3, languages=["uk"], type=meeting)
    for query, found in {
        "?for=children": ["a", "b"],
        "?held_in=uk": ["a", "b", "c"],
        "?held_in=pjm": ["b"],
        "?kind=spotkania": ["a", "c"],
        "?kind=spotkania&held_in=uk&for=children": ["a"],
        "?kind=spotkania&held_in=pl": [],
        "?kind=&held_in=": ["a", "b", "c"],
    }.items():
        assert (query, titles(client, query)) == (query, found)


@pytest.mark.parametrize(
    "query",
    ["?kind=none", "?held_in=xx", "?for=cats", "?kind=%00", "?held_in=pl'"],
)
def test_what_there_is_not_is_not_found(client, query):
    build_type()
    assert client.get(FEED + query).status_code == 404


def test_a_type_is_found_by_its_former_address(client):
    plan("a", type=build_type("spotkania"))
    FormerSlug.keep(build_type("nowe"), "dawne")
    assert titles(client, "?kind=dawne") == []
    assert client.get(f"{FEED}?kind=dawne").status_code == 200


def test_a_cancelled_one_stays_as_cancelled(client):
    session = plan("a")
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    (event,) = read_calendar(client.get(FEED).content)
    assert event.status.value == "CANCELLED"
    assert event.sequence.value == "1"


def test_an_entry_is_the_one_of_the_activitys_own_calendar(client):
    plan("a")
    own = client.get("/en/activities/a/calendar.ics").text
    entry = own[own.index("BEGIN:VEVENT") : own.index("END:VEVENT")]
    assert entry in client.get(FEED).text


def test_what_is_over_stays_for_a_month(client):
    activity, now = build_activity("a"), timezone.now()
    for days in (30, 32):
        start = now - timedelta(days=days)
        build_session(activity, start, ends_at=start + HOUR)
    assert len(titles(client)) == 1


def test_no_calendar_is_without_bounds(client, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_SESSIONS", 2)
    for number in range(3):
        plan(f"a{number}", number + 1)
    assert titles(client) == ["a0", "a1"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "Test House"),
        ("?kind=warsztaty&held_in=uk", "Test House: Type warsztaty, Ukrainian"),
        ("?for=children", "Test House: children"),
    ],
)
def test_a_calendar_says_what_is_in_it_and_when_to_look_again(client, query, name):
    build_type()
    answer = client.get(FEED + query)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["X-WR-CALNAME"]) == name
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in answer.text
    assert "X-PUBLISHED-TTL:PT6H\r\n" in answer.text


def test_a_calendar_that_is_as_it_was_is_not_sent_again(client):
    plan("a")
    answer = client.get(FEED)
    assert "public" in answer.headers["Cache-Control"]
    again = client.get(FEED, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_of_a_calendar(client, count, django_assert_num_queries):
    for number in range(count):
        plan(f"a{number}")
    with django_assert_num_queries(2):
        client.get(FEED)
    with django_assert_num_queries(3):
        client.get(f"{FEED}?kind=warsztaty&held_in=pl")


def test_an_activity_and_a_visit_can_be_subscribed_to(client):
    plan("a")
    build_visit()
    for path in ("/en/activities/a/", "/en/study-visits/wizyta/"):
        html = client.get(path).text
        address = f"//127.0.0.1:8000{path}calendar.ics"
        assert f'href="webcal:{address}">Subscribe to these dates</a>' in html
        assert f'href="{path}calendar.ics">Add to your calendar (.ics)</a>' in html
        assert client.get(f"{path}calendar.ics").status_code == 200


@pytest.mark.once
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/en/activities/", ""),
        ("/en/activities/?held_in=uk", "?held_in=uk"),
        ("/en/activities/?held_in=nothing", ""),
        ("/en/activities/type/warsztaty/?held_in=pjm", "?kind=warsztaty&held_in=pjm"),
    ],
)
def test_a_list_leads_to_the_calendar_of_what_it_shows(client, page, query):
    plan("a")
    html = unquote(client.get(page).text.replace("&amp;", "&"))
    address = f"//127.0.0.1:8000{FEED}{query}"
    assert f'href="webcal:{address}">Subscribe to these dates</a>' in html
    assert f">http:{address}</code>" in html
    assert client.get(FEED + query).status_code == 200
