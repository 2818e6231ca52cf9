"""A repeated page is a copy: of the right bytes, for as long as it is true."""

import gzip
import threading
from pathlib import Path

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from centre.web.caching import HELD, never_held, public, takes
from centre.web.changes import Listener
from centre.web.lost_database import LOST
from centre.web.page_cache import PageCache, knows, wanted_encoding
from centre.web.page_files import PageFiles

BODY = "Zażółć gęślą jaźń. ".encode() * 100
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "public, max-age=0, s-maxage=60"),
    ("Content-Length", "1"),
    ("ETag", '"django"'),
]


class Body(list):
    def close(self):
        self.closed = True


class Django:
    """What stands behind: it answers the same each time, and counts."""

    def __init__(self, headers=HEADERS, status="200 OK", body=BODY, held=True):
        self.headers, self.status, self.body, self.held = headers, status, body, held
        self.asked = 0
        self.has_database = True
        self.while_asked = lambda: None

    def __call__(self, environ, start_response):
        self.asked += 1
        if not self.has_database:
            environ[LOST] = True
            start_response("503 Service Unavailable", [("Retry-After", "60")])
            return Body([b"later"])
        if self.held and HELD in environ:
            environ[HELD] = True
        self.while_asked()
        start_response(self.status, list(self.headers))
        return Body([self.body])


class Site:
    """A page cache before something, without a database: changes are told by hand."""

    def __init__(self, django, limit=1_000_000):
        self.django = django
        self.listener = Listener(connect=None)
        self.listener.start = lambda: None
        self.listener.heard()
        files = PageFiles(None, {})
        self.cache = PageCache(django, self.listener, limit, files)

    def get(self, path="/pl/", method="GET", **environ):
        told = []
        asked = RequestFactory().generic(method, path).environ | environ
        body = self.cache(asked, lambda *heads: told.extend(heads))
        names = [name.lower() for name, _ in told[1]]
        assert len(names) == len(set(names))
        return told[0], {n.lower(): v for n, v in told[1]}, b"".join(body)


@pytest.fixture
def django():
    return Django()


@pytest.fixture
def site(django):
    return Site(django)


def test_a_repeated_page_is_not_made_again(site, django):
    first, second = site.get(), site.get()
    assert (django.asked, first) == (1, second)
    assert first[0] == "200 OK"
    assert first[1] == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "public, max-age=0, s-maxage=60",
        "vary": "Accept-Encoding",
        "etag": first[1]["etag"],
        "content-length": str(len(BODY)),
    }
    assert first[2] == BODY


def test_a_copy_does_not_have_the_number_of_one_request(django):
    django.headers = [*HEADERS, ("X-Request-ID", "0" * 16)]
    site = Site(django)
    assert [("x-request-id" in site.get()[1]) for _ in range(2)] == [False, False]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("BR;q=1.0, gzip;q=0.8", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000,gzip;q=0.001", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip ; q=0 , identity", "identity"),
        ("abr, xgzip, gzipped", "identity"),
        ("*", "identity"),
    ],
)
def test_the_best_encoding_is_the_one_that_is_wanted(accepted, encoding):
    assert wanted_encoding(accepted) == encoding


@pytest.mark.parametrize(
    ("encoding", "unpacked"), [("gzip", gzip.decompress), ("br", brotli.decompress)]
)
def test_a_copy_is_compressed_and_each_encoding_has_its_etag(site, encoding, unpacked):
    plain = site.get()
    _status, headers, body = site.get(HTTP_ACCEPT_ENCODING=encoding)
    assert unpacked(body) == BODY
    assert headers["content-encoding"] == encoding
    assert headers["content-length"] == str(len(body))
    assert headers["etag"] != plain[1]["etag"]


def test_who_has_the_page_is_told_so_without_a_body(site, django):
    etag = site.get()[1]["etag"]
    status, headers, body = site.get(HTTP_IF_NONE_MATCH=f'"other", W/{etag}')
    assert (status, body, django.asked) == ("304 Not Modified", b"", 1)
    assert headers == {
        "cache-control": "public, max-age=0, s-maxage=60",
        "vary": "Accept-Encoding",
        "etag": etag,
    }


def test_the_etag_of_another_encoding_names_other_bytes(site):
    etag = site.get(HTTP_ACCEPT_ENCODING="gzip")[1]["etag"]
    assert site.get(HTTP_IF_NONE_MATCH=etag)[0] == "200 OK"


def test_an_etag_is_known_by_its_whole_text():
    assert [knows(t, '"a-1"') for t in ("", '"a-1"', "*", '"a-12"', "a-1")] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_head_has_the_headers_of_the_copy_and_no_body(site, django):
    whole = site.get()
    assert site.get(method="HEAD") == (*whole[:2], b"")
    assert django.asked == 1


def test_head_makes_no_copy(site, django):
    site.get(method="HEAD")
    assert site.get()[2] == BODY
    assert django.asked == 2


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/en/"},
        {"path": "/pl/?page=2"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"CONTENT_LENGTH": "3"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
    ],
)
def test_another_request_has_another_answer(site, django, other):
    site.get()
    site.get(**other)
    assert django.asked == 2


@pytest.mark.parametrize(
    "same", [{"HTTP_COOKIE": "session=1"}, {"HTTP_ACCEPT_LANGUAGE": "uk"}]
)
def test_who_asks_makes_no_difference(site, django, same):
    assert site.get() == site.get(**same)
    assert django.asked == 1


@pytest.mark.parametrize(
    "differs",
    [
        {"held": False},
        {"status": "404 Not Found"},
        {"status": "301 Moved Permanently"},
        {"headers": [*HEADERS, ("Set-Cookie", "a=b")]},
        {"headers": [*HEADERS, ("Vary", "Accept-Language")]},
        {"headers": [*HEADERS, ("Content-Encoding", "gzip")]},
        {"headers": [("Cache-Control", "private, no-store")]},
        {"headers": []},
    ],
)
def test_what_is_not_the_same_for_everybody_is_passed_on_as_it_is(differs):
    django = Django(**differs)
    site = Site(django)
    answer = site.get()
    assert site.get() == answer
    assert answer[1] == {name.lower(): value for name, value in django.headers}
    assert (django.asked, answer[2]) == (2, BODY)


def test_a_long_address_is_not_kept(site, django):
    for _ in range(2):
        site.get("/pl/?page=" + "1" * 600)
    assert django.asked == 2


def test_a_change_ends_every_copy(site, django):
    site.get()
    site.listener.heard()
    site.get()
    assert django.asked == 2


def test_a_full_minute_ends_every_copy(site, django, time_machine):
    time_machine.move_to("2026-05-04T12:00:59+02:00", tick=False)
    site.get()
    site.get()
    assert django.asked == 1
    time_machine.move_to("2026-05-04T12:01:00+02:00", tick=False)
    site.listener._heard_at = float("inf")
    site.get()
    assert django.asked == 2


def test_a_page_that_changes_while_it_is_made_is_not_kept(site, django):
    django.while_asked = site.listener.heard
    site.get()
    site.get()
    assert django.asked == 2


def test_the_folder_of_a_file_is_chosen_before_its_page_is_made(site, django):
    """A change meanwhile leads elsewhere, and the file lies where nobody looks."""

    class Files:
        current, written = Path("before"), []

        def folder(self, _moment):
            return self.current

        def write(self, folder, *_page):
            self.written.append(folder)

    site.cache._files = files = Files()
    django.while_asked = lambda: setattr(files, "current", Path("after"))
    site.get()
    assert files.written == [Path("before")]


def test_where_nobody_listens_nothing_is_kept(site, django):
    site.get()
    site.listener._number = None
    site.get()
    site.get()
    assert django.asked == 3


def test_where_the_listener_gives_no_sign_nothing_is_kept(site, django):
    site.get()
    site.listener._heard_at = float("-inf")
    site.get()
    assert django.asked == 2


def test_what_is_too_much_goes_the_oldest_first(django):
    site = Site(django, limit=2 * (2 * len(BODY) + 4000))
    for path in ("/pl/", "/en/", "/uk/", "/uk/", "/en/"):
        site.get(path)
    assert django.asked == 3
    site.get("/pl/")
    assert django.asked == 4


def test_invented_addresses_push_out_no_page_that_is_read(django):
    site = Site(django, limit=3 * (2 * len(BODY) + 4000))
    for path in ("/pl/", "/pl/", *(f"/pl/?page={number}" for number in range(9))):
        site.get(path)
    assert django.asked == 10
    site.get("/pl/")
    site.get("/pl/?page=8")  # the last ones are there
    assert django.asked == 10


def test_of_what_is_read_that_goes_which_nobody_has_asked_for_longest(django):
    site = Site(django, limit=4 * (2 * len(BODY) + 4000))
    for name in "aabbccddae":
        site.get(f"/{name}/")
    kept = [path for _scheme, _host, path, _query in site.cache._shelf.copies]
    assert kept == ["/c/", "/d/", "/a/", "/e/"]


def test_a_page_that_was_kept_is_made_by_one_alone(site, django):
    """The others wait for it: the moment after a change is a busy one."""
    site.get()
    site.listener.heard()
    begun, go_on, answers = threading.Event(), threading.Event(), []

    def slowly():
        begun.set()
        assert go_on.wait(30)

    django.while_asked = slowly
    threads = [
        threading.Thread(target=lambda: answers.append(site.get())) for _ in range(3)
    ]
    threads[0].start()
    assert begun.wait(30)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join()
    assert ([body for _, _, body in answers], django.asked) == ([BODY] * 3, 2)


# --- Without a database ---------------------------------------------------------------

LATER = ("503 Service Unavailable", {"retry-after": "60"}, b"later")


@pytest.fixture
def clock(time_machine, site):
    """Move the time; the listener goes on hearing that all is as it was."""

    def move(moment):
        time_machine.move_to(f"2026-05-04T{moment}+02:00", tick=False)
        site.listener._heard_at = float("inf")

    move("12:00:59")
    return move


def lose_database(site):
    site.django.has_database = False
    site.listener._number = None


def test_without_a_database_the_last_copies_are_given_out(site, clock):
    whole, other = site.get(), site.get("/en/")
    clock("12:01:00")
    assert site.get("/en/") == other
    lose_database(site)
    assert (site.get(), site.get("/en/"), site.get("/uk/")) == (whole, other, LATER)
    assert site.get(method="HEAD") == (*whole[:2], b"")
    _status, headers, body = site.get(HTTP_ACCEPT_ENCODING="gzip")
    assert (headers["content-encoding"], gzip.decompress(body)) == ("gzip", BODY)
    assert site.get(HTTP_IF_NONE_MATCH=whole[1]["etag"])[0] == "304 Not Modified"


@pytest.mark.parametrize("lost", [lambda listener: None, Listener.heard])
def test_a_copy_from_before_a_change_is_never_given_out(site, clock, lost):
    """Neither where it was heard of, nor where one may have been missed."""
    site.get()
    site.listener.heard()
    lose_database(site)
    lost(site.listener)
    assert site.get() == LATER


def test_a_copy_stands_in_for_an_hour(site, clock):
    whole = site.get()
    lose_database(site)
    clock("13:00:59")
    assert site.get() == whole
    clock("13:01:00")
    assert site.get() == LATER


def test_before_the_loss_is_noticed_the_copies_of_the_minute_before_serve(site, clock):
    whole = site.get()
    clock("12:01:00")
    site.django.has_database = False
    assert (site.get(), site.get(method="HEAD")[0]) == (whole, "200 OK")


def test_another_error_is_passed_on_though_there_is_a_copy(site, django, clock):
    site.get()
    clock("12:01:00")
    django.status = "500 Internal Server Error"
    assert site.get()[0] == "500 Internal Server Error"


# --- What a view says -----------------------------------------------------------------


def asked(view, query="", **environ):
    """What becomes of a request's question whether its answer may be held."""
    request = RequestFactory().get(f"/pl/{query}", **environ)
    request.META[HELD] = False
    view(request)
    return request.META


@public
@takes("page", "year")
def listed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@public
@never_held
def given_out(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("", True),
        ("?page=2", True),
        ("?page=2&year=2025", True),
        ("?page=2&page=3", False),
        ("?page=2&utm_source=x", False),
        ("?q=x", False),
        ("?q", False),
    ],
)
def test_a_page_is_held_with_the_parameters_that_its_view_takes(query, held):
    assert asked(listed, query)[HELD] is held


def test_a_public_view_takes_no_parameter_unless_it_says_so():
    view = public(lambda request: HttpResponse(""))
    assert [asked(view, query)[HELD] for query in ("", "?page=2")] == [True, False]


def test_a_view_may_want_to_be_asked_every_time():
    assert asked(given_out)[HELD] is False


def test_a_copy_is_made_even_for_who_has_the_page():
    met = asked(listed, HTTP_IF_NONE_MATCH='"a"')
    assert "HTTP_IF_NONE_MATCH" not in met
    met = asked(listed, "?q=x", HTTP_IF_NONE_MATCH='"a"')
    assert met["HTTP_IF_NONE_MATCH"] == '"a"'
