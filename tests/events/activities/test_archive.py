"""What has taken place, by year, with what came of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from events.activities.archive import ACTIVITIES_A_PAGE
from tests.builders import (
    build_activity,
    build_centre,
    build_post,
    build_session,
)

pytestmark = pytest.mark.django_db

WARSAW = ZoneInfo("Europe/Warsaw")
ADDRESS = "/en/activities/archive"


@pytest.fixture(autouse=True)
def wednesday(db, time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 10, 30, tzinfo=WARSAW), tick=False)
    build_centre()


def build(slug, *moments, **fields):
    activity = build_activity(slug)
    for moment in moments:
        starts_at = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
        build_session(activity, starts_at, **fields)
    return activity


def shown(client, year, query=""):
    page = client.get(f"{ADDRESS}/{year}/{query}")
    return [(row["activity"].slug, row["times"]) for row in page.context["rows"]]


def test_a_year_has_what_took_place_in_it_the_latest_first(client):
    build("old", "2025-12-31T23:30")
    build("course", "2026-01-01T00:30", "2026-03-01T18:00", "2026-12-01T18:00")
    build("talk", "2026-05-01T18:00")
    build("running", "2026-11-25T10:00")
    build("off", "2026-06-01T18:00", state="cancelled")
    build_activity("draft", published_at=None)
    assert shown(client, 2026) == [("talk", 1), ("course", 2)]
    assert shown(client, 2025) == [("old", 1)]
    page = client.get(f"{ADDRESS}/2026/")
    assert page.context["years"] == ["2026", "2025"]
    assert "2 times" in page.text


@pytest.mark.parametrize("year", [1999, 2027, 9999])
def test_a_year_that_is_none_is_not_found(client, year):
    assert client.get(f"{ADDRESS}/{year}/").status_code == 404


def test_a_year_leads_to_the_reports_that_are_public(client):
    talk = build("talk", "2026-05-01T18:00")
    build_post("report", activity=talk)
    build_post("draft", activity=talk, published_at=None)
    html = client.get(f"{ADDRESS}/2026/").text
    assert 'href="/en/news/report/"' in html
    assert "Post draft" not in html


def test_a_long_year_has_pages(client):
    for number in range(ACTIVITIES_A_PAGE + 1):
        build(f"a-{number}", f"2026-05-{number + 1:02}T18:00")
    assert len(shown(client, 2026)) == ACTIVITIES_A_PAGE
    assert shown(client, 2026, "?page=2") == [("a-0", 1)]
    assert client.get(f"{ADDRESS}/2026/?page=3").status_code == 404


@pytest.mark.parametrize(
    ("when", "year"),
    [("2026-11-24", 2026), ("2026-10", 2026), ("2024-02-29", 2024)],
)
def test_days_that_are_over_lead_to_their_year(client, when, year):
    for view in ("", "&view=month"):
        if view and when == "2026-11-24":
            continue  # this month's table is not over
        answer = client.get(f"/en/activities/?when={when}{view}")
        assert (answer.status_code, answer.url) == (302, f"{ADDRESS}/{year}/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries(client, django_assert_num_queries, count):
    for number in range(count):
        talk = build(f"talk-{number}", "2026-05-01T18:00")
        build_post(f"report-{number}", activity=talk)
    with django_assert_num_queries(8):
        client.get(f"{ADDRESS}/2026/")
