"""What programs read of activities and visits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Session, StudyVisit
from events.visits.changes import Arrangements, announce_changes
from tests.builders import (
    DAY,
    HOUR,
    at_hour,
    build_activity,
    build_centre,
    build_session,
    build_type,
    build_visit,
    register,
)
from tests.structured_data import of_type, trail_of

# Days of a year stand in it; what depends on the hour is tried where it is decided.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://127.0.0.1:8000"
HOUSE = {
    "@type": "Organization",
    "@id": f"{SITE}/#organization",
    "name": "Test House",
    "url": f"{SITE}/",
}
ADDRESS = {
    "@type": "PostalAddress",
    "streetAddress": "ul. Przykładowa 20",
    "postalCode": "30-000",
    "addressLocality": "Kraków",
    "addressCountry": "PL",
}


@pytest.fixture(autouse=True)
def house(db):
    build_centre()


def events(client, path):
    return of_type("Event", client.get(path).text)


def test_each_coming_session_is_an_event(client):
    activity = build_activity("kurs", place_en="Room 2", audiences=["children"])
    build_session(activity, at_hour(18, in_days=1))
    assert events(client, "/en/activities/kurs/") == [
        {
            "@type": "Event",
            "name": "Activity kurs",
            "description": "Summary kurs.",
            "url": f"{SITE}/en/activities/kurs/",
            "startDate": "2026-11-26T18:00:00+01:00",
            "endDate": "2026-11-26T20:00:00+01:00",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "inLanguage": ["pl"],
            "eventStatus": "https://schema.org/EventScheduled",
            "location": {
                "@type": "Place",
                "name": "Room 2, Test House",
                "address": ADDRESS,
            },
            "organizer": HOUSE,
            "isAccessibleForFree": True,
            "offers": {
                "@type": "Offer",
                "url": f"{SITE}/en/activities/kurs/",
                "price": 0,
                "priceCurrency": "PLN",
            },
            "audience": [{"@type": "Audience", "audienceType": "children"}],
        }
    ]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("planned", "EventScheduled"),
        ("moved", "EventScheduled"),  # into another room alone
        ("cancelled", "EventCancelled"),
    ],
)
def test_a_session_says_whether_it_takes_place(client, state, told):
    build_session(build_activity("kurs"), timezone.now() + DAY, state=state)
    (event,) = events(client, "/en/activities/kurs/")
    assert event["eventStatus"] == f"https://schema.org/{told}"


def test_a_session_that_has_moved_says_from_when(client):
    session = build_session(build_activity("kurs"), at_hour(18, in_days=1))
    session.starts_at += DAY
    session.ends_at += DAY
    session.save()  # a mistake that was corrected
    (event,) = events(client, "/en/activities/kurs/")
    assert "previousStartDate" not in event
    session.state = "moved"
    session.save()
    (event,) = events(client, "/en/activities/kurs/")
    assert event["eventStatus"] == "https://schema.org/EventRescheduled"
    assert (event["startDate"], event["previousStartDate"]) == (
        "2026-11-27T18:00:00+01:00",
        "2026-11-26T18:00:00+01:00",
    )


def test_no_way_of_moving_a_session_is_left_out(client):
    session = build_session(build_activity("kurs"), at_hour(18, in_days=1))
    later = {"starts_at": session.starts_at + DAY, "ends_at": session.ends_at + DAY}
    Session.objects.update(state="moved", previous_starts_at=None, **later)
    Session.objects.update(previous_starts_at=None)
    assert Session.objects.get().previous_starts_at == session.starts_at


def move(visit, days):
    before = Arrangements.of(visit)
    visit.starts_at += days * DAY
    visit.ends_at += days * DAY
    visit.save()
    announce_changes(visit=visit, before=before, at=timezone.now())


def test_a_visit_that_has_moved_says_from_when(client):
    visit = build_visit()
    for days, day in ((1, 26), (2, 28)):
        move(visit, days)
        (event,) = events(client, "/en/study-visits/wizyta/")
        assert event["eventStatus"] == "https://schema.org/EventRescheduled"
        assert (event["startDate"], event["previousStartDate"]) == (
            f"2026-12-{day}T10:00:00+01:00",
            "2026-12-25T10:00:00+01:00",
        )
    move(visit, -3)
    (event,) = events(client, "/en/study-visits/wizyta/")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert "previousStartDate" not in event


def test_nobody_knew_when_a_draft_was_to_be(client):
    visit = build_visit(published_at=None)
    move(visit, 1)
    StudyVisit.objects.update(published_at=timezone.now() - HOUR)
    (event,) = events(client, "/en/study-visits/wizyta/")
    assert "previousStartDate" not in event


@pytest.mark.parametrize(
    ("price", "free"), [("free", True), ("paid", False), ("donation", None)]
)
def test_a_price_is_told_where_it_is_known(client, price, free):
    build_session(build_activity("kurs", price=price), timezone.now() + DAY)
    (event,) = events(client, "/en/activities/kurs/")
    assert (event.get("isAccessibleForFree"), "offers" in event) == (free, bool(free))


def test_whoever_organises_it_is_named(client):
    activity = build_activity("kurs", organiser_en="Choir of the street")
    build_session(activity, timezone.now() + DAY)
    (event,) = events(client, "/en/activities/kurs/")
    assert event["organizer"] == {
        "@type": "Organization",
        "name": "Choir of the street",
    }


def test_the_next_ten_sessions_are_told(client):
    activity = build_activity("kurs")
    for number in range(11):
        build_session(activity, at_hour(9, in_days=number + 1))
    told = [event["startDate"] for event in events(client, "/en/activities/kurs/")]
    assert (len(told), told[-1]) == (10, "2026-12-05T09:00:00+01:00")


def test_a_visit_is_an_event_one_can_register_for(client):
    visit = build_visit(venue_en="Reception")
    assert events(client, "/en/study-visits/wizyta/") == [
        {
            "@type": "Event",
            "name": "Visit wizyta",
            "description": "Summary.",
            "url": f"{SITE}/en/study-visits/wizyta/",
            "startDate": "2026-12-25T10:00:00+01:00",
            "endDate": "2026-12-25T16:00:00+01:00",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "inLanguage": ["pl", "en"],
            "eventStatus": "https://schema.org/EventScheduled",
            "location": {
                "@type": "Place",
                "name": "Reception, Test House",
                "address": ADDRESS,
            },
            "organizer": HOUSE,
            "maximumAttendeeCapacity": 30,
            "offers": {
                "@type": "Offer",
                "url": f"{SITE}/en/study-visits/wizyta/",
                "availability": "https://schema.org/InStock",
                "validFrom": timezone.localtime(
                    visit.registration_opens_at
                ).isoformat(),
            },
        }
    ]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("planned", "EventScheduled"),
        ("postponed", "EventPostponed"),
        ("cancelled", "EventCancelled"),
    ],
)
def test_a_visit_says_whether_it_takes_place(client, state, told):
    build_visit(state=state)
    (event,) = events(client, "/en/study-visits/wizyta/")
    assert event["eventStatus"] == f"https://schema.org/{told}"
    assert ("offers" in event) == (state == "planned")


def test_a_full_visit_is_sold_out(client):
    register(build_visit(capacity=3, largest_group=3))
    (event,) = events(client, "/en/study-visits/wizyta/")
    assert event["offers"]["availability"] == "https://schema.org/SoldOut"


def test_nobody_is_offered_what_is_closed_or_over(client):
    visit = build_visit()
    for changes in (
        {"registration_closes_at": timezone.now() - HOUR},
        {"registration_opens_at": None, "registration_closes_at": None},
    ):
        StudyVisit.objects.filter(pk=visit.pk).update(**changes)
        (event,) = events(client, "/en/study-visits/wizyta/")
        assert "offers" not in event
    past = timezone.now() - timedelta(days=9)
    StudyVisit.objects.update(starts_at=past, ends_at=past + HOUR)
    (event,) = events(client, "/en/study-visits/wizyta/")
    assert event["startDate"].startswith("2026-11-16")


def test_every_page_tells_the_way_to_it(client):
    kind = build_type(name_en="Workshops", short_name_en="Workshop")
    build_activity("kurs", type=kind)
    build_visit()
    activities = ("What’s on", f"{SITE}/en/activities/")
    of_kind = f"{SITE}/en/activities/type/warsztaty/"
    visits = ("Study visits", f"{SITE}/en/study-visits/")
    trails = {
        "/en/activities/": [activities],
        "/en/activities/type/warsztaty/": [activities, ("Workshops", of_kind)],
        "/en/activities/kurs/": [
            activities,
            ("Workshop", of_kind),
            ("Activity kurs", f"{SITE}/en/activities/kurs/"),
        ],
        "/en/study-visits/": [visits],
        "/en/study-visits/wizyta/": [
            visits,
            ("Visit wizyta", f"{SITE}/en/study-visits/wizyta/"),
        ],
    }
    found = {path: trail_of(client.get(path).text)[1:] for path in trails}
    assert found == trails
