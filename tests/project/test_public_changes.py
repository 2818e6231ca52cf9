"""Whatever changes a public page ends its copies, at once or with the minute."""

import re
from contextlib import closing, suppress
from datetime import datetime, timedelta

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, resolve

from centre.content.addressed import FormerSlug
from centre.templatetags.pictures import weave_url
from centre.web.changes import Listener, connect
from centre.web.page_cache import PageCache
from centre.web.page_files import PageFiles
from events.models import ActivityType, Session, StudyVisit
from news.models import Post, PostDocument, Topic
from tests.builders import build_part, build_post, build_staff, build_visit, register
from tests.project.pages import OTHER, PUBLIC_PAGES, build_site, page_url
from tests.project.test_pages import routes
from tests.public_tables import TABLES, TO_THE_MINUTE, tables_of

pytestmark = pytest.mark.once

# Below no language, or no page to read: they are held all the same.
ALSO_HELD = {
    "news:feed": {},
    "news:topic-feed": {"slug": "dom"},
    "events:programme-calendar": {},
    "events:programme-text": {},
    "events:programme-embed": {},
    "events:activity-calendar": {"slug": "kurs-0"},
    "events:visit-calendar": {"slug": "wizyta-0"},
    "centre:what-we-do": {},
    "centre:manifest": {},
}
FIXED = ("/robots.txt", "/sitemap.xml", "/sitemap-house-0.xml")
# They answer at what a kind was once called, and lead nowhere.
OF_A_KIND = (
    "events:programme-calendar",
    "events:programme-share",
    "events:programme-text",
    "events:programme-embed",
)
NOON = datetime.fromisoformat("2026-05-04T12:00:00+02:00")


class CachedSite:
    """The whole site with its page cache on, and a listener that is asked by hand."""

    def __init__(self, listening):
        self.listener = Listener(connect)
        self.listener.start = lambda: None
        self.listening = listening
        self.listener.listen(listening)
        files = PageFiles(None, {})
        self.cache = PageCache(get_wsgi_application(), self.listener, 10**7, files)

    def get(self, path):
        status, _headers, text = self.answer(path)
        assert status == "200 OK", path
        return text

    def answer(self, path, **asked):
        """The status, the headers and the text of an answer."""
        self.listener._heard_at = float("inf")  # no test depends on its clock
        told = []
        environ = RequestFactory().get(path).environ | asked
        body = self.cache(environ, lambda *heads: told.extend(heads))
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        return told[0], dict(told[1]), content.decode()

    def is_held(self, path):
        """Whether the next answer needs no query."""
        with CaptureQueriesContext(connection) as queries:
            self.get(path)
        return len(queries) == 0

    def hear(self):
        before = self.listener._number
        self.listener.wait(self.listening, 60)
        assert self.listener._number == before + 1


@pytest.fixture
def site(db):
    """The site, in the test's own transaction, as Django's client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with closing(connect()) as listening:
        yield CachedSite(listening)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def paths(language="pl"):
    pages = {**PUBLIC_PAGES, **ALSO_HELD}
    return [*(page_url(n, k, language) for n, k in pages.items()), *FIXED]


def more_paths():
    """A visit that is over, and what stands open, have pages of their own."""
    return [
        page_url("events:visit-detail", {"slug": "dawna-0"}, "pl"),
        page_url("events:activity-detail", {"slug": "dyzur-0"}, "pl"),
    ]


def paths_of_former_slugs():
    """What answers at an address that something had before, and leads nobody on."""
    for thing in (Topic.objects.get(), ActivityType.objects.get()):
        FormerSlug.keep(thing, "dawny")
    yield page_url("news:topic-feed", {"slug": "dawny"}, "pl")
    yield from (f"{page_url(name, {}, 'pl')}?kind=dawny" for name in OF_A_KIND)


def test_every_table_that_a_public_page_reads_tells_of_its_changes(db, client):
    build_site()
    build_part(StudyVisit.objects.get(slug="wizyta-0"))
    former = [*paths_of_former_slugs()]
    with CaptureQueriesContext(connection) as queries:
        for path in [*paths(), *more_paths(), *former]:
            assert client.get(path).status_code == 200, path
    read = tables_of(query["sql"] for query in queries)
    assert read == TABLES | TO_THE_MINUTE


def test_every_public_page_is_held_in_every_language_until_a_table_changes(site):
    build_site()
    former = paths_of_former_slugs()
    for path in [*paths(), *more_paths(), *former, *paths("en"), *paths("uk")]:
        site.get(path)
        assert site.is_held(path), path
    path = page_url("centre:home", {}, "pl")
    with closing(connect()) as other, other.cursor() as cursor:
        for table in sorted(TABLES):
            site.get(path)
            assert site.is_held(path)
            cursor.execute(f"DELETE FROM {table} WHERE false")  # noqa: S608
            site.hear()
            assert not site.is_held(path), table


@pytest.mark.django_db(transaction=True)
def test_the_next_answer_shows_what_was_changed_by_sql(site):
    build_site()
    changes = [
        ("news_post", "title_pl", "/pl/aktualnosci/"),
        ("news_post", "body_pl", "/pl/aktualnosci/wpis-0/"),
        ("news_topic", "name_pl", "/pl/aktualnosci/temat/dom/"),
        ("centre_page", "title_pl", "/pl/prywatnosc/"),
        ("events_activity", "title_pl", "/pl/wydarzenia/"),
        ("events_activity", "summary_pl", "/pl/wydarzenia/kurs-0/"),
        ("events_activitytype", "name_pl", "/pl/wydarzenia/rodzaj/warsztaty/"),
        ("events_studyvisit", "title_pl", "/pl/wizyty-studyjne/"),
        ("events_programmeitem", "title_pl", "/pl/wizyty-studyjne/wizyta-0/"),
        *(("centre_centre", "name_pl", path) for path in paths() if path[-1] == "/"),
    ]
    for number, (table, column, path) in enumerate(changes):
        told = f"Zmiana {number}."
        assert told not in site.get(path)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = %s", [told])  # noqa: S608
        site.hear()
        assert told in site.get(path), (table, path)
        assert site.is_held(path)


@pytest.mark.django_db
def test_registering_tells_nobody():
    """A notice takes a lock of the whole server until the transaction has ended."""
    visit = build_visit()
    with CaptureQueriesContext(connection) as queries:
        register(visit)
    writes = [q["sql"] for q in queries if re.match("INSERT|UPDATE|DELETE", q["sql"])]
    written = {re.search(r'"(\w+)"', sql)[1] for sql in writes}
    assert "events_registration" in written
    assert written & TABLES == set()


# --- To the minute --------------------------------------------------------------------


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def minutes(count):
    return NOON + count * timedelta(minutes=1)


def test_who_has_the_page_is_told_so_by_the_first_answer_of_a_minute(clock, site):
    path = page_url("news:post-list", {}, "pl")
    etag = site.answer(path)[1]["ETag"]
    for asked, moment in (('"other"', 1), (etag, 2), (etag, 2)):
        clock.move_to(minutes(moment), tick=False)
        status, headers, text = site.answer(path, HTTP_IF_NONE_MATCH=asked)
        said = "304 Not Modified" if asked == etag else "200 OK"
        assert (status, headers["ETag"], text == "") == (said, etag, asked == etag)


def test_a_scheduled_post_is_there_in_its_minute(clock, site):
    build_post("nowy", title_pl="Nowy wpis", published_at=minutes(1))
    assert "Nowy wpis" not in site.get("/pl/aktualnosci/")
    assert Post.objects.count() == 1
    clock.move_to(minutes(1), tick=False)
    assert "Nowy wpis" in site.get("/pl/aktualnosci/")


def test_a_session_is_gone_when_it_has_ended(clock, site):
    build_site()
    session = Session.objects.get()
    clock.move_to(session.ends_at - timedelta(seconds=1), tick=False)
    assert "Kurs pl" in site.get("/pl/wydarzenia/")
    clock.move_to(session.ends_at, tick=False)
    assert "Kurs pl" not in site.get("/pl/wydarzenia/")


def test_places_left_are_right_to_the_minute(clock, site):
    build_visit(capacity=20)
    path = "/pl/wizyty-studyjne/wizyta/"
    before = site.get(path)
    register(StudyVisit.objects.get(), seats=7)
    assert site.get(path) == before
    clock.move_to(minutes(1), tick=False)
    assert "13" in site.get(path)
    assert site.get(path) != before


# --- At every address -----------------------------------------------------------------

# Kept by browsers and proxies: they change with a release alone.
OF_A_RELEASE = {"/favicon.ico", "/speculation-rules.json", weave_url("x", "centre")}
# A recording as documents; a share picture's address names its version; two negotiate.
KEPT_OTHERWISE = {"recording", "share-picture", "root", "admin-root"}


def every_address():
    """One address of each view that reads no cookie, that is answered with 200."""
    yield from [*paths(), *more_paths(), *OF_A_RELEASE]
    yield PostDocument.objects.first().url
    yield from (page_url(name, {}, "pl") for name in OTHER if name.startswith("api:"))
    yield from ("/.well-known/security.txt", "/pl/editor-texts.js")


def public_names():
    """The names of all views that read no cookie."""
    for name, kwargs in routes():
        with suppress(NoReverseMatch):
            view = resolve(page_url(name, kwargs, "pl"))
            if getattr(view.func, "is_public", False):
                yield view.view_name


def test_a_proxy_keeps_nothing_for_longer_than_120_seconds(db, client):
    """But for what changes with a release alone; no view is left out."""
    build_site()
    client.force_login(build_staff())
    names, longer = set(), set()
    for path in every_address():
        response = client.get(path)
        assert (response.status_code, response.cookies) == (200, {}), path
        names.add(response.resolver_match.view_name)
        told = dict(re.findall(r"([a-z-]+)=(\d+)", response.headers["Cache-Control"]))
        fresh = int(told.get("s-maxage", told["max-age"]))
        if fresh + int(told.get("stale-while-revalidate", 0)) > 120:
            longer.add(path)
        for close in response._resource_closers:  # a file; the connection stays
            close()
    assert longer == OF_A_RELEASE
    assert {*public_names()} - names == KEPT_OTHERWISE
    for path in ("/", "/admin/"):
        assert client.get(path).headers["Cache-Control"] == "private, max-age=0"
