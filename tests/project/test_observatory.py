"""Every kind of address gets A+ of Mozilla's HTTP Observatory, files and errors too."""

import re
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from centre.models import Centre
from events.links import throttling
from events.models import StudyVisit
from news.models import PostDocument
from tests.builders import build_staff, build_visit, register
from tests.observatory import points
from tests.project.pages import PRIVATE_PAGES, PUBLIC_PAGES, build_site, page_url

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PARTNER = "https://partner.example.org"
NGINX = settings.BASE_DIR / "deploy" / "nginx"
FILES = {
    "root": "/",
    "robots": "/robots.txt",
    "icon": "/favicon.ico",
    "contact for security": "/.well-known/security.txt",
    "manifest": "/en/manifest.webmanifest",
    "speculation rules": "/speculation-rules.json",
    "site map": "/sitemap.xml",
    "part of the site map": "/sitemap-house-0.xml",
    "open data": "/api/v1/",
    "feed": "/en/news/feed/",
    "calendar": "/en/activities/calendar.ics",
    "one visit's calendar": "/en/study-visits/wizyta-0/calendar.ics",
    "weave": "/weave/1/house/x.svg",
    "no weave": "/weave/99/x/x.svg",
    "static": "/static/css/base.css",
    "no static": "/static/nothing.css",
    "media": "/media/pictures/nothing.jpg",
    "not found": "/en/nothing/",
    "no language": "/nothing/",
    "another's language": "/EN/news/",
    "a wrong link": "/en/registration/wrong/",
    "sign in": "/en/admin/login/",
    "desk, signed out": "/en/admin/",
}


@pytest.fixture
def as_served(settings):
    """What production says, on a small site."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_SSL_REDIRECT = True
    settings.SESSION_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME = "__Host-session"
    build_site()
    Centre.objects.update(framed_by=PARTNER)


def points_of(answer):
    for close in answer._resource_closers:  # a file; the connection stays
        close()
    page = "html" in answer.headers.get("Content-Type", "") and not answer.streaming
    html = answer.text if page else ""
    return points(answer.headers, answer.cookies.values(), html)


def ask(path, **extra):
    client = Client(raise_request_exception=False)
    return client.get(path, secure=True, **extra)


def kinds():
    """The answer of each kind of address."""
    pages = {**PUBLIC_PAGES, **PRIVATE_PAGES}
    paths = {name: page_url(name, kwargs, "en") for name, kwargs in pages.items()}
    document = PostDocument.objects.first()
    link = register(build_visit("other")).token
    paths["framed"] = page_url("events:programme-embed", {}, "en")
    paths |= {"document": document.url, "link": f"/en/registration/{link}/", **FILES}
    found = {name: ask(path) for name, path in paths.items()}
    staff = Client()
    staff.force_login(build_staff())
    return found | {
        "desk": staff.get("/en/admin/news/post/add/", secure=True),
        "bad request": ask("/en/", headers={"host": "evil.example"}),
        "forged form": Client(enforce_csrf_checks=True).post(
            paths["events:request-new"], {"a": "b"}, secure=True
        ),
        "method": Client().put(paths["events:request-new"], secure=True),
        "not modified": ask(
            "/en/", headers={"if-none-match": found["centre:home"]["ETag"]}
        ),
    }


def test_every_kind_of_address_gets_a_plus(as_served):
    answers = kinds()
    assert {n: p for n, a in answers.items() if (p := points_of(a)) < 100} == {}
    statuses = {answer.status_code for answer in answers.values()}
    assert statuses >= {200, 302, 304, 400, 403, 404, 405}
    assert answers["framed"].status_code == 200


def test_an_error_of_ours_gets_a_plus(as_served, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(StudyVisit.objects, "published", fail, raising=False)
    monkeypatch.setattr("centre.web.context.Frame", fail)
    answer = ask("/en/study-visits/")
    assert (answer.status_code, points_of(answer) >= 100) == (500, True)


def test_too_large_too_often_and_without_a_database_get_a_plus(as_served, monkeypatch):
    asked = page_url("events:request-new", {}, "en")
    monkeypatch.setitem(throttling.LIMITS, "wrong-link", 0)
    large = "a=" + "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    form = "application/x-www-form-urlencoded"
    answers = [
        Client().generic("POST", asked, large, form, secure=True),
        ask("/en/registration/wrong/"),
    ]
    monkeypatch.setattr(StudyVisit.objects, "published", lose, raising=False)
    monkeypatch.setattr("centre.web.context.Frame", lose)
    answers.append(ask("/en/study-visits/"))
    found = [(a.status_code, points_of(a) >= 100) for a in answers]
    assert found == [(413, True), (429, True), (503, True)]


def lose(*args, **kwargs):
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize("path", ["/", "/en/", "/static/css/base.css", "/en/nothing/"])
def test_plain_http_leads_to_the_same_address_by_https(as_served, path):
    answer = Client().get(path)
    assert (answer.status_code, answer.url) == (301, f"https://testserver{path}")


def test_files_that_nginx_gives_out_get_a_plus():
    lines = (NGINX / "centre-headers.conf").read_text()
    headers = dict(re.findall(r'^add_header (\S+) "?(.+?)"? always;$', lines, re.M))
    assert points(headers) >= 100
    server = (NGINX / "centre.conf").read_text()
    for place in ("static", "media"):
        (block,) = re.findall(
            rf"location /{place}/ \{{(.*?)\n    \}}", server, re.DOTALL
        )
        assert "include /etc/nginx/centre-headers.conf;" in block


def test_what_nginx_says_itself_gets_a_plus_and_is_kept_by_nobody():
    """Too large, too often, no site behind it: in each place with pages of its own."""
    server = (NGINX / "centre.conf").read_text()
    named = re.findall(r"^ +error_page ([\d ]+) @(too_large|not_now);", server, re.M)
    assert named == [("413", "too_large"), ("429 502 503 504", "not_now")] * 2
    assert server.count("        error_page 403 404 405 = @site;\n") == 1
    assert "    recursive_error_pages on;" in server
    for name in ("too_large", "not_now"):
        (block,) = re.findall(rf"location @{name} \{{(.*?)\n    \}}", server, re.DOTALL)
        assert "include /etc/nginx/centre-headers.conf;" in block
        assert 'add_header Cache-Control "private, no-store" always;' in block
        assert re.findall(r'lang="(\w\w)"', block) == ["pl", "en", "uk"]
    assert 'immutable" always' not in server  # of what is missing, too


def test_what_is_missing_is_seen():
    """Each fault takes the points that the Observatory takes."""
    good = {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert points(good) == 130
    jar = SimpleCookie("a=b")
    faults = [
        ({"Content-Security-Policy": ""}, 55),
        ({"Content-Security-Policy": "default-src 'none'"}, 80),
        ({"Strict-Transport-Security": "max-age=60"}, 120),
        ({"Strict-Transport-Security": ""}, 80),
        ({"X-Content-Type-Options": ""}, 125),
        ({"Referrer-Policy": "unsafe-url"}, 120),
    ]
    assert [points(good | fault) for fault, _expected in faults] == [
        expected for _fault, expected in faults
    ]
    assert points(good, jar.values()) == 60
    assert points(good, html='<script async src="https://x.example/y.js">') == 125
