"""The calendar's pages: whole weeks, one after the other, and a month as a table."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from events.models import Session
from tests.builders import build_activity, build_centre, build_session

pytestmark = pytest.mark.django_db

ADDRESS = "/en/activities/"
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(autouse=True)
def wednesday(db, time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 10, 30, tzinfo=WARSAW), tick=False)
    build_centre()


def build(*days, activity=None, hour=18, **fields):
    """A session on each day of 2026, written as (month, day)."""
    activity = activity or build_activity(f"kurs-{days[0][0]}-{days[0][1]}-{hour}")
    for month, day in days:
        starts_at = datetime(2026, month, day, hour, tzinfo=WARSAW)
        build_session(activity, starts_at, **fields)
    return activity


def days(page):
    return [day.isoformat()[5:] for day, *_ in page.context["days"]]


def ways(page):
    """The links to the pages before and after: what they say and where they lead."""
    links = (page.context["earlier"], page.context["later"])
    return [
        (link.name.replace("\xa0", " ").replace("\u2060", ""), link.url)
        if link
        else None
        for link in links
    ]


def test_the_pages_are_weeks_and_lead_to_each_other(client):
    build((11, 25), (11, 29), (11, 30), (12, 6), (12, 23))
    first = client.get(ADDRESS)
    assert days(first) == ["11-25", "11-29"]
    second_url = f"{ADDRESS}?week=2026-W49"
    assert ways(first) == [
        None,
        ("Next week: 30 November – 6 December 2026", second_url),
    ]
    second = client.get(second_url)
    assert days(second) == ["11-30", "12-06"]
    third_url = f"{ADDRESS}?week=2026-W52"
    assert ways(second) == [
        ("Earlier: 25–29 November 2026", ADDRESS),
        ("Later: 21–27 December 2026", third_url),
    ]
    third = client.get(third_url)
    assert days(third) == ["12-23"]
    assert ways(third) == [
        ("Earlier: 30 November – 6 December 2026", second_url),
        None,
    ]


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (26, ["11-26", "11-29"]),  # Thursday
        (27, ["11-29", "11-30", "12-06"]),
        (29, ["11-29", "11-30", "12-06"]),
        (30, ["11-30", "12-06"]),
    ],
)
def test_towards_the_weekend_the_first_page_goes_on(client, time_machine, today, shown):
    build((11, 26), (11, 29), (11, 30), (12, 6), (12, 7))
    time_machine.move_to(datetime(2026, 11, today, 8, tzinfo=WARSAW), tick=False)
    assert days(client.get(ADDRESS)) == shown
    back = ways(client.get(f"{ADDRESS}?week=2026-W50"))[0]
    assert back[1] == (ADDRESS if today > 26 else f"{ADDRESS}?week=2026-W49")


def fill(day, number, activity, **fields):
    """So many sessions on a day of 2026, one a minute from eight o'clock on."""
    starts_at = datetime(2026, *day, 8, tzinfo=WARSAW)
    minute = timedelta(minutes=1)
    Session.objects.bulk_create(
        Session(activity=activity, starts_at=at, ends_at=at + minute, **fields)
        for at in (starts_at + n * minute for n in range(number))
    )


def numbers(page):
    """How many sessions of each day are shown, and how many come after these."""
    return [(len(rows), more) for _day, rows, more in page.context["days"]]


def more_links(page):
    """What is said of what a list leaves out, and where it leads."""
    html = page.text.replace("\xa0", " ")
    found = re.findall(r'more-of-day"><a href="([^"]*)" rel="nofollow">([^<]*)<', html)
    return [(unescape(url), " ".join(text.split())) for url, text in found]


def test_a_day_of_twenty_is_whole_and_a_longer_one_is_folded(client):
    activity = build_activity("kurs", languages=["uk"])
    fill((12, 1), 20, activity)
    fill((12, 2), 21, activity)
    fill((12, 5), 1, activity)
    week = client.get(f"{ADDRESS}?week=2026-W49&held_in=uk")
    assert numbers(week) == [(20, 0), (8, 13), (1, 0)]
    assert ways(week)[1] is None
    day = f"{ADDRESS}?when=2026-12-02&held_in=uk"
    assert more_links(week) == [(day, "13 more: Wednesday, 2 December")]
    table = client.get(f"{ADDRESS}?view=month&when=2026-12&held_in=uk")
    assert numbers(table) == [(20, 0), (8, 13), (1, 0)]
    assert more_links(table) == more_links(week)
    own = client.get(day)
    assert (numbers(own), more_links(own), ways(own)) == ([(21, 0)], [], [None, None])


def test_a_folded_day_shows_its_first_hours_and_nothing_cancelled(client):
    activity = build_activity("kurs")
    fill((12, 2), 3, build_activity("odwolane"), state="cancelled")
    fill((12, 2), 30, activity)
    ((_day, rows, more),) = client.get(f"{ADDRESS}?when=2026-12").context["days"]
    first = [(s.state, s.starts_at.astimezone(WARSAW).minute) for s in rows]
    assert (first, more) == ([("planned", n) for n in range(8)], 25)


def test_a_very_long_day_has_parts(client):
    fill((12, 2), 230, build_activity("kurs"))
    day = f"{ADDRESS}?when=2026-12-02"
    pages = [client.get(f"{day}{part}") for part in ("", "&part=2", "&part=3")]
    assert [numbers(page) for page in pages] == [[(100, 130)], [(100, 30)], [(30, 0)]]
    keys = [
        s.pk for page in pages for _day, rows, _m in page.context["days"] for s in rows
    ]
    assert keys == [*Session.objects.order_by("starts_at").values_list("pk", flat=True)]
    back, on = "Earlier on this day", "Later on this day"
    assert [ways(page) for page in pages] == [
        [None, (on, f"{day}&part=2")],
        [(back, day), (on, f"{day}&part=3")],
        [(back, f"{day}&part=2"), None],
    ]
    assert ['content="noindex' in page.text for page in pages] == [True] * 3
    # A part that is not there any more is the first one; what makes no sense, too.
    for part in ("&part=9", "&part=1", "&part=0", "&part=x", "&part=100"):
        page = client.get(day + part)
        assert (numbers(page), ways(page)[0]) == ([(100, 130)], None), part


def test_today_in_parts_is_indexed_once(client):
    fill((11, 25), 400, build_activity("kurs"))
    for part, kept in [("", True), ("&part=2", False)]:
        html = client.get(f"{ADDRESS}?when=today{part}").text
        assert ('content="noindex' in html) is not kept


def test_what_began_before_the_week_is_counted_on_its_first_day(client):
    activity = build_activity("kurs")
    fill((11, 30), 20, activity)
    week = f"{ADDRESS}?week=2026-W49"
    evening = datetime(2026, 11, 29, 22, tzinfo=WARSAW)
    build_session(activity, evening, ends_at=evening + timedelta(hours=11, minutes=59))
    assert numbers(client.get(week)) == [(20, 0)]
    night = build_activity("noc")
    build_session(night, evening, ends_at=evening + timedelta(hours=12))
    ((_day, rows, more),) = client.get(week).context["days"]
    assert (rows[0].starts_at, len(rows), more) == (evening, 8, 13)


@pytest.mark.parametrize("count", [1, 3])
def test_a_folded_week_costs_as_many_queries(client, django_assert_num_queries, count):
    for number in range(count):
        fill((12, 1 + number), 25, build_activity(f"kurs-{number}"))
    with django_assert_num_queries(6):
        client.get(f"{ADDRESS}?week=2026-W49")


def test_the_first_page_is_the_first_week_in_which_something_is(client):
    build((12, 9), (12, 10))
    page = client.get(ADDRESS)
    assert days(page) == ["12-09", "12-10"]
    assert ways(page) == [None, None]


def test_a_week_without_anything_leads_back(client):
    build((11, 26))
    page = client.get(f"{ADDRESS}?week=2027-W20")
    assert days(page) == []
    assert "No single dates are planned" in page.text or "Nothing" in page.text
    assert ways(page)[0] == ("Earlier: 25–29 November 2026", ADDRESS)


def test_a_week_that_is_over_is_this_one(client):
    build((11, 26))
    assert days(client.get(f"{ADDRESS}?week=2026-W20")) == ["11-26"]


def test_a_month_is_paged_by_weeks_within_it(client):
    build((11, 30), (12, 1), (12, 6), (12, 7), (12, 31))
    first = client.get(f"{ADDRESS}?when=2026-12")
    assert days(first) == ["12-01", "12-06"]
    later = f"{ADDRESS}?when=2026-12&week=2026-W50"
    assert ways(first) == [None, ("Next week: 7–13 December 2026", later)]
    last = client.get(f"{ADDRESS}?when=2026-12&week=2026-W53")
    assert days(last) == ["12-31"]
    assert ways(last) == [("Earlier: 7–13 December 2026", later), None]


def test_seven_days_are_one_page(client):
    build((11, 25), (12, 1), (12, 2))
    page = client.get(f"{ADDRESS}?when=7-days")
    assert (days(page), ways(page)) == (["11-25", "12-01"], [None, None])


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("page=2", "week=2026-W49"),
        ("page=3&held_in=pl", "held_in=pl&week=2026-W50"),
    ],
)
def test_a_number_of_old_leads_to_a_later_week(client, query, target):
    answer = client.get(f"{ADDRESS}?{query}")
    assert (answer.status_code, answer.url) == (302, f"{ADDRESS}?{target}")
    page = client.get("/en/activities/type/warsztaty/?page=2")
    assert page.status_code == 404  # there is no such type
    build((12, 1))
    answer = client.get("/en/activities/type/warsztaty/?page=2")
    assert answer.url == "/en/activities/type/warsztaty/?week=2026-W49"


def test_what_is_cancelled_stands_behind_what_takes_place(client):
    build((11, 26), hour=9, state="cancelled")
    build((11, 26), hour=17)
    ((_day, rows, _more),) = client.get(ADDRESS).context["days"]
    assert [session.state for session in rows] == ["planned", "cancelled"]


def test_each_day_has_a_link_to_it(client):
    build((11, 26), (11, 28))
    html = client.get(ADDRESS).text
    for day in ("2026-11-26", "2026-11-28"):
        assert html.count(f'href="#day-{day}"') == 1
        assert html.count(f'id="day-{day}"') == 1


# --- A month as a table ---


def cells(page):
    """The days of the table's weeks, 0 for none, and how much is on each."""
    return [
        [(cell.day.day if cell.day else 0, len(cell.sessions)) for cell in week]
        for week in page.context["weeks"]
    ]


def test_a_table_has_the_days_of_a_month_that_are_left(client):
    build((11, 26), (11, 30))
    build((11, 26), hour=12)
    page = client.get(f"{ADDRESS}?view=month")
    assert cells(page) == [
        [(0, 0), (0, 0), (25, 0), (26, 2), (27, 0), (28, 0), (29, 0)],
        [(30, 1), *[(0, 0)] * 6],
    ]
    assert page.context["canonical_url"].endswith("?view=month&when=2026-11")
    assert "<title>Month: November 2026 – What’s on – " in page.text


def test_a_table_of_a_whole_month_and_its_neighbours(client):
    build((11, 26), (12, 5))
    build_session(build_activity("later"), datetime(2027, 2, 3, 18, tzinfo=WARSAW))
    page = client.get(f"{ADDRESS}?view=month&when=2026-12")
    assert [len(week) for week in page.context["weeks"]] == [7] * 5
    assert [c for week in cells(page) for c in week if c[1]] == [(5, 1)]
    assert ways(page) == [
        ("November 2026", f"{ADDRESS}?view=month&when=2026-11"),
        ("February 2027", f"{ADDRESS}?view=month&when=2027-02"),
    ]


def test_a_table_begins_with_the_month_of_the_day_that_was_asked_for(client):
    build((12, 5), activity=build_activity("kurs", languages=["uk"]))
    page = client.get(f"{ADDRESS}?view=month&when=2026-12-05&held_in=uk")
    assert page.context["asked"].query == {
        "view": "month",
        "when": "2026-12",
        "held_in": "uk",
    }
    assert page.context["list_url"] == f"{ADDRESS}?when=2026-12&held_in=uk"


def test_the_saturday_is_two_links_away(client):
    """From the calendar's first page, on any screen: the next week, the day."""
    build((11, 26), (12, 1), (12, 5))
    later = ways(client.get(ADDRESS))[1][1]
    saturday = date(2026, 12, 5).isoformat()
    assert f'href="#day-{saturday}"' in client.get(later).text
