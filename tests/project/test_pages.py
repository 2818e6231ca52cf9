"""The same demands on every page, in every language that the settings have."""

import re
from itertools import cycle

import html5lib
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.urls.resolvers import URLPattern
from django.utils import translation

from centre.models import Centre
from centre.web.errors import GIVEN_LINK
from tests.project.pages import (
    OTHER,
    PRIVATE_PAGES,
    PUBLIC_PAGES,
    build_site,
    page_url,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LANGUAGES = [code for code, _ in settings.LANGUAGES]
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def site(db):
    build_site()


def get(client, name, language):
    kwargs = {**PUBLIC_PAGES, **PRIVATE_PAGES}[name]
    return client.get(page_url(name, kwargs, language))


def route_names():
    """Every named address below a language, the admin's aside."""

    def walk(patterns, prefix):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield f"{prefix}{pattern.name}"
            else:
                namespace = pattern.namespace
                yield from walk(
                    pattern.url_patterns, f"{namespace}:" if namespace else prefix
                )

    names = set(walk(get_resolver().url_patterns, ""))
    return {name for name in names if ":" in name and not name.startswith("admin:")}


def test_the_tables_miss_no_address():
    assert route_names() == {*PUBLIC_PAGES, *PRIVATE_PAGES, *OTHER}


def faults_of_a_page(html, language):
    """What is wrong with the frame of a page, with its headings and its HTML."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    parser = html5lib.HTMLParser()
    parser.parse(html)
    ids = re.findall(r' id="([^"]+)"', html)
    demands = {
        "frame": f'<html lang="{language}" dir="{direction}">'
        == re.search(r"<html[^>]*>", html)[0],
        "one h1": len(re.findall(r"<h1[ >]", html)) == 1,
        "one main": len(re.findall(r"<main[ >]", html)) == 1,
        "no template": "{{" not in html and "{%" not in html,
        "valid": parser.errors == [],
        "ids": sorted(ids) == sorted(set(ids)),
    }
    return [demand for demand, is_met in demands.items() if not is_met]


def test_a_fault_of_a_page_is_seen():
    assert faults_of_a_page('<html dir="x"><p id="a" id="b">{{<p id="a">', "en") == [
        "frame",
        "one h1",
        "one main",
        "no template",
        "valid",
        "ids",
    ]


@every_language
def test_a_page_is_whole(client, site, language):
    pages = {n: get(client, n, language) for n in [*PUBLIC_PAGES, *PRIVATE_PAGES]}
    assert {
        name: (page.status_code, faults_of_a_page(page.text, language))
        for name, page in pages.items()
    } == dict.fromkeys(pages, (200, []))


@every_language
def test_a_public_page_is_the_same_for_everybody(client, site, language):
    for name in PUBLIC_PAGES:
        response = get(client, name, language)
        assert (name, dict(response.cookies)) == (name, {})
        assert response.headers.get("Vary") is None
        assert "public" in response.headers["Cache-Control"]
        assert "csrfmiddlewaretoken" not in response.text
        etag = response.headers["ETag"]
        again = client.get(response.wsgi_request.path, headers={"If-None-Match": etag})
        assert (name, again.status_code) == (name, 304)


ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')


@every_language
def test_the_alternates_name_every_language_and_each_other(client, site, language):
    for name, kwargs in PUBLIC_PAGES.items():
        html = get(client, name, language).text
        found = dict(ALTERNATE.findall(html))
        default = found.pop("x-default")
        assert found == {
            code: settings.SITE_URL + page_url(name, kwargs, code) for code in LANGUAGES
        }
        assert default in found.values()
        assert CANONICAL.findall(html) == [found[language]]


def switch_of(html):
    """Where the language switch of a page leads, for each language."""
    nav = re.search(r'<(nav|ul)[^>]*class="[^"]*languages.*?</\1>', html, re.DOTALL)[0]
    links = [
        dict(re.findall(r'(\w+)="([^"]*)"', a)) for a in re.findall("<a [^>]*", nav)
    ]
    return {link["hreflang"]: link["href"] for link in links}


@every_language
def test_the_switch_leads_to_the_same_page_in_every_language(client, site, language):
    pages = {**PUBLIC_PAGES, **PRIVATE_PAGES}
    assert {name: switch_of(get(client, name, language).text) for name in pages} == {
        name: {code: page_url(name, kwargs, code) for code in LANGUAGES}
        for name, kwargs in pages.items()
    }


QUERIES = {
    "centre:home": 8,
    "centre:about": 4,
    "centre:media": 3,
    "centre:visit-us": 3,
    "centre:accessibility": 3,
    "centre:page": 7,
    "centre:search": 2,
    "news:post-list": 6,
    "news:topic": 6,
    "news:post-detail": 8,
    "events:activity-list": 7,
    "events:activity-type": 7,
    "events:activity-archive": 4,
    "events:activity-detail": 8,
    "events:programme-share": 6,
    "events:visit-list": 6,
    "events:visit-detail": 7,
}


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries(client, count):
    build_site(count)
    asked = {}
    for name in QUERIES:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert get(client, name, "pl").status_code == 200
        asked[name] = len(queries)
    assert asked == QUERIES


ADDRESSES = {
    "pl": [
        "/pl/",
        "/pl/aktualnosci/",
        "/pl/wydarzenia/",
        "/pl/wizyty-studyjne/",
        "/pl/o-centrum/",
        "/pl/szukaj/",
    ],
    "en": [
        "/en/",
        "/en/news/",
        "/en/activities/",
        "/en/study-visits/",
        "/en/about/",
        "/en/search/",
    ],
    "uk": [
        "/uk/",
        "/uk/novyny/",
        "/uk/podii/",
        "/uk/navchalni-vizyty/",
        "/uk/pro-tsentr/",
        "/uk/poshuk/",
    ],
}
SECTIONS = [
    "centre:home",
    "news:post-list",
    "events:activity-list",
    "events:visit-list",
    "centre:about",
    "centre:search",
]


@pytest.mark.parametrize(("language", "addresses"), ADDRESSES.items())
def test_the_sections_keep_their_addresses(language, addresses):
    assert [page_url(name, {}, language) for name in SECTIONS] == addresses


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ({}, "/pl/"),
        ({"Accept-Language": "uk"}, "/uk/"),
        ({"Accept-Language": "de"}, "/en/"),
    ],
)
def test_the_root_leads_to_the_visitors_language(client, header, target):
    response = client.get("/?from=leaflet", headers=header)
    assert (response.status_code, response.url) == (302, f"{target}?from=leaflet")
    assert response.headers["Vary"] == "Accept-Language"
    assert dict(response.cookies) == {}


@every_language
@pytest.mark.parametrize("path", ["nothing-here/", "news/nothing/", "x/y/z"])
def test_what_is_not_there_says_so_in_the_readers_language(client, language, path):
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.text
    assert dict(response.cookies) == {}


@every_language
def test_an_error_of_ours_needs_no_database(
    client, language, django_assert_num_queries
):
    from django.test import RequestFactory

    from centre.web.errors import server_error

    request = RequestFactory().get(f"/{language}/")
    request.LANGUAGE_CODE = language
    with translation.override(language), django_assert_num_queries(0):
        response = server_error(request)
    assert response.status_code == 500
    assert f'<html lang="{language}"' in response.text


@every_language
def test_a_form_without_its_cookie_says_what_to_do(site, language):
    from django.test import Client

    url = page_url("events:register-delegation", {"slug": "wizyta-0"}, language)
    response = Client(enforce_csrf_checks=True).post(url, {"organisation": "X"})
    assert response.status_code == 403
    assert f'<html lang="{language}"' in response.text


VALUES = {"str": "x" * 64, "slug": "wizyta-0", "int": 1, "path": "1"}


def routes(patterns=None, prefix="", converters=None, values=None):
    """Every named address: its name and values that its parameters may have."""
    values = values or VALUES
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        with translation.override("en"):
            found = {**(converters or {}), **pattern.pattern.converters}
        if isinstance(pattern, URLPattern):
            kinds = {k: type(c).__name__[:-9].lower() for k, c in found.items()}
            kinds = {k: "str" if v == "string" else v for k, v in kinds.items()}
            yield f"{prefix}{pattern.name}", {k: values[v] for k, v in kinds.items()}
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else prefix
            yield from routes(pattern.url_patterns, inner, found, values)


# Staff are told there where to ask anew.
OF_STAFF = {
    "password_reset_confirm",
    "admin:invited",
    "preview-link",
    "preview-document",
}


def token_routes():
    return [(n, k) for n, k in routes() if "token" in k and n not in OF_STAFF]


def test_head_is_answered_as_get_is_and_one_page_alone_is_framed(client, site):
    """HEAD comes second: a page that begins something begins it for both."""
    from django.urls import NoReverseMatch, reverse

    Centre.objects.update(framed_by="https://partner.example.org")
    tried, framed = 0, []
    for (name, kwargs), language in zip(routes(), cycle(LANGUAGES), strict=False):
        with translation.override(language):
            try:
                path = reverse(name, kwargs=kwargs)
            except NoReverseMatch:
                continue
        tried += 1
        got, asked = client.get(path), client.head(path)
        assert (name, asked.status_code) == (name, got.status_code)
        assert asked.headers.get("Location") == got.headers.get("Location")
        policy = got.headers["Content-Security-Policy"]
        by_nobody = "frame-ancestors 'none'" in policy
        # Of a file, the policy alone says so.
        assert got.headers.get("X-Frame-Options", "DENY") == "DENY"
        if not (by_nobody and ("X-Frame-Options" in got.headers or got.streaming)):
            framed.append(name)
    assert tried > 100
    assert framed == ["events:programme-embed"]


@pytest.mark.parametrize("token", ["wrong", "f" * 64, "f" * 64 + "-" + "f" * 64])
@every_language
def test_a_dead_link_leads_to_a_new_one(client, site, language, token):
    from django.urls import reverse

    for name, kwargs in token_routes():
        with translation.override(language):
            path = reverse(name, kwargs={**kwargs, "token": token})
            lost = reverse("events:lost-link")
        response = client.get(path)
        assert response.status_code == 404, name
        # Of a link that the house has given out there is none to be sent.
        is_sent = not GIVEN_LINK.match(path)
        assert (f'class="button" href="{lost}"' in response.text) == is_sent, name
        assert f'<html lang="{language}"' in response.text
