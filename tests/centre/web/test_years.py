"""News and past visits, by year."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.builders import build_centre, build_post, build_visit

pytestmark = pytest.mark.django_db

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(autouse=True)
def wednesday(db, time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 10, 30, tzinfo=WARSAW), tick=False)
    build_centre()


def test_news_of_a_year(client):
    for year in (2024, 2026):
        moment = datetime(year, 1, 1, 0, 30, tzinfo=WARSAW)
        build_post(f"p{year}", published_at=moment)
    page = client.get("/en/news/?year=2024")
    assert [post.slug for post in page.context["page_obj"].object_list] == ["p2024"]
    assert page.context["years"] == ["2026", "2025", "2024"]
    assert page.context["canonical_url"].endswith("/en/news/?year=2024")
    assert "News 2024" in page.text
    assert "There is no news of this year" in client.get("/en/news/?year=2025").text


@pytest.mark.once
@pytest.mark.parametrize("year", ["x", "", "0", "1999", "2027", "99999", "٢٠٢٦", "%00"])
def test_what_is_no_year_is_all_of_them(client, year):
    build_post("p")
    for path in ("/en/news/", "/en/study-visits/"):
        page = client.get(f"{path}?year={year}")
        assert (page.status_code, page.context["year"]) == (200, None)


def test_visits_of_a_year(client):
    for year in (2024, 2025):
        build_visit(
            f"v{year}",
            starts_at=datetime(year, 5, 1, 10, tzinfo=WARSAW),
            ends_at=datetime(year, 5, 1, 16, tzinfo=WARSAW),
            registration_opens_at=None,
            registration_closes_at=None,
        )
    build_visit("next")
    page = client.get("/en/study-visits/?year=2024")
    assert [v.slug for v in page.context["page_obj"].object_list] == ["v2024"]
    assert "<h1>Past visits 2024</h1>" in page.text
    assert "/en/study-visits/next/" not in page.text
    assert client.get("/en/study-visits/").context["years"] == ["2026", "2025", "2024"]
