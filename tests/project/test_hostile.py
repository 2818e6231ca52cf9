"""Whatever is sent to whichever address, it is answered and nothing breaks."""

import re
from functools import partial
from itertools import cycle, product

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from tests.builders import build_staff
from tests.project.pages import PUBLIC_PAGES, build_site, page_url
from tests.project.test_pages import routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAME = settings.SESSION_COOKIE_NAME
# What is sent beside the path, as the server hands it on.
HOSTILE = {
    "nul in the session": {"HTTP_COOKIE": rf'{NAME}="\000aaaaaaaaaa"'},
    "nul in a long session": {"HTTP_COOKIE": rf'{NAME}="\000{"a" * 31}"'},
    "short session": {"HTTP_COOKIE": f"{NAME}=abc"},
    "expired session": {"HTTP_COOKIE": f"{NAME}={'a' * 32}"},
    "odd cookies": {"HTTP_COOKIE": 'messages="\\000"; csrftoken=\xff; ;=;a'},
    "utf-7": {"CONTENT_TYPE": "text/plain; charset=utf-7"},
    "no text encoding": {"CONTENT_TYPE": "text/plain; charset=rot13"},
    "odd type": {"CONTENT_TYPE": "multipart/form-data; boundary=\xff\x00"},
    "long language": {"HTTP_ACCEPT_LANGUAGE": "x" * 9000},
    "odd language": {"HTTP_ACCEPT_LANGUAGE": "\x00,*;q=x,-,en_\xff;q=9"},
    "odd conditions": {
        "HTTP_IF_MODIFIED_SINCE": "Mon, 99 Feb 99999999999 99:99:99 GMT",
        "HTTP_IF_NONE_MATCH": '"\x00", W/*, \xff',
        "HTTP_IF_UNMODIFIED_SINCE": "0",
    },
    "range": {"HTTP_RANGE": "bytes=99999999999999999999-0,-"},
    "foreign host": {"HTTP_HOST": "evil.example"},
    "odd host": {"HTTP_HOST": "\x00:x"},
    "nul in a query": {"QUERY_STRING": "page=%00&held_in=%00&seats=%00&q=%00&%00=1"},
    "huge numbers": {
        "QUERY_STRING": f"page={'9' * 5000}&p={'9' * 30}&e=1&o=-{'9' * 30}"
    },
    "broken query": {
        "QUERY_STRING": "%ff%fe=%f0%28&page=%F0&&==&page=%D9%A3&next=//evil"
    },
}
BODIES = {
    "nul": ("a=%00&seats=%00&organisation=%00", "application/x-www-form-urlencoded"),
    "utf-7": ("a=+AAA-", "application/x-www-form-urlencoded; charset=utf-7"),
    "no boundary": ("x", "multipart/form-data"),
    "broken": (
        "--x\r\nContent-Disposition: form-data; name",
        "multipart/form-data; boundary=x",
    ),
    "rot13": ("--x--", "multipart/form-data; boundary=x; charset=rot13"),
    "fields": (
        "&".join(f"a{n}=1" for n in range(20_001)),
        "application/x-www-form-urlencoded",
    ),
    "too big": ("a=" + "x" * 5_300_000, "application/x-www-form-urlencoded"),
}
# Each page meets some of what is sent: it is met by what all pages share.
SHARES = 20
# What is read as by GET, or refused before a page's own code: by some of the pages.
IN_PART = ["HEAD", "PUT", "TRACE"]

ODD_VALUES = {
    "huge": {"slug": "9" * 30, "int": 10**30, "str": "9" * 30, "path": "9" * 30},
    "words": {"slug": "abc", "int": 0, "str": "\x00", "path": "abc"},
    "nul": {"slug": "_", "int": 2**63, "str": "😀", "path": "\x00/_00"},
}


@pytest.fixture
def site(db):
    build_site()


@pytest.fixture(params=["anybody", "staff"])
def visitor(request, site):
    client = Client(raise_request_exception=False)
    if request.param == "staff":
        client.force_login(build_staff())
    return client


def addresses(values=None):
    for name, kwargs in routes(values=values):
        try:
            with translation.override("en"):
                yield reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue


def every_address(visitor=None, values=None):
    """Each address; for somebody who has signed in those of the desk.

    A stranger is sent away from each page of the desk in one way: some of them will do.
    """
    found = sorted({path for path in addresses(values) if "logout" not in path})
    desk = [path for path in found if "/admin/" in path]
    if visitor and visitor.cookies:
        return desk
    if visitor:
        return sorted({*found} - {*desk}) + desk[::SHARES]
    return found


def broken(client, requests):
    """Each request whose answer is an error of ours: the way and the status."""
    answers = ((way, send().status_code) for way, send in requests)
    return [(way, status) for way, status in answers if status >= 500]


def test_no_header_breaks_a_page(visitor):
    own = visitor.cookies.output(header="", sep=";")
    paths, requests = every_address(visitor), []
    for n, (kind, headers) in enumerate(HOSTILE.items()):
        extra = dict(headers)
        if "HTTP_COOKIE" in extra and own:
            extra["HTTP_COOKIE"] += f"; {own}"
        for path in paths[n % SHARES :: SHARES]:
            send = partial(visitor.get, path, **extra)
            requests.append(((kind, path), send))
    assert broken(visitor, requests) == []


def test_no_body_breaks_a_page(visitor):
    paths, requests = every_address(visitor), []
    for n, (kind, (body, content_type)) in enumerate(BODIES.items()):
        shares = SHARES if visitor.cookies else 3
        for path in paths[n % shares :: shares]:
            if kind != "too big" or "/admin/" not in path:
                send = partial(visitor.generic, "POST", path, body, content_type)
                requests.append(((kind, path), send))
    assert broken(visitor, requests) == []


def test_no_value_in_an_address_breaks_it(visitor):
    sent = [
        *product(["GET"], ODD_VALUES),
        *zip(["POST", "HEAD", "PUT", "TRACE"], cycle(ODD_VALUES), strict=False),
    ]
    requests = []
    for method, kind in sent:
        paths = every_address(visitor, ODD_VALUES[kind])
        if method in IN_PART:
            paths = paths[IN_PART.index(method) :: SHARES]
        elif visitor.cookies:  # the desk's pages of one kind meet all, in turn
            paths = paths[[*ODD_VALUES].index(kind) :: len(ODD_VALUES)]
        for path in paths:
            send = partial(visitor.generic, method, path)
            requests.append(((method, kind, path), send))
    assert broken(visitor, requests) == []


PATHS = [
    "/\x00/", "/en/\x00/", "/%ff/", "/en/" + "x" * 9000 + "/", "//", "/en//", "/./..",
    "/static/\x00", "/static/../../x", "/media/\x00", "/media/../../etc/passwd",
    "/media/" + "x" * 5000, "/weave/99999999999999999999/x/x.svg", "/xx-yy-zz/",
]  # fmt: skip


def test_no_path_breaks_it(visitor):
    answers = {path: visitor.get("/", PATH_INFO=path).status_code for path in PATHS}
    assert {p: s for p, s in answers.items() if s not in {301, 302, 400, 404}} == {}


QUERIES = [
    "status__exact=%00", "published_at__year=20262147483648", "q=%00", "p=%00",
    "published_at__year=x", "id__exact=99999999999999999999999", "id__exact=x",
    "published_at__year=2026&published_at__month=13", "id__in=%00,x", "o=x.y", "all=",
    "published_at__gte=9999999-99-99", "publication=%00", "missing=%00", "pk=1e9",
    "published_at__year=2026&published_at__month=2&published_at__day=99",
    "published_at__year=" + "9" * 5000, "_changelist_filters=%00", "_to_field=%00",
]  # fmt: skip


def test_no_query_breaks_the_desk(site):
    client = Client(raise_request_exception=False)
    client.force_login(build_staff())
    desk = [path for path in every_address() if "/admin/" in path]
    asked = [
        f"{path}?{query}"
        for n, query in enumerate(QUERIES)
        for path in desk[n % SHARES :: SHARES]
    ]
    requests = [(url, lambda url=url: client.get(url)) for url in asked]
    assert broken(client, requests) == []


def test_a_history_of_nothing_is_not_found(site):
    client = Client(raise_request_exception=False)
    client.force_login(build_staff())
    lists = [p for p in every_address() if re.fullmatch(r"/en/admin/\w+/\w+/", p)]
    odd = ["abc/history/", "1/history/abc/", "abc/history/1/", "%00/history/"]
    odd += [
        "9" * 30 + "/history/",
        "1/history/" + "9" * 30 + "/",
        "9" * 5000 + "/history/",
    ]
    answers = {client.get(path + end).status_code for path in lists for end in odd}
    assert len(lists) > 8
    assert answers <= {302, 404}


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_every_refusal_has_a_page_in_the_readers_language(site, language):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    home = f"/{language}/"
    ask = page_url("events:request-new", {}, language)
    sent = {kind: BODIES[kind] for kind in ("too big", "fields")}
    answers = [
        (400, client.get(home, HTTP_HOST="evil.example")),
        (400, Client().post(ask, b"x", content_type="multipart/form-data")),
        (403, client.post(ask, {"a": "b"})),
        (404, client.get(f"{home}nothing/at/all/")),
        *((413, Client().generic("POST", ask, *body)) for body in sent.values()),
        (405, Client().put(ask)),
    ]
    for status, response in answers:
        assert response.status_code == status
        assert f'<html lang="{language}"' in response.text
        assert response.headers["Content-Language"] == language
        assert dict(response.cookies) == {}
    assert answers[-1][1].headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("secure", [True, False])
def test_a_foreign_host_is_a_bad_request_that_asks_nothing_of_the_database(
    settings, secure, django_assert_num_queries
):
    settings.SECURE_SSL_REDIRECT = True
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/en/", HTTP_HOST="evil.example", secure=secure)
    assert response.status_code == 400
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


COOKIES = [
    f"{NAME}=abc", f"{NAME}=", f"{NAME}={'a' * 32}", f'{NAME}="\\000aaaa"', "x=y",
    f"{NAME}={'A' * 32}", "messages=abc", "csrftoken=abc; sessionid=abc",
    "django_language=uk",
]  # fmt: skip


def test_a_public_answer_knows_no_cookie(site):
    paths = [page_url(name, kwargs, "en") for name, kwargs in PUBLIC_PAGES.items()]
    paths += ["/", "/robots.txt", "/sitemap.xml", "/en/news/feed/", "/en/nothing/"]
    paths += ["/favicon.ico", "/.well-known/security.txt", "/en/manifest.webmanifest"]
    paths += ["/sitemap-house-0.xml", "/en/activities/calendar.ics"]
    paths += ["/en/study-visits/wizyta-0/calendar.ics", "/EN/news/"]
    for n, path in enumerate(paths):
        plain = Client().get(path)
        for cookie in (COOKIES * 2)[n % len(COOKIES) :][:3]:
            response = Client().get(path, HTTP_COOKIE=cookie)
            assert (path, cookie, dict(response.cookies)) == (path, cookie, {})
            assert "Cookie" not in response.headers.get("Vary", "")
            if "nothing" not in path:
                assert response.content == plain.content


def test_the_public_page_of_staff_knows_no_cookie(site):
    client = Client()
    client.force_login(build_staff())
    for name, kwargs in PUBLIC_PAGES.items():
        response = client.get(page_url(name, kwargs, "en"))
        assert dict(response.cookies) == {}
        assert "Cookie" not in response.headers.get("Vary", "")


TEXT = st.text(st.characters(max_codepoint=255), max_size=60)
HEADERS = ["ACCEPT_LANGUAGE", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "RANGE", "REFERER",
           "X_FORWARDED_FOR", "X_FORWARDED_PROTO", "ORIGIN"]  # fmt: skip


@trying(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    key=TEXT,
    headers=st.dictionaries(st.sampled_from(HEADERS), TEXT),
    content_type=TEXT,
    path=st.sampled_from(
        ["/en/", "/en/study-visits/", "/en/ask-for-a-visit/", "/en/admin/"]
    ),
)
def test_no_value_of_a_header_breaks_it(db, key, headers, content_type, path):
    extra = {f"HTTP_{name}": value for name, value in headers.items()}
    extra |= {"HTTP_COOKIE": f'{NAME}="{key}"', "CONTENT_TYPE": content_type}
    assert Client().get(path, **extra).status_code in {200, 302, 304}
