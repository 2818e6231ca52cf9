"""The calendar's pages: whole weeks, one after the other, and a month as a table."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

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
    return [day.isoformat()[5:] for day, _rows in page.context["days"]]


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


def test_a_week_is_never_cut(client):
    activity = build_activity("kurs")
    for hour in range(8, 20):
        build((12, 1), (12, 2), (12, 5), activity=activity, hour=hour)
    page = client.get(f"{ADDRESS}?week=2026-W49")
    assert [len(rows) for _day, rows in page.context["days"]] == [12, 12, 12]


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
    ((_day, rows),) = client.get(ADDRESS).context["days"]
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
