"""The page for what leads nowhere goes on to the house."""

import pytest

from centre.web.errors import server_error
from tests.builders import build_centre

pytestmark = pytest.mark.once


def test_a_missing_page_has_a_search_and_the_whole_foot(client, db):
    build_centre(street="ul. Przykładowa 20")
    response = client.get("/en/no-such-page/")
    assert response.status_code == 404
    assert 'role="search"' in response.text
    for part in ("ul. Przykładowa 20", "Come and see", "Stay in touch"):
        assert part in response.text.partition("<footer")[2]


def test_a_failure_of_ours_asks_the_database_for_nothing(rf):
    response = server_error(rf.get("/en/"))  # pytest refuses a query here
    assert response.status_code == 500
    assert "<footer" in response.text


def test_an_error_on_the_desk_leads_back_to_the_desk(rf):
    desk = '<a href="/en/admin/">Staff desk</a>'
    pages = [rf.get(path) for path in ("/en/admin/news/", "/en/news/")]
    assert [desk in server_error(page).text for page in pages] == [True, False]
