"""Follow every link from the home pages, on the whole demo, as search engines do."""

import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from centre.demo.loader import load_demo
from tests.markup import parse
from tests.structured_data import nodes_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MOST_ADDRESSES = 2000
FURTHER = 2  # weeks, pages, ... of which a site has dozens, alike
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LANGUAGES = [code for code, _ in settings.LANGUAGES]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# What describes a page: schema.org's types that its kind has at least.
OWN_DATA = {"Organization", "NewsArticle", "Event", "BreadcrumbList"}


@dataclass(frozen=True)
class Found:
    """What an address answered."""

    status: int
    location: str
    html: str

    @cached_property
    def root(self):
        return parse(self.html)

    def having(self, tag, **values):
        """The attributes of each element with a tag and with all of some values."""
        found = (dict(element.attrib) for element in self.root.iter(tag))
        return [attrs for attrs in found if values.items() <= attrs.items()]

    def hrefs(self):
        """Every address that it leads to, but what search engines shall not follow.

        Behind those are all combinations of the calendar's choices.
        """
        for tag, name in (("a", "href"), ("link", "href"), ("img", "src")):
            for attrs in self.having(tag):
                if attrs.get(name) and "nofollow" not in attrs.get("rel", ""):
                    yield attrs[name]

    def link(self, rel):
        return [attrs.get("href") for attrs in self.having("link", rel=rel)]

    def meta(self, name):
        return [attrs.get("content") for attrs in self.having("meta", name=name)]

    @property
    def title(self):
        return " ".join(self.root.findtext("head/title", "").split())

    @property
    def alternates(self):
        return {
            attrs["hreflang"]: path_of(attrs["href"])
            for attrs in self.having("link", rel="alternate")
            if "hreflang" in attrs
        }

    @property
    def is_indexable(self):
        return bool(self.html) and "noindex" not in "".join(self.meta("robots"))


def path_of(url):
    """Return an address of ours without its host and its place on the page."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def is_ours(url):
    parts = urlsplit(url)
    host = urlsplit(settings.SITE_URL).netloc
    return parts.scheme in {"", "http"} and parts.netloc in {"", host}


def open_at(client, path):
    answer = client.get(path)
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    html = answer.content.decode() if is_html else ""
    if answer.streaming:  # a file, which is closed at its end
        b"".join(answer.streaming_content)
    return Found(answer.status_code, answer.headers.get("Location", ""), html)


def crawl(client, starts):
    """Open all that is reached from some addresses: path -> what it answered.

    Of each kind of query some are asked, on every page and in every language.
    """
    found, waiting, asked = {}, deque(starts), defaultdict(set)
    while waiting:
        path = waiting.popleft()  # near ones first: they are the same in each run
        query = path.partition("?")[2]
        of_kind = asked[re.sub(r"=[^&]*", "", query)]
        if path in found or len(of_kind - {query}) >= FURTHER:
            continue
        of_kind.add(query)
        assert len(found) < MOST_ADDRESSES, path  # as a mistake, not as a wait
        found[path] = open_at(client, path)
        if found[path].html and found[path].status == 200:
            links = (urljoin(path, href) for href in found[path].hrefs())
            waiting += [path_of(href) for href in links if is_ours(href)]
    return found


@pytest.fixture
def crawled(db):
    """The site as it is found from its home pages, and the addresses of its map."""
    with time_machine.travel(NOW, tick=False):
        load_demo(NOW)
        client = Client()
        found = crawl(client, [f"/{code}/" for code in LANGUAGES])
        in_map = [
            path_of(entry.findtext(f"{SITEMAP}loc"))
            for part in xml(client, "/sitemap.xml")
            for entry in xml(client, path_of(part.findtext(f"{SITEMAP}loc")))
        ]
    return found, in_map


def xml(client, path):
    return ElementTree.fromstring(client.get(path).content)  # noqa: S314 - our own


def canonical_of(found):
    """The pages that search engines keep: indexable, and their own canonical."""
    return {
        path: page
        for path, page in found.items()
        if page.is_indexable and [path_of(x) for x in page.link("canonical")] == [path]
    }


def no_link_is_dead_and_none_leads_on_to_another(found, canonical, in_map):
    assert len(found) > 100
    assert {p: f.status for p, f in found.items() if f.status != 200} == {}


def a_page_has_one_heading_and_one_canonical_address(found, canonical, in_map):
    pages = {path: page for path, page in found.items() if page.html}
    headings = {p: len(f.having("h1")) for p, f in pages.items()}
    assert {p: n for p, n in headings.items() if n != 1} == {}
    without = {p for p, f in pages.items() if len(f.link("canonical")) != 1}
    assert {p for p in without if pages[p].is_indexable} == set()


def a_canonical_address_is_its_own(found, canonical, in_map):
    named = {
        path_of(url)
        for page in found.values()
        if page.is_indexable
        for url in page.link("canonical")
    }
    assert named == set(canonical)


def no_two_pages_have_the_same_title_or_description(found, canonical, in_map):
    for language in LANGUAGES:
        pages = [page for path, page in canonical.items() if path[1:3] == language]
        for texts in (
            [page.title for page in pages],
            [text for page in pages for text in page.meta("description")],
        ):
            assert len(texts) == len(pages)
            assert [
                text for text, n in Counter(texts).items() if n > 1 or not text
            ] == []


def the_languages_of_a_page_name_each_other(found, canonical, in_map):
    for path, page in canonical.items():
        languages = page.alternates
        assert languages[path[1:3]] == path
        assert languages.pop("x-default") in languages.values()
        for code, other in languages.items():
            assert other[1:3] == code
            assert canonical[other].alternates == page.alternates


def a_page_that_is_kept_describes_itself(found, canonical, in_map):
    for path, page in canonical.items():
        types = {node["@type"] for node in nodes_of(page.html)}
        assert types <= OWN_DATA, path
        assert types & OWN_DATA, path


def the_map_names_what_is_reached_and_nothing_else(found, canonical, in_map):
    assert len(in_map) == len(set(in_map))
    # The further pages of a list are found through the first.
    assert set(in_map) == {path for path in canonical if "?" not in path}


DEMANDS = [
    no_link_is_dead_and_none_leads_on_to_another,
    a_page_has_one_heading_and_one_canonical_address,
    a_canonical_address_is_its_own,
    no_two_pages_have_the_same_title_or_description,
    the_languages_of_a_page_name_each_other,
    a_page_that_is_kept_describes_itself,
    the_map_names_what_is_reached_and_nothing_else,
]


def test_search_engines_find_the_whole_site_and_nothing_twice(crawled, subtests):
    """All in one test, because the way through the site takes half a minute."""
    found, in_map = crawled
    canonical = canonical_of(found)
    for demand in DEMANDS:
        with subtests.test(demand.__name__):
            demand(found, canonical, in_map)
