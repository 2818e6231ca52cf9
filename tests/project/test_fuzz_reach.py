"""The fuzz program finds each address by itself, and tells which it never reached."""

import pytest
from django.http import HttpResponse, HttpResponseRedirect

from bench.fuzz_reach import Place, Reach, find_places, name_of, routes
from tests.project.pages import build_site

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/en/news/", "news:post-list"),
        ("/pl/aktualnosci/?page=2", "news:post-list"),
        ("/uk/admin/news/post/add/", "admin:news_post_add"),
        ("/robots.txt", "robots"),
        ("/en/a/b/c/", ""),
    ],
)
def test_an_address_has_one_name_in_each_language(path, name):
    assert name_of(path) == name


def test_every_named_address_is_known_with_its_parameters():
    known = dict(routes())
    assert known["news:post-detail"] == {"slug": "slu"}
    assert known["admin:news_post_change"] == {"object_id": "pat"}
    assert known["door-delegation"] == {"token": "str", "reference": "slu"}


def test_what_was_not_reached_is_told():
    reach = Reach()
    reach.note("GET", "/en/news/", HttpResponse())
    reach.note("GET", "/en/admin/", HttpResponseRedirect("/en/admin/login/?next=/"))
    reach.note("POST", "/en/ask-for-a-visit/", HttpResponse(status=405))
    names = ["news:post-list", "admin:index", "events:request-new", "robots"]
    assert [*reach.lines(names, ["events:request-new"])] == [
        "4 addresses, 1 opened",
        "never asked for: robots",
        "never opened: admin:index, events:request-new",
        "whose form was never sent: events:request-new",
    ]


@pytest.mark.django_db
def test_links_and_forms_lead_to_addresses_that_nobody_named():
    build_site()
    found = find_places(["/en/ask-for-a-visit/", "/en/study-visits/"], [""])
    asked = "/en/ask-for-a-visit/"
    assert found["events:request-new"][:2] == [
        Place(asked, ""),
        Place(asked, "", asked),
    ]
    assert found["events:visit-detail"][0] == Place("/en/study-visits/wizyta-0/", "")
