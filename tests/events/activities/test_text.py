"""The programme as text for group chats."""

import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from events.activities.text import MOST_CHARACTERS, chat_line
from events.models import Activity, Session
from tests.builders import (
    DAY,
    at_hour,
    build_activity,
    build_centre,
    build_session,
    build_type,
)

pytestmark = pytest.mark.django_db
TEXT = "/en/activities/share/dates.txt"
PAGE = "/en/activities/share/dates/"
SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def wednesday(db, time_machine):
    moment = datetime.fromisoformat("2026-11-25T10:45+01:00")
    time_machine.move_to(moment, tick=False)
    build_centre()


def plan(slug, in_days=1, hour=18, state="planned", note_en="", **fields):
    activity = build_activity(slug, **fields)
    start = at_hour(hour, in_days=in_days)
    return build_session(activity, start, state=state, note_en=note_en)


def read(client, query="", path=TEXT):
    answer = client.get(path + query)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.decode()


def test_a_week_reads_as_a_message(client):
    more = {"place_en": "room 2", "interpreted_into": ["uk"], "audiences": ["children"]}
    plan("a", title_en="Polish for beginners", **more)
    plan("b", 1, 19, state="cancelled", note_en="The teacher is ill.")
    plan("c", 2, state="moved", price="paid", cost_en="10 zł", signup_by=["phone"])
    assert read(client) == (
        "Test House: 25–29 November 2026\n"
        "\n"
        "Thursday, 26 November\n"
        "18:00–20:00 Polish for beginners\n"
        "in Polish · interpreted into Ukrainian · room 2 · for children · free\n"
        f"{SITE}/en/activities/a/\n"
        "\n"
        "CANCELLED: 19:00–21:00 Activity b\n"
        "The teacher is ill.\n"
        f"{SITE}/en/activities/b/\n"
        "\n"
        "Friday, 27 November\n"
        "MOVED: 18:00–20:00 Activity c\n"
        "in Polish · 10 zł · sign up first\n"
        f"{SITE}/en/activities/c/\n"
        "\n"
        f"The whole programme: {SITE}/en/activities/\n"
    )


def test_it_is_asked_as_the_calendar_is_and_leads_there(client):
    plan("a", languages=["uk"], type=build_type("spotkania"))
    plan("b", 6, signup_by=[], type=build_type())
    calendar = f"{SITE}/en/activities/"
    for query, slugs, head, end in [
        ("?held_in=uk", ["a"], "(Ukrainian)", f"{calendar}?held%5Fin=uk"),
        ("?when=2026-12", ["b"], "1–6 December 2026", f"{calendar}?when=2026-12"),
        ("?kind=warsztaty", ["b"], "(Type warsztaty)", f"{calendar}type/warsztaty/"),
        ("?week=2026-W49", ["b"], "", f"{calendar}?week=2026-W49"),
        ("?when=nonsense&held_in=xx&view=month", ["a"], "November", calendar),
        ("?for=children", [], "(Children)", f"{calendar}?for=children"),
    ]:
        text = read(client, query)
        first, *_lines, last = text.strip().split("\n")
        assert (query, re.findall(r"activities/(\w)/", text)) == (query, slugs)
        assert head.lower() in first.lower()
        assert last == f"The whole programme: {end}"
    assert "No single dates are planned." in read(client, "?for=children")


def test_a_message_is_never_too_long_and_says_how_much_is_missing(client):
    activity = build_activity("a", title_en="🎉" * 80, place_en="ż" * 160)
    start = at_hour(0, in_days=1)
    Session.objects.bulk_create(
        Session(activity=activity, starts_at=start + n * DAY / 40, ends_at=end)
        for n in range(40)
        for end in [start + n * DAY / 40 + DAY / 50]
    )
    text = read(client, "?when=2026-11-26").rstrip("\n")
    assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    shown = text.count("/en/activities/a/")
    assert 5 < shown < 20
    end = f"… and {40 - shown} more: {SITE}/en/activities/?when=2026-11-26"
    assert text.endswith(end)
    block = text.split("\n\n")[2]
    assert len(f"{text}\n\n{block}".encode("utf-16-le")) // 2 > MOST_CHARACTERS


def test_what_a_folded_day_leaves_out_is_counted_with_its_address(client):
    activity = build_activity("a", languages=["uk"])
    start = at_hour(8, in_days=1)
    Session.objects.bulk_create(
        Session(activity=activity, starts_at=at, ends_at=at + DAY / 48)
        for at in [start + n * DAY / 48 for n in range(25)]
    )
    plan("b", 2, languages=["uk"])
    text = read(client, "?held_in=uk").rstrip("\n")
    day = f"{SITE}/en/activities/?when=2026-11-26&held%5Fin=uk"
    assert (text.count("/activities/a/"), text.count("/activities/b/")) == (8, 1)
    assert text.count(f"\n\n… and 17 more: {day}\n\nFriday") == 1
    end = f"The whole programme: {SITE}/en/activities/?held%5Fin=uk"
    assert text.endswith(end)


MARKUP = re.compile(r"[*_~`]|\|\||(?m:^(?:[>#+•-]|\d+[.)]) )")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a *b* _c_ ~d~ `e` ||f||", "a ∗b∗ ˍcˍ ∼d∼ ˋeˋ ‖f‖"),
        ("> no quotation", ">\u2060 no quotation"),
        ("- no list", "-\u2060 no list"),
        ("1. no list", "1.\u2060 no list"),
        ("18:00–\u206020:00\u00a0w domu", "18:00–20:00 w domu"),
        ("two\nlines\x00 \u202e", "two lines"),
        ("-5 °C, C++ & C#", "-5 °C, C++ & C#"),
    ],
)
def test_no_messenger_finds_markup_in_a_line(typed, sent):
    assert chat_line(typed) == sent
    assert not MARKUP.search(sent)


def test_no_messenger_finds_markup_in_a_message(client):
    build_centre(name_en="> The *House*")
    ugly = "*b* _i_ ~s~ `c` ||x||\n> q"
    plan("a_b_c", title_en=ugly, place_en="1. Room", note_en="- why")
    Activity.objects.update(languages=[])
    text = read(client, "?no_sign_up=1&step_free=1")
    assert not MARKUP.search(text)
    assert f"{SITE}/en/activities/a%5Fb%5Fc/" in text


@pytest.mark.parametrize(
    ("language", "path", "said"),
    [
        ("pl", "/pl/wydarzenia/", "ODWOŁANE: 18:00–20:00 Zajęcia a"),
        ("uk", "/uk/podii/", "СКАСОВАНО: 18:00–20:00 Zajęcia a"),
    ],
)
def test_it_is_in_the_readers_language(client, language, path, said):
    plan("a", state="cancelled")
    with translation.override(language):
        assert reverse("events:activity-list") == path
        text = read(client, path=reverse("events:programme-text"))
    assert said in text
    assert f"{SITE}{path}a/" in text


def test_a_draft_is_in_no_text(client):
    plan("a", published_at=None)
    plan("b", published_at=timezone.now() + DAY)
    assert "/activities/a/" not in read(client)
    assert "/activities/b/" not in read(client)


def test_the_page_has_the_text_to_copy_and_the_calendar_leads_to_it(client):
    plan("a", languages=["uk"], title_en="</textarea><b> & *")
    calendar = client.get("/en/activities/?held_in=uk&view=month").text
    assert f'href="{PAGE}?when=2026-11&amp;held_in=uk"' in calendar
    answer = client.get(f"{PAGE}?held_in=uk")
    shown = answer.context["text"]
    assert shown == read(client, "?held_in=uk").rstrip("\n")
    assert "&lt;/textarea&gt;&lt;b&gt; &amp; ∗" in answer.text
    assert f'href="{TEXT}?held_in=uk"' in answer.text
    assert '<meta name="robots" content="noindex, follow">' in answer.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries(client, count, django_assert_num_queries):
    for number in range(count):
        plan(f"a{number}")
    with django_assert_num_queries(4):
        read(client)
    with django_assert_num_queries(4):
        read(client, "?kind=warsztaty&held_in=pl")
