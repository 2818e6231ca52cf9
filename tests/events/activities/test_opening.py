"""When a standing offer is open: at midnight, on closing days, as clocks change."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from events.activities.opening import offer_at, offers_at, opening_phrase, opens_within
from events.models import Activity, OpeningHours
from tests.builders import build_activity, build_centre, build_closure

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY, WEDNESDAY, FRIDAY, SUNDAY = 0, 2, 4, 6


def at(text, fold=0):
    """A moment by the clocks of Kraków; fold 1: the second time that they show it."""
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW, fold=fold)


def said(hours, text, closed=(), fold=0):
    moment = at(text, fold)
    rows = [(day, time.fromisoformat(a), time.fromisoformat(b)) for day, a, b in hours]
    with translation.override("en"):
        phrase = opening_phrase(offer_at(None, rows, set(closed), moment), moment)
    return phrase.replace("\xa0", " ").replace("\u2060", "")


USUAL = [(WEDNESDAY, "10:00", "14:00"), (FRIDAY, "16:00", "00:00")]


@pytest.mark.parametrize(
    ("moment", "phrase"),
    [
        ("2026-11-25T09:59:59", "Today 10:00–14:00"),
        ("2026-11-25T10:00", "Open now until 14:00"),
        ("2026-11-25T13:59:59", "Open now until 14:00"),
        ("2026-11-25T14:00", "Next: Friday 16:00"),
        ("2026-11-27T00:00", "Today 16:00–24:00"),
        ("2026-11-27T23:59:59", "Open now until 24:00"),
        ("2026-11-28T00:00", "Next: Wednesday 10:00"),
    ],
)
def test_what_is_said_through_the_week(moment, phrase):
    assert said(USUAL, moment) == phrase


def test_a_closing_day_is_passed_over():
    closed = [date(2026, 11, 25), date(2026, 11, 27), date(2026, 12, 2)]
    assert said(USUAL, "2026-11-25T11:00", closed) == "Next: Friday, 4 December 16:00"
    assert said(USUAL, "2026-11-25T11:00", closed[:1]) == "Next: Friday 16:00"


def test_the_same_weekday_next_week_has_its_date():
    hours = [(WEDNESDAY, "10:00", "14:00")]
    assert said(hours, "2026-11-25T15:00") == "Next: Wednesday, 2 December 10:00"
    assert said(hours, "2026-11-26T15:00") == "Next: Wednesday 10:00"


def test_without_hours_and_closed_for_good_nothing_is_said():
    every_day = [date.fromordinal(date(2026, 11, 1).toordinal() + n) for n in range(99)]
    assert said([], "2026-11-25T11:00") == ""
    assert said(USUAL, "2026-11-25T11:00", every_day) == ""


def test_hours_that_touch_are_one_time():
    hours = [(WEDNESDAY, "14:00", "18:00"), (WEDNESDAY, "10:00", "14:00")]
    assert said(hours, "2026-11-25T11:00") == "Open now until 18:00"
    hours[0] = (WEDNESDAY, "15:00", "18:00")
    assert said(hours, "2026-11-25T11:00") == "Open now until 14:00"
    assert said(hours, "2026-11-25T14:30") == "Today 15:00–18:00"


# On 25 October 2026 the clocks go from 3:00 back to 2:00.
NIGHT = [(SUNDAY, "01:00", "02:30")]


@pytest.mark.parametrize(
    ("moment", "fold", "phrase"),
    [
        ("2026-10-25T01:30", 0, "Open now until 2:30"),
        ("2026-10-25T02:29", 0, "Open now until 2:30"),
        ("2026-10-25T02:30", 0, "Next: Sunday, 1 November 1:00"),
        ("2026-10-25T02:15", 1, "Next: Sunday, 1 November 1:00"),
    ],
)
def test_in_the_night_that_has_an_hour_twice(moment, fold, phrase):
    assert said(NIGHT, moment, fold=fold) == phrase


def test_a_whole_night_with_an_hour_twice_is_open_throughout():
    night = [(SUNDAY, "00:00", "06:00")]
    for fold in (0, 1):
        assert said(night, "2026-10-25T02:30", fold=fold) == "Open now until 6:00"


# On 29 March 2026 the clocks go from 2:00 to 3:00.
@pytest.mark.parametrize(
    ("moment", "phrase"),
    [
        ("2026-03-29T01:59", "Open now until 3:30"),
        ("2026-03-29T03:29", "Open now until 3:30"),
        ("2026-03-29T03:30", "Next: Sunday, 5 April 1:00"),
    ],
)
def test_in_the_night_that_lacks_an_hour(moment, phrase):
    assert said(NIGHT, moment) == phrase


@pytest.fixture
def offers(db, time_machine):
    time_machine.move_to(at("2026-11-25T10:30"), tick=False)
    build_centre()
    hours = {
        "advice": (FRIDAY, "10:00", "14:00"),
        "point": (WEDNESDAY, "09:00", "18:00"),
        "cafe": (WEDNESDAY, "16:00", "00:00"),
    }
    build_activity("no-hours", standing=True)
    for slug, (weekday, opens, closes) in hours.items():
        offer = build_activity(slug, standing=True)
        OpeningHours.objects.create(
            activity=offer, weekday=weekday, opens=opens, closes=closes
        )
    return Activity.objects


def standing(offers, moment):
    return offers.standing_offers(moment.date())


def test_what_is_open_comes_first_then_what_opens_next(offers):
    moment = at("2026-11-25T10:30")
    found = offers_at(standing(offers, moment), moment)
    assert [(o.activity.slug, o.state) for o in found] == [
        ("point", "open"),
        ("cafe", "today"),
        ("advice", "next"),
        ("no-hours", ""),
    ]


def test_what_has_closed_today_is_not_open_today_any_more(offers):
    moment = at("2026-11-25T18:00")
    found = offers_at(standing(offers, moment), moment)
    today = date(2026, 11, 25)
    assert [
        o.activity.slug for o in found if opens_within(o, today, today, moment)
    ] == ["cafe"]


def test_all_that_a_list_needs_is_one_query(offers, django_assert_num_queries):
    moment = at("2026-11-25T10:30")
    offers.get(slug="advice").closing_days.create(date=date(2026, 11, 27))
    with django_assert_num_queries(1):
        found = offers_at(standing(offers, moment), moment)
    assert found[2].opening.opens_at == at("2026-12-04T10:00")


def test_what_is_open_today_is_no_news_on_a_page_of_other_days(offers, client):
    for query, shown in [("", 2), ("when=2026-11", 2), ("when=2026-12", 0)]:
        page = client.get(f"/en/activities/?{query}")
        assert len(page.context["open_today"]) == shown, query


def test_the_lists_say_what_is_open(offers, client):
    for path in ("/en/", "/en/activities/"):
        page = client.get(path).text
        assert "Open now until 18:00" in page, path
        assert "Today 16:00–\u206024:00" in page, path
    assert "Next: Friday 10:00" in client.get("/en/activities/").text
    assert "Next: Friday 10:00" in client.get("/en/activities/advice/").text
    assert "Open now until 18:00" in client.get("/en/activities/point/").text


def test_a_closure_of_the_house_is_everybodys_day_of_rest(
    offers, client, django_assert_num_queries
):
    moment = at("2026-11-25T10:30")
    build_closure(date(2026, 11, 24), days=5, reason_en="Painting")
    offers.get(slug="point").closing_days.create(date=date(2026, 12, 2))
    with django_assert_num_queries(1):
        found = offers_at(standing(offers, moment), moment)
    assert [(o.activity.slug, o.opening and o.opening.opens_at) for o in found] == [
        ("cafe", at("2026-12-02T16:00")),
        ("advice", at("2026-12-04T10:00")),
        ("point", at("2026-12-09T09:00")),
        ("no-hours", None),
    ]
    page = client.get("/en/activities/point/").text.replace("\xa0", " ")
    assert "Next: Wednesday, 9 December 9:00" in page
    assert "24–28 November 2026" in page.replace("\u2060", "")
    assert "Painting" in page
