"""What the calendar can be asked for, singly and together, and how it is taken away."""

import re
from datetime import datetime
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from events.activities.filters import FILTERS
from events.models import OpeningHours
from tests.builders import (
    DAY,
    at_hour,
    build_activity,
    build_centre,
    build_session,
    build_type,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/en/activities/"


WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(autouse=True)
def wednesday(db, time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 10, 30, tzinfo=WARSAW), tick=False)
    build_centre()


def slugs(client, query="", path=ADDRESS):
    """What a page of the calendar lists, in its order."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    return [
        s.activity.slug for _d, rows, _more in response.context["days"] for s in rows
    ]


def build(slug, in_days=0, hour=18, **fields):
    activity = build_activity(slug, **fields)
    return build_session(activity, at_hour(hour, in_days=in_days))


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("today", ["wed-25"]),
        ("7-days", ["wed-25", "sat-28", "sun-29", "tue-1"]),
        ("weekend", ["sat-28", "sun-29"]),
        ("2026-11", ["wed-25", "sat-28", "sun-29"]),
        ("2026-12", ["tue-1", "wed-2"]),
        ("2026-12-02", ["wed-2"]),
        ("2027-05", []),
    ],
)
def test_days_are_chosen_by_a_word_a_month_or_a_date(client, when, found):
    for slug, in_days in {"wed-25": 0, "sat-28": 3, "sun-29": 4, "tue-1": 6}.items():
        build(slug, in_days)
    build("wed-2", 7)
    assert slugs(client, f"when={when}") == found


def test_a_weekend_that_goes_on_is_what_is_left_of_it(client, time_machine):
    build("sat", 3)
    build("sun", 4)
    time_machine.move_to(at_hour(9, in_days=4), tick=False)
    assert slugs(client, "when=weekend") == ["sun"]


def test_a_day_has_what_goes_on_over_it_but_no_evening_of_the_day_before(client):
    start = at_hour(10, in_days=2)
    build_session(build_activity("three-days"), start, ends_at=start + 2.2 * DAY)
    late = at_hour(22, in_days=2)
    build_session(build_activity("party"), late, ends_at=late + DAY / 6)
    build("on-the-day", 3)
    day = timezone.localtime(at_hour(12, in_days=3)).date().isoformat()
    assert slugs(client, f"when={day}") == ["three-days", "on-the-day"]


FACTS = {
    "held_in=uk": {"languages": ["uk"]},
    "for=children": {"audiences": ["children"]},
    "free=1": {"price": "free"},
    "no_sign_up=1": {"signup_by": [], "signup_pl": ""},
    "step_free=1": {"step_free": True},
    "signed=1": {"interpreted_into": ["international"]},
}
OTHERWISE = {
    "languages": ["pl"],
    "audiences": ["women"],
    "price": "donation",
    "signup_pl": "Zadzwoń",
    "step_free": False,
}


def test_every_filter_is_tried_here():
    assert [word.partition("=")[0] for word in FACTS] == list(FILTERS)


@pytest.mark.once
@pytest.mark.parametrize("words", [*combinations(FACTS, 2)])
def test_two_filters_demand_both(client, words):
    first, second = words
    build("neither", **OTHERWISE)
    build("one", **{**OTHERWISE, **FACTS[first]})
    build("other", **{**OTHERWISE, **FACTS[second]})
    build("both", **{**OTHERWISE, **FACTS[first], **FACTS[second]})
    assert slugs(client, first) == ["one", "both"]
    assert slugs(client, "&".join(words)) == ["both"]


def test_words_in_any_language_are_a_sign_up(client):
    build("words", signup_uk="Подзвоніть")
    build("blank", signup_pl=" ", signup_en="")
    build("ticked", signup_by=["other"])
    assert slugs(client, "no_sign_up=1") == ["blank"]


def test_all_filters_hold_for_standing_offers_too(client):
    fits = {key: value for fact in FACTS.values() for key, value in fact.items()}
    build_activity("no", standing=True, **OTHERWISE)
    build_activity("yes", standing=True, **fits)
    page = client.get(f"{ADDRESS}?{'&'.join(FACTS)}")
    assert [o.activity.slug for o in page.context["standing"]] == ["yes"]


def test_a_day_has_the_offers_that_are_open_on_it(client):
    thursday = at_hour(12, in_days=1)
    offer = build_activity("advice", standing=True)
    day = timezone.localtime(thursday).date()
    OpeningHours.objects.create(
        activity=offer, weekday=day.weekday(), opens="10:00", closes="14:00"
    )

    def shown(when):
        page = client.get(f"{ADDRESS}?when={when}")
        return [o.activity.slug for o in page.context["standing"]]

    assert shown("today") == []
    assert shown(day.isoformat()) == ["advice"]
    offer.closing_days.create(date=day)
    assert shown(day.isoformat()) == []


@pytest.mark.once
@pytest.mark.parametrize(
    "query",
    [
        "held_in=xx",
        "held_in=",
        "for=dogs",
        "free=yes",
        "when=soon",
        "when=2026-13",
        "when=2026-02-30",
        "when=9999-12-31",
        "when=0000-00",
        "when=٢٠٢٦-١٢",
        "when=-------",
        "week=2026-W60",
        "week=1999-W01",
        "week=9999-W52",
        "view=year",
        "page=0",
        "page=x",
        "page=999999",
        "held_in=%00&when=%00&week=%00&page=%00",
        "utm_source=leaflet",
    ],
)
def test_what_makes_no_sense_asks_for_nothing(client, query):
    build("a", in_days=1)
    page = client.get(f"{ADDRESS}?{query}")
    assert slugs(client, query) == ["a"]
    assert page.context["taken"] == []
    assert page.context["canonical_url"] == settings.SITE_URL + ADDRESS


def test_what_is_chosen_stands_above_and_is_taken_away_singly(client):
    kind = build_type("warsztaty")
    build("a", in_days=1, type=kind, languages=["uk"])
    path = "/en/activities/type/warsztaty/"
    page = client.get(f"{path}?when=7-days&held_in=uk&step_free=1")
    assert [(link.name, link.url) for link in page.context["taken"]] == [
        ("Type warsztaty", f"{ADDRESS}?when=7-days&held_in=uk&step_free=1"),
        ("The next 7 days", f"{path}?held_in=uk&step_free=1"),
        ("Ukrainian", f"{path}?when=7-days&step_free=1"),
        ("Step-free", f"{path}?when=7-days&held_in=uk"),
    ]
    assert page.context["clear_url"] == ADDRESS
    assert "You have chosen" in page.text
    assert "You have chosen" not in client.get(ADDRESS).text


def test_every_choice_keeps_the_others(client):
    build_type("wsparcie")
    build("a", in_days=1, languages=["uk"])
    page = client.get(f"{ADDRESS}?when=7-days&held_in=uk&for=children&free=1")
    words = {"when", "held_in", "for", "free"}
    groups = [page.context["when_choices"], *page.context["choices"]]
    for group in groups:
        own = {"kinds": set(), "more": {"free"}}.get(group.id, {group.id})
        for link in group.links:
            kept = set(re.findall(r"[?&](\w+)=", link.url))
            assert words - own <= kept | own, (group.id, link.url)


def test_a_day_that_is_typed_keeps_the_filters(client):
    html = client.get(f"{ADDRESS}?held_in=uk&free=1").text
    form = re.search(r'<form class="choices pick-day".*?</form>', html, re.DOTALL)[0]
    assert re.findall(r'name="(\w+)" value="(\w+)"', form) == [
        ("held_in", "uk"),
        ("free", "1"),
    ]


def test_the_languages_are_those_of_what_is_coming(client):
    build("a", in_days=1, languages=["ka"], interpreted_into=["ar"])
    build("draft", in_days=1, languages=["vi"], published_at=None)
    over = build_activity("over", languages=["es"])
    build_session(over, at_hour(8, in_days=-1))
    build_activity("offer", standing=True, languages=["pl"])
    (group,) = (g for g in client.get(ADDRESS).context["choices"] if g.id == "held_in")
    names = [link.name for link in group.links]
    assert names == ["Any", "Polish", "Georgian", "Arabic"]


def test_no_choice_is_said_in_the_gender_and_case_of_its_heading(client):
    groups = client.get(ADDRESS).context["choices"]
    assert {g.id: g.links[0].name for g in groups if g.id != "more"} == {
        "kinds": "All",
        "held_in": "Any",
        "for": "Any group",
    }


def test_an_empty_page_says_why_and_leads_out(client):
    build("a", in_days=1)
    page = client.get(f"{ADDRESS}?held_in=ka&when=2027-03")
    assert "Nothing that fits is planned." in page.text
    assert f'<a href="{ADDRESS}">Show everything that is on</a>' in page.text
    assert page.text.count("March 2027") >= 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "indexed"),
    [
        ("", True),
        ("held_in=uk", True),
        ("when=weekend", True),
        ("when=2026-12", True),
        ("for=children", True),
        ("when=2026-12-05", False),
        ("held_in=uk&for=children", False),
        ("week=2026-W50", False),
        ("view=month", True),
        ("view=month&when=2026-12", True),
        ("view=month&held_in=uk", False),
    ],
)
def test_search_engines_keep_pages_of_one_choice(client, query, indexed):
    build("a", in_days=15)
    html = client.get(f"{ADDRESS}?{query}").text
    assert ('content="noindex, follow"' not in html) == indexed


@pytest.mark.parametrize(("query", "followed"), [("", True), ("held_in=uk", False)])
def test_the_table_is_followed_from_the_calendar_without_choices_alone(
    client, query, followed
):
    html = client.get(f"{ADDRESS}?{query}").text
    address = f"{ADDRESS}?view=month{query and f'&amp;{query}'}"
    assert (f'<a href="{address}">Month</a>' in html) == followed
    assert (f'<a href="{address}" rel="nofollow">Month</a>' in html) != followed


def test_the_address_of_a_page_keeps_what_makes_it_in_one_order(client):
    build("a", in_days=1)
    page = client.get(f"{ADDRESS}?free=1&utm_source=x&held_in=uk&when=7-days&page=1")
    canonical = page.context["canonical_url"]
    assert canonical.endswith("/en/activities/?when=7-days&held_in=uk&free=1")
    alternates = dict(page.context["alternates"])
    assert alternates["uk"].endswith("/uk/podii/?when=7-days&held_in=uk&free=1")


def test_titles_of_pages_differ(client):
    build("a", in_days=15)
    queries = ["", "held_in=uk", "when=weekend", "week=2026-W50", "free=1&held_in=uk"]
    titles = [
        " ".join(re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1].split())
        for html in (client.get(f"{ADDRESS}?{query}").text for query in queries)
    ]
    assert titles[0].startswith("What’s on")
    assert len(set(titles)) == len(queries)


@pytest.mark.once
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("", 7),
        ("&".join(FACTS), 6),
        ("when=7-days", 7),
        ("view=month", 7),
        ("week=2026-W49", 5),
        ("page=999999", 7),
    ],
)
def test_the_number_of_queries(
    client, django_assert_num_queries, query, queries, count
):
    for number in range(count):
        build(f"a-{number}", in_days=number)
        build_activity(f"o-{number}", standing=True)
    with django_assert_num_queries(queries):
        client.get(f"{ADDRESS}?{query}")
