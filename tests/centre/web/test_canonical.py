"""Which address a page gives as its own."""

import re

import pytest
from django.conf import settings

from tests.builders import DAY, build_centre, build_post, build_visit
from tests.project.pages import PUBLIC_PAGES, build_site, page_url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def addresses(html):
    return re.findall(r'(?:rel="canonical" href|og:url" content)="([^"]+)"', html)


def test_a_query_that_makes_no_other_page_is_not_in_the_address(client):
    build_site()
    for name, kwargs in PUBLIC_PAGES.items():
        path = page_url(name, kwargs, "en")
        html = client.get(f"{path}?utm_source=x&when=soon&page=1").text
        assert addresses(html) == [settings.SITE_URL + path] * 2


def test_a_page_that_is_no_list_has_no_numbers(client):
    build_site()
    paths = [
        page_url(name, kwargs, "en")
        for name, kwargs in PUBLIC_PAGES.items()
        if re.search("home|about|page|detail", name)
    ]
    asked = {
        f"{path}?page={number}": path
        for path in paths
        for number in ["77", "0", "x", "%00", "2"]
    }
    found = {url: addresses(client.get(url).text) for url in asked}
    assert len(found) == 30
    assert found == {url: [settings.SITE_URL + path] * 2 for url, path in asked.items()}


def build_long_lists():
    build_centre()
    for number in range(11):
        build_post(f"wpis-{number}")
    for number in range(13):
        past = build_visit(f"dawna-{number}")
        type(past).objects.filter(pk=past.pk).update(
            registration_opens_at=None,
            registration_closes_at=None,
            starts_at=past.starts_at - 400 * DAY,
            ends_at=past.ends_at - 400 * DAY,
        )


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/en/news/", "News – Page 2 – Test House"),
        ("/en/study-visits/", "Past visits – Page 2 – Test House"),
    ],
)
def test_the_second_page_of_a_list_has_an_address_and_a_title_of_its_own(
    client, path, title
):
    build_long_lists()
    html = client.get(f"{path}?page=2&from=mail").text
    assert addresses(html) == [f"{settings.SITE_URL}{path}?page=2"] * 2
    found = re.search("<title>(.*?)</title>", html, re.DOTALL)[1]
    assert " ".join(found.split()) == title
