"""What visitors see of activities and study visits."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.models import Activity, OpeningHours
from events.models.querysets import share_types
from events.visits.views import PAST_VISITS_A_PAGE
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_centre,
    build_post,
    build_registration,
    build_session,
    build_type,
    build_visit,
)
from tests.helpers import shown

pytestmark = pytest.mark.django_db

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(autouse=True)
def house(db):
    build_centre()


def listed(response):
    """Day and slug of each session of a list."""
    return [
        (day.isoformat(), session.activity.slug)
        for day, sessions, _more in response.context["days"]
        for session in sessions
    ]


def test_sessions_are_grouped_by_the_day_in_warsaw(client, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=WARSAW), tick=False)
    late = build_activity("late")
    build_session(late, datetime(2026, 11, 25, 23, 30, tzinfo=WARSAW))
    build_session(late, datetime(2026, 11, 26, 0, 30, tzinfo=WARSAW))
    assert listed(client.get("/en/activities/")) == [
        ("2026-11-25", "late"),
        ("2026-11-26", "late"),
    ]


def test_a_session_stays_until_it_ends(client, time_machine):
    starts = datetime(2026, 11, 23, 12, tzinfo=WARSAW)
    time_machine.move_to(starts - DAY, tick=False)
    build_session(build_activity("kurs"), starts)
    time_machine.move_to(starts + 2 * HOUR - timedelta(seconds=1), tick=False)
    assert len(listed(client.get("/en/activities/"))) == 1
    time_machine.move_to(starts + 2 * HOUR, tick=False)
    assert listed(client.get("/en/activities/")) == []


def test_a_session_that_has_gone_on_for_days_stands_under_today(client, time_machine):
    time_machine.move_to(datetime(2026, 11, 28, 12, tzinfo=WARSAW), tick=False)
    activity = build_activity("weekend")
    friday = datetime(2026, 11, 27, 10, tzinfo=WARSAW)
    sunday = datetime(2026, 11, 29, 18, tzinfo=WARSAW)
    build_session(activity, friday, ends_at=sunday)
    page = client.get("/en/activities/")
    assert listed(page) == [("2026-11-28", "weekend")]
    assert "27\xa0November, 10:00 – 29\xa0November, 18:00" in page.text
    whole = "Friday, 27\xa0November, 10:00 – Sunday, 29\xa0November 2026, 18:00"
    assert shown(client.get("/en/activities/weekend/")).count(whole) == 2


def test_an_offer_may_be_open_until_midnight(client):
    offer = build_activity("klub", standing=True)
    hours = OpeningHours(activity=offer, weekday=4, opens=time(12), closes=time(0))
    hours.full_clean()
    hours.save()
    assert "Friday 12:00–\u206024:00" in client.get("/en/activities/klub/").text


@pytest.mark.once
@pytest.mark.parametrize("published_at", [None, timezone.now() + DAY])
def test_a_hidden_activity_is_nowhere(client, published_at):
    activity = build_activity("secret", published_at=published_at)
    build_session(activity, timezone.now() + DAY)
    build_activity("secret-offer", standing=True, published_at=published_at)
    for path in ["/en/", "/en/activities/", "/en/activities/type/warsztaty/"]:
        assert "secret" not in client.get(path).text
    assert "-activities-" not in client.get("/sitemap.xml").text
    for path in ["", "calendar.ics"]:
        assert client.get(f"/en/activities/secret/{path}").status_code == 404


@pytest.mark.parametrize("published_at", [None, timezone.now() + DAY])
def test_a_hidden_visit_is_nowhere(client, published_at):
    build_visit("secret", title_en="Secret", published_at=published_at)
    for path in ["/en/", "/en/study-visits/"]:
        assert "Secret" not in client.get(path).text
    for path in ["", "calendar.ics"]:
        assert client.get(f"/en/study-visits/secret/{path}").status_code == 404


def test_activities_are_chosen_by_type_and_by_the_language_they_are_held_in(client):
    tomorrow = timezone.now() + DAY
    workshops, support = build_type("warsztaty"), build_type("wsparcie", role="support")
    build_session(build_activity("a", type=workshops, languages=["pl", "uk"]), tomorrow)
    build_session(build_activity("b", type=support, languages=["en"]), tomorrow)
    build_activity("c", type=support, languages=["uk"], standing=True)

    def shown(path):
        response = client.get(path)
        standing = [o.activity.slug for o in response.context["standing"]]
        return [slug for _day, slug in listed(response)] + standing

    assert shown("/en/activities/") == ["a", "b", "c"]
    assert shown("/en/activities/?held_in=uk") == ["a", "c"]
    assert shown("/en/activities/type/wsparcie/") == ["b", "c"]
    assert shown("/en/activities/type/wsparcie/?held_in=uk") == ["c"]
    assert shown("/en/activities/?held_in=xx") == ["a", "b", "c"]


@pytest.mark.once
def test_a_types_own_page_does_not_repeat_it_in_every_row(client):
    kind = build_type("warsztaty", short_name_en="Crafts")
    build_session(build_activity("a", type=kind), timezone.now() + DAY)
    build_activity("b", type=kind, standing=True)
    rows = [
        client.get(path).text.partition('class="range-head"')[2].count("Crafts")
        for path in ("/en/activities/", "/en/activities/type/warsztaty/")
    ]
    assert rows == [2, 0]


def test_a_type_made_between_two_reads_is_read_by_itself():
    activity = Activity.objects.get(pk=build_activity("a").pk)
    share_types([], [activity])
    assert activity.type.slug == "warsztaty"


def test_a_cancelled_session_stays_and_says_so(client):
    session = build_session(build_activity("a"), timezone.now() + DAY)
    session.state, session.note_en = "cancelled", "The teacher is ill"
    session.save()
    for path in ["/en/activities/", "/en/activities/a/"]:
        text = client.get(path).text
        assert "ancelled" in text
        assert "The teacher is ill" in text


def test_an_activity_for_ones_own_calendar(client):
    session = build_session(build_activity("a"), timezone.now() + DAY)
    response = client.get("/en/activities/a/calendar.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["SUMMARY"] == "Activity a"
    assert event.decoded("DTSTART") == session.starts_at.replace(microsecond=0)


@pytest.fixture
def past_visit():
    visit = build_visit("past", registration_opens_at=None, registration_closes_at=None)
    visit.starts_at -= 400 * DAY
    visit.ends_at -= 400 * DAY
    visit.save()
    return visit


def test_visits_to_come_and_visits_that_were(client, past_visit):
    build_visit("next")
    later = build_visit("later")
    later.starts_at += DAY
    later.ends_at += DAY
    later.save()
    context = client.get("/en/study-visits/").context
    assert [visit.slug for visit in context["upcoming"]] == ["next", "later"]
    assert [visit.slug for visit in context["page_obj"].object_list] == ["past"]


def test_past_visits_come_page_by_page_and_coming_ones_on_the_first(client):
    build_visit("next")
    for number in range(PAST_VISITS_A_PAGE + 1):
        build_visit(
            f"past-{number}",
            starts_at=timezone.now() - (number + 2) * DAY,
            ends_at=timezone.now() - (number + 1) * DAY,
            registration_opens_at=None,
            registration_closes_at=None,
        )
    first = client.get("/en/study-visits/")
    assert first.context["page_obj"].has_next
    assert b"/en/study-visits/next/" in first.content
    second = client.get("/en/study-visits/?page=2")
    rows = second.context["page_obj"].object_list
    assert [visit.slug for visit in rows] == [f"past-{PAST_VISITS_A_PAGE}"]
    assert b"/en/study-visits/next/" not in second.content
    assert client.get("/en/study-visits/?page=3").status_code == 404


def test_a_visits_page_counts_the_places_left(client):
    visit = build_visit(capacity=10, largest_group=6)
    build_registration(visit, seats=6)
    assert client.get("/en/study-visits/wizyta/").context["visit"].seats_left == 4
    build_registration(visit, seats=4, contact_email="b@example.org")
    page = client.get("/en/study-visits/wizyta/")
    assert page.context["visit"].registration_state == "full"
    assert "/register/" not in page.text


@pytest.mark.parametrize(
    ("fields", "leads_on", "calendar"),
    [
        ({}, False, True),
        ({"registration_opens_at": timezone.now() + DAY}, False, True),
        ({"registration_closes_at": timezone.now() - DAY / 2}, True, True),
        ({"state": "postponed"}, True, False),
        ({"state": "cancelled"}, True, False),
    ],
)
def test_a_visit_that_nobody_can_join_leads_on(client, fields, leads_on, calendar):
    build_visit(**fields)
    page = client.get("/en/study-visits/wizyta/").text
    assert ['href="/en/ask-for-a-visit/"' in page, "calendar.ics" in page] == [
        leads_on,
        calendar,
    ]


def test_a_past_visits_page_leads_to_its_report(client, past_visit):
    build_post("draft", visit=past_visit, published_at=None)
    assert client.get("/en/study-visits/past/").context["report"] is None
    build_post("report", visit=past_visit)
    page = client.get("/en/study-visits/past/")
    assert page.context["report"].slug == "report"
    assert "/en/news/report/" in page.text


def test_the_next_time_is_one_that_takes_place(client):
    activity = build_activity("a")
    build_session(activity, timezone.now() + DAY, state="cancelled")
    second = build_session(activity, timezone.now() + 2 * DAY)
    assert client.get("/en/activities/a/").context["next"] == second


def test_closing_days_that_are_over_leave_no_heading(client):
    offer = build_activity("porady", standing=True)
    offer.closing_days.create(date=timezone.localdate() - DAY)
    assert "closed" not in client.get("/en/activities/porady/").text
    offer.closing_days.create(date=timezone.localdate() + DAY)
    assert "Days when it is closed" in client.get("/en/activities/porady/").text


def test_a_calendar_file_is_called_after_what_is_in_it(client):
    build_session(build_activity("a"), timezone.now() + DAY)
    build_visit()
    names = [
        client.get(path).headers["Content-Disposition"]
        for path in (
            "/en/activities/a/calendar.ics",
            "/en/study-visits/wizyta/calendar.ics",
        )
    ]
    assert names == [
        'inline; filename="activity-a.ics"',
        'inline; filename="visit-wizyta.ics"',
    ]
