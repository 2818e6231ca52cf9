"""The JSON of the programme, read by what made none of it."""

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from centre.content.addressed import FormerSlug
from events.api import views
from events.models import (
    Activity,
    ActivityPicture,
    ClosingDay,
    OpeningHours,
    Session,
    StudyVisit,
)
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

pytestmark = pytest.mark.django_db
API = "/api/v1/"
SESSIONS = f"{API}sessions/"
SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def wednesday(db, time_machine):
    """A quarter to eleven on Wednesday, 25 November 2026."""
    moment = datetime.fromisoformat("2026-11-25T10:45+01:00")
    time_machine.move_to(moment, tick=False)
    build_centre()


def plan(slug, in_days=1, hour=18, **fields):
    of_session = {n: fields.pop(n) for n in ("state", "note_pl") if n in fields}
    activity = build_activity(slug, **fields)
    return build_session(activity, at_hour(hour, in_days=in_days), **of_session)


def read(client, path=SESSIONS, query=""):
    answer = client.get(path + query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        200,
        "application/json",
    )
    return json.loads(answer.content)


def slugs(page):
    return [
        urlsplit(i["activity"]["url"]["pl"]).path.split("/")[3] for i in page["items"]
    ]


def follow(client, query=""):
    """All pages from the first: what is on each."""
    found, path = [], SESSIONS + query
    while path:
        page = read(client, path)
        found.append(slugs(page))
        assert page["links"]["self"] == SITE + path
        following = page["links"]["next"]
        path = following and following.removeprefix(SITE)
    return found


def check_texts(value):
    assert isinstance(value, dict)
    assert set(value) <= {"pl", "en", "uk"}
    assert all(isinstance(text, str) and text.strip() for text in value.values())


def check_moment(value):
    moment = datetime.fromisoformat(value)
    assert moment.utcoffset() in {timedelta(hours=1), timedelta(hours=2)}
    return moment


def check_activity(data):
    for name in ("title", "summary", "organiser"):
        check_texts(data[name])
    assert data["title"]
    assert set(data["url"]) == set(data["title"])
    for url in data["url"].values():
        assert url.startswith(SITE)
    check_texts(data["kind"]["name"])
    check_texts(data["audience"]["note"])
    check_texts(data["access"]["note"])
    check_texts(data["sign_up"]["note"])
    check_texts(data["price"]["note"])
    assert data["price"]["kind"] in {"free", "paid", "donation"}
    for flag in (data["access"]["step_free"], data["access"]["hearing_loop"]):
        assert isinstance(flag, bool)
    assert isinstance(data["sign_up"]["needed"], bool)
    for codes in (data["languages"], data["interpreted_into"]):
        assert all(isinstance(code, str) for code in codes)


def check_session(item):
    assert set(item) == {
        "id", "status", "starts_at", "ends_at", "previous_starts_at", "place", "note",
        "changed_at", "activity",
    }  # fmt: skip
    assert item["status"] in {"scheduled", "moved", "cancelled"}
    assert check_moment(item["starts_at"]) < check_moment(item["ends_at"])
    check_moment(item["changed_at"])
    check_texts(item["place"])
    check_texts(item["note"])
    check_activity(item["activity"])


def test_a_session_has_all_that_its_page_says(client):
    session = plan(
        "a",
        languages=["uk"],
        interpreted_into=["pl", "pjm"],
        audiences=["children"],
        place_pl="Sala 2",
        cost_en="5 zł",
        price="paid",
        signup_by=["phone"],
        organiser_pl="Fundacja Przykładowa",
        hearing_loop=True,
    )
    (item,) = read(client)["items"]
    check_session(item)
    stamp = timezone.localtime().isoformat()
    assert item == {
        "id": f"session-{session.pk}",
        "status": "scheduled",
        "starts_at": "2026-11-26T18:00:00+01:00",
        "ends_at": "2026-11-26T20:00:00+01:00",
        "previous_starts_at": None,
        "place": {"pl": "Sala 2"},
        "note": {},
        "changed_at": stamp,
        "activity": {
            "id": f"activity-{session.activity_id}",
            "kind": {
                "id": "warsztaty",
                "name": {"pl": "Rodzaj warsztaty", "en": "Type warsztaty"},
            },
            "title": {"pl": "Zajęcia a", "en": "Activity a"},
            "summary": {"pl": "Opis a.", "en": "Summary a."},
            "organiser": {"pl": "Fundacja Przykładowa"},
            "audience": {"groups": ["children"], "note": {}},
            "price": {"kind": "paid", "note": {"en": "5 zł"}},
            "sign_up": {"needed": True, "by": ["phone"], "note": {}},
            "languages": ["uk"],
            "interpreted_into": ["pl", "pjm"],
            "access": {"step_free": True, "hearing_loop": True, "note": {}},
            "url": {
                "pl": f"{SITE}/pl/wydarzenia/a/",
                "en": f"{SITE}/en/activities/a/",
            },
            "picture": None,
        },
    }


def test_a_moved_one_says_from_where_and_a_cancelled_one_stays(client):
    moved, off = plan("moved"), plan("off", 2, state="cancelled", note_pl="Choroba")
    Session.objects.filter(pk=moved.pk).update(
        state="moved", starts_at=moved.starts_at + HOUR
    )
    first, second = read(client)["items"]
    assert first["status"] == "moved"
    assert first["starts_at"] == "2026-11-26T19:00:00+01:00"
    assert first["previous_starts_at"] == "2026-11-26T18:00:00+01:00"
    assert (second["status"], second["note"]) == ("cancelled", {"pl": "Choroba"})
    assert second["id"] == f"session-{off.pk}"
    # A date that was only corrected announces no other one.
    Session.objects.update(state="planned")
    assert read(client)["items"][0]["previous_starts_at"] is None


def test_the_hour_that_there_is_twice_is_told_apart(client, time_machine):
    time_machine.move_to(datetime.fromisoformat("2026-10-24T12:00+02:00"), tick=False)
    activity = build_activity("a")
    for start in ("2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00"):
        starts_at = datetime.fromisoformat(start)
        build_session(activity, starts_at, ends_at=starts_at + HOUR / 2)
    assert [item["starts_at"] for item in read(client)["items"]] == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
    ]


def test_only_what_is_public_to_the_minute_is_in_it(client, time_machine):
    moment = timezone.now() + timedelta(minutes=5)
    plan("draft", published_at=None, summary_en="Secret")
    for slug in ("coming", "half"):
        plan(slug, published_at=moment, title_en="Secret", summary_en="")
    build_activity("offer", standing=True, published_at=None, title_en="Secret")
    build_visit(published_at=moment, title_en="Secret")
    paths = [SESSIONS, f"{API}standing-offers/", f"{API}study-visits/", API]
    time_machine.move_to(moment - timedelta(microseconds=1), tick=False)
    assert [read(client, path).get("items", []) for path in paths] == [[], [], [], []]
    time_machine.move_to(moment, tick=False)
    assert slugs(read(client)) == ["coming", "half"]
    # A language that is not complete is on no page, and so it is not here.
    assert "Secret" not in client.get(SESSIONS).text
    assert len(read(client, f"{API}study-visits/")["items"]) == 1


def test_pages_are_weeks_and_each_session_stands_on_one(client):
    now = timezone.now()
    running = build_activity("running")
    build_session(running, now - 2 * DAY, ends_at=now + DAY)
    plan("wed", 0)
    for slug, days in {"sun-night": 4, "mon": 5, "tue": 6, "far": 40}.items():
        start = at_hour(23, in_days=days)
        build_session(build_activity(slug), start, ends_at=start + 3 * HOUR)
    # The first moment of a week is its own.
    build_session(build_activity("first"), at_hour(0, in_days=5))
    assert follow(client) == [
        ["running", "wed", "sun-night"],
        ["first", "mon", "tue"],
        ["far"],
    ]
    page = read(client)
    assert (page["from"], page["to"]) == ("2026-11-25", "2026-11-29")
    assert page["links"]["next"] == f"{SITE}{SESSIONS}?week=2026-W49"
    assert follow(client, "?when=2026-12") == [["tue"]]
    assert follow(client, "?when=2027-01") == [["far"]]
    assert follow(client, "?when=2026-11-26") == [["running"]]
    # The evening before goes on past midnight, and is not of this day.
    assert follow(client, "?when=2026-11-30") == [["first", "mon"]]
    assert follow(client, "?when=2026-12&week=2026-W48") == [[], ["tue"]]
    assert follow(client, "?week=2026-W10")[0] == []
    assert follow(client, "?when=2026-10") == [[]]


def test_a_full_week_goes_on_on_a_further_page(client, monkeypatch):
    monkeypatch.setattr(views, "MOST_ITEMS", 2)
    for number in range(5):  # two of them start at one time
        plan(f"a{number}", 1 + (number + 1) // 2)
    plan("later", 12)
    pages = follow(client)
    assert [slug for page in pages for slug in page] == [
        "a0", "a1", "a2", "a3", "a4", "later",
    ]  # fmt: skip
    assert [len(page) for page in pages] == [2, 2, 1, 1]


def test_it_is_asked_as_the_calendar_is(client):
    meeting = build_type("spotkania")
    FormerSlug.keep(meeting, "dawne")
    plan("a", audiences=["children"], languages=["uk"], type=meeting)
    other = {"type": build_type(), "languages": ["pl"]}
    plan("b", 2, price="paid", interpreted_into=["uk"], **other)
    plan("c", 3, step_free=False, **other)
    for query, found in {
        "": ["a", "b", "c"],
        "?held_in=uk": ["a", "b"],
        "?kind=spotkania": ["a"],
        "?kind=dawne&for=children": ["a"],
        "?free=1": ["a", "c"],
        "?step_free=1&held_in=pl": ["b"],
        "?when=today": [],
        "?when=2026-11-27&free=": ["b"],
        "?when=7-days": ["a", "b", "c"],
    }.items():
        assert (query, slugs(read(client, SESSIONS, query))) == (query, found)


NONSENSE = [
    ("sessions/", "?held_in=xx", "held_in"),
    ("sessions/", "?free=yes", "free"),
    ("sessions/", "?kind=none", "kind"),
    ("sessions/", "?kind=%00", "kind"),
    ("sessions/", "?when=tomorrow", "when"),
    ("sessions/", "?when=2026-13", "when"),
    ("sessions/", "?week=2026-W60", "week"),
    ("sessions/", "?week=%D9%A2026-W10", "week"),
    ("sessions/", "?after=x", "after"),
    ("sessions/", "?after=99999999999999999999-1", "after"),
    ("sessions/", "?after=%00", "after"),
    ("sessions/", "?language=uk", "language"),
    ("sessions/", "?view=month", "view"),
    ("sessions/", "?held_in=uk&held_in=pl", "held_in"),
    ("sessions/", f"?{'x' * 500}=1", "x" * 100),
    ("standing-offers/", "?when=today", "when"),
    ("standing-offers/", "?after=-1", "after"),
    ("study-visits/", "?kind=warsztaty", "kind"),
    ("", "?x=1", "x"),
]


def test_nonsense_is_refused_with_what_is_wrong(client):
    build_type()
    for path, query, parameter in NONSENSE:
        answer = client.get(API + path + query)
        assert (path, query, answer.status_code) == (path, query, 400)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        told = json.loads(answer.content)
        assert (told["status"], told["parameter"]) == (400, parameter)
        assert told["detail"]
        if parameter == "kind" and path == "sessions/":
            assert told["allowed"] == ["warsztaty"]


def test_any_text_that_the_database_may_hold_is_valid_json(client):
    ugly = '"\\ \u2028 </script> \x01\x1f\x7f \ud7ff\ufffe 🎉 \u202e {}[],:'
    plan("a")
    build_activity("offer", standing=True)
    with connection.cursor() as cursor:  # past all cleaning
        for name in ("title_pl", "summary_pl", "place_pl", "access_note_pl", "cost_pl"):
            cursor.execute(f"UPDATE events_activity SET {name} = %s", [ugly])  # noqa: S608
        cursor.execute("UPDATE events_session SET note_pl = %s", [ugly])
    (item,) = read(client)["items"]
    check_session(item)
    assert "🎉" in item["activity"]["title"]["pl"]
    assert read(client, f"{API}standing-offers/")["items"][0]["title"]["pl"]


def test_a_standing_offer_says_its_hours_and_when_it_is_open_next(client):
    offer = build_activity("dyzur", standing=True, place_en="Room 1")
    for weekday, opens, closes in [(2, "10:00", "14:30"), (4, "16:00", "00:00")]:
        OpeningHours.objects.create(
            activity=offer, weekday=weekday, opens=opens, closes=closes
        )
    closed = timezone.localdate() + 2 * DAY
    ClosingDay.objects.create(activity=offer, date=closed)
    build_activity("later", standing=True)
    plan("dated")
    page = read(client, f"{API}standing-offers/")
    first, second = page["items"]
    check_activity(first)
    assert first["opening_hours"] == [
        {"weekday": 3, "opens": "10:00", "closes": "14:30"},
        {"weekday": 5, "opens": "16:00", "closes": "24:00"},
    ]
    assert first["closed_on"] == ["2026-11-27"]
    assert first["place"] == {"en": "Room 1"}
    assert first["next_opening"] == {
        "opens_at": "2026-11-25T10:00:00+01:00",
        "closes_at": "2026-11-25T14:30:00+01:00",
    }
    assert (second["opening_hours"], second["next_opening"]) == ([], None)
    assert page["links"]["next"] is None


def test_every_offer_and_visit_is_on_one_page(client, monkeypatch):
    monkeypatch.setattr(views, "MOST_ITEMS", 2)
    for number in range(5):
        build_activity(f"o{number}", standing=True)
        build_visit(f"v{number}")
    for path, kind in {
        "standing-offers/": "activity",
        "study-visits/": "visit",
    }.items():
        found, address = [], API + path
        while address:
            page = read(client, address)
            assert len(page["items"]) <= 2
            found += [item["id"] for item in page["items"]]
            address = (page["links"]["next"] or "").removeprefix(SITE)
        assert len(found) == len(set(found)) == 5
        assert {name.split("-")[0] for name in found} == {kind}


def test_a_visit_says_how_many_places_are_left_while_one_can_register(client):
    visit = build_visit(languages=["en"])
    register(visit)  # three people
    path = f"{API}study-visits/"
    (item,) = read(client, path)["items"]
    assert item["id"] == f"visit-{visit.pk}"
    assert item["registration"] == {
        "state": "open",
        "opens_at": "2026-11-24T10:45:00+01:00",
        "closes_at": "2026-12-15T10:45:00+01:00",
        "places": 30,
        "places_left": 27,
        "largest_group": 12,
    }
    assert item["starts_at"] == "2026-12-25T10:00:00+01:00"
    assert (item["status"], item["place"]) == ("scheduled", {"pl": "Recepcja"})
    assert set(item["title"]) == set(item["url"]) == {"pl", "en", "uk"}
    assert len(read(client, path, "?held_in=en&step_free=1")["items"]) == 1
    assert read(client, path, "?held_in=uk")["items"] == []
    StudyVisit.objects.update(state="postponed", previous_starts_at=timezone.now())
    (item,) = read(client, path)["items"]
    assert item["status"] == "postponed"
    assert item["registration"]["state"] == "postponed"
    assert item["registration"]["places_left"] is None
    StudyVisit.objects.update(state="planned")
    assert read(client, path)["items"][0]["status"] == "moved"


def test_a_picture_has_its_address_and_its_description(client, monkeypatch):
    session = plan("a")
    picture = ActivityPicture(
        activity=session.activity, width=8, height=5, alt_pl="Koło", image="p/a b.jpg"
    )
    ActivityPicture.objects.bulk_create([picture])
    assert read(client)["items"][0]["activity"]["picture"] == {
        "url": f"{SITE}/media/p/a%20b.jpg",
        "width": 8,
        "height": 5,
        "alt": {"pl": "Koło"},
    }


def test_the_index_names_what_there_is_and_what_can_be_asked_for(client):
    build_type()
    index = read(client, API)
    assert index["publisher"]["uk"] == "Тестовий дім"
    assert index["languages"] == ["pl", "en", "uk"]
    page = index["documentation"]["en"].removeprefix(SITE)
    assert f"{SITE}{API}</code>" in client.get(page).text
    for address in index["collections"].values():
        assert read(client, address.removeprefix(SITE))["items"] == []
    for name, values in index["parameters"].items():
        for value in values:
            check_texts(value["name"])
        query = f"?{name}={values[-1]['id']}"
        assert read(client, SESSIONS, query)["items"] == []
    kinds = [kind["id"] for kind in index["parameters"]["kind"]]
    assert kinds == ["warsztaty"]
    assert index["parameters"]["for"][1]["name"]["uk"] == "дітей"


def test_any_site_may_read_it_and_none_may_write(client):
    plan("a")
    got = client.get(SESSIONS, headers={"Origin": "https://example.org"})
    assert "public" in got.headers["Cache-Control"]
    assert "Vary" not in got.headers
    assert dict(got.cookies) == {}
    etag = got.headers["ETag"]
    again = client.get(SESSIONS, headers={"If-None-Match": etag})
    head = client.head(SESSIONS)
    asked = client.options(SESSIONS)
    refused = client.post(SESSIONS, {"a": 1})
    for answer, status in [(again, 304), (head, 200), (asked, 204), (refused, 405)]:
        assert answer.status_code == status
        # Each of them, or a browser keeps the answer from the page that asked.
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert head.headers["ETag"] == etag
    assert (head.content, asked.content, again.content) == (b"", b"", b"")
    assert json.loads(refused.content)["status"] == 405
    Activity.objects.update(title_pl="Inny")
    assert client.get(SESSIONS, headers={"If-None-Match": etag}).status_code == 200


def test_it_is_the_same_whatever_a_reader_speaks(client):
    # A kind that is whole in no language is shown in the first one that has any of it.
    kind = build_type(description_pl="", description_en="")
    plan("a", title_en="", summary_en="", type=kind)
    plain = client.get(SESSIONS, headers={"Accept-Language": "en"})
    for language in ("pl", "uk", "de"):
        other = client.get(SESSIONS, headers={"Accept-Language": language})
        assert other.content == plain.content
        assert other.headers["Content-Language"] == "pl, en, uk"


@pytest.mark.once
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("sessions/", 2),
        ("sessions/?kind=warsztaty&week=2026-W48", 3),
        ("standing-offers/", 2),
        ("study-visits/", 2),
        ("", 2),
    ],
)
def test_the_number_of_queries(client, path, queries, count, django_assert_num_queries):
    for number in range(count):
        plan(f"a{number}")
        build_activity(f"o{number}", standing=True)
        build_visit(f"v{number}")
    with django_assert_num_queries(queries):
        read(client, API + path)


def test_pages_stay_small_however_much_there_is(client, django_assert_num_queries):
    activity = build_activity("a")
    start = at_hour(18)
    Session.objects.bulk_create(
        Session(
            activity=activity,
            starts_at=start + number * timedelta(seconds=1),
            ends_at=start + HOUR,
        )
        for number in range(500)
    )
    with django_assert_num_queries(2):
        answer = client.get(SESSIONS)
    assert len(json.loads(answer.content)["items"]) == views.MOST_ITEMS
    assert len(answer.content) < 150_000
