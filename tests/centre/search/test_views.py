"""The page of search: what it shows, and that nothing typed can break it."""

import re
from urllib.parse import quote

import pytest
from django.utils import timezone

from news.models import Post
from tests.builders import (
    DAY,
    build_activity,
    build_centre,
    build_page,
    build_post,
    build_session,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def house(db):
    build_centre()


def ask(client, text, path="/pl/szukaj/", **params):
    return client.get(path, {"q": text, **params})


def slugs(response):
    return [
        result.url.rstrip("/").rpartition("/")[2]
        for result in response.context["results"]
    ]


@pytest.mark.parametrize(
    "asked",
    ["lodz", "ŁÓDŹ", "Łódź", "Lo\u0301dz\u0301", " łódź\t", "(łódź)", "łód\u00adź"],
)
def test_case_accents_and_form_of_letters_do_not_matter(client, asked):
    build_post("wpis", title_pl="Wyjazd do miasta Łódź")
    response = ask(client, asked)
    assert slugs(response) == ["wpis"]
    assert "<mark>Łódź</mark>" in response.text


@pytest.mark.parametrize("apostrophe", "'’ʼ‘`´′")
def test_every_apostrophe_is_the_same(client, apostrophe):
    build_post("wpis", title_pl="Пʼєса у четвер")
    assert slugs(ask(client, f"п{apostrophe}єса")) == ["wpis"]


def test_a_result_says_its_language_and_its_kind(client):
    build_post("wpis", title_pl="Harfa", title_en="", lead_en="", body_en="")
    text = ask(client, "harfa", "/en/search/").text
    assert re.search(r'<h3 lang="pl" dir="ltr">\s*<a href="/en/news/wpis/">', text)
    assert '<bdi class="tag" lang="pl">Polski</bdi>' in text
    assert re.findall(r"<span>(News)</span>", text) == ["News"]


def test_the_link_leads_to_the_page_that_has_the_words(client):
    build_post("wpis", title_pl="Harfa", title_en="Harp")
    response = ask(client, "harfa", "/en/search/")
    assert [r.url for r in response.context["results"]] == ["/pl/aktualnosci/wpis/"]
    assert '<a href="/pl/aktualnosci/wpis/" hreflang="pl">' in response.text


@pytest.mark.parametrize(
    ("search", "before", "after"),
    [
        ("/pl/szukaj/", "/pl/aktualnosci/wpis/", "/pl/aktualnosci/wpis/"),
        ("/en/search/", "/en/news/harp/", "/en/news/lyre/"),
        ("/uk/poshuk/", "/uk/novyny/wpis/", "/uk/novyny/lira/"),
    ],
)
def test_a_link_has_the_address_of_its_page_now(client, search, before, after):
    build_post("wpis", title_pl="Harfa", title_en="Harfa", slug_en="harp")
    for slugs, url in (({}, before), ({"slug_en": "lyre", "slug_uk": "lira"}, after)):
        Post.objects.update(slug="wpis", **slugs)
        results = ask(client, "harfa", search).context["results"]
        assert [result.url for result in results] == [url]


def test_a_kind_filters_and_keeps_the_question(client):
    build_post("wpis", title_pl="Harfa ludowa")
    build_page("strona", title_pl="Harfa ludowa")
    build_activity("kurs", title_pl="Harfa ludowa")
    build_visit("wizyta", title_pl="Harfa ludowa")
    assert slugs(ask(client, "harfa ludowa", kind="news")) == ["wpis"]
    assert slugs(ask(client, "harfa ludowa", kind="pages")) == ["strona"]
    assert slugs(ask(client, "harfa ludowa", kind="activities")) == ["kurs"]
    response = ask(client, "harfa ludowa", kind="visits")
    assert slugs(response) == ["wizyta"]
    assert [(c["url"], c["current"]) for c in response.context["choices"]] == [
        ("/pl/szukaj/?q=harfa+ludowa", False),
        ("/pl/szukaj/?q=harfa+ludowa&kind=activities", False),
        ("/pl/szukaj/?q=harfa+ludowa&kind=visits", True),
        ("/pl/szukaj/?q=harfa+ludowa&kind=news", False),
        ("/pl/szukaj/?q=harfa+ludowa&kind=pages", False),
    ]
    assert '<input type="hidden" name="kind" value="visits">' in response.text
    assert len(slugs(ask(client, "harfa ludowa", kind="nonsense"))) == 4


def test_long_lists_have_pages(client):
    now = timezone.now()
    for number in range(12):
        build_post(f"p{number}", title_pl="Harfa", published_at=now - number * DAY)
    first, second = ask(client, "harfa"), ask(client, "harfa", page="2")
    assert slugs(first) == [f"p{number}" for number in range(10)]
    assert slugs(second) == ["p10", "p11"]
    assert 'href="?q=harfa&amp;page=2"' in first.text
    assert ask(client, "harfa", page="3").status_code == 404
    assert ask(client, "harfa", page="x").status_code == 404


def test_a_result_says_when_it_is_or_was(client):
    now = timezone.now()
    build_session(build_activity("kurs", title_pl="Harfa"), now + DAY)
    over = build_activity("dawny", title_pl="Harfa")
    build_session(over, now - 3 * DAY)
    build_post("wpis", title_pl="Harfa", published_at=now - DAY)
    found = {
        result.url.split("/")[-2]: (result.next_at, result.was_at, result.news_of)
        for result in ask(client, "harfa").context["results"]
    }
    assert found == {
        "kurs": (now + DAY, None, None),
        "dawny": (None, now - 3 * DAY, None),
        "wpis": (None, None, now - DAY),
    }


def test_what_is_not_public_leaks_nowhere(client):
    now = timezone.now()
    for slug, at in {"draft": None, "planned": now + DAY}.items():
        build_post(slug, title_pl="Tajemnica", published_at=at)
        activity = build_activity(f"a-{slug}", title_pl="Tajemnica", published_at=at)
        build_session(activity, now + DAY, note_pl="Tajemnica")
        build_visit(f"v-{slug}", title_pl="Tajemnica", published_at=at)
        build_page(f"s-{slug}", title_pl="Tajemnica", published_at=at)
    for asked in ("tajemnica", "tajemnicaa", "tajemnice", "tajemn"):
        response = ask(client, asked)
        text = response.text.replace(f'value="{asked}"', "")
        assert slugs(response) == []
        assert "Tajemnica" not in text


HOSTILE = [
    "\x00",
    "a\x00b",
    "\x01\x02",
    "   ",
    "\u200b\u202e",
    "x" * 10_000,
    "słowo " * 2_000,
    "'",
    "\\",
    "' | 'a",
    "a:* & !b",
    "<script>alert(1)</script>",
    "%",
    "%s %(all)s",
    "{{ 7 }}",
    "🙂",
    "\ud800",
    "ﷺ ½ № ㎏",
    "a&b=c#d",
    "-",
    "nie",
]


@pytest.mark.parametrize("asked", HOSTILE, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize("page", ["", "2"])
def test_whatever_is_asked_the_page_stays_calm(client, asked, page):
    build_post("wpis", title_pl="Nie ma <b> słowo x")
    query = quote(asked.encode("utf-8", "surrogatepass"))
    response = client.get(f"/pl/szukaj/?q={query}&page={page}")
    assert response.status_code in ({200} if not page else {200, 404})
    assert "<script>alert" not in response.text
    assert dict(response.cookies) == {}


def test_of_a_long_question_the_beginning_is_looked_for_and_said(client):
    build_post("wpis", title_pl="Harfa")
    response = ask(client, "harfa " + "x" * 10_000)
    assert slugs(response) == ["wpis"]
    assert len(response.context["query"]) == 200
    assert "pierwszych 200 znaków" in response.text
    assert "pierwszych 200 znaków" not in ask(client, "harfa " * 33).text


def test_a_question_without_words_asks_for_some(client):
    for asked in ("", "   ", "\x00"):
        response = ask(client, asked)
        assert "results" not in response.context
        assert "noindex" not in response.text


def test_where_nothing_is_found_words_and_lists_help(client):
    build_post("wpis", title_pl="Harfistka")
    response = ask(client, "harfxyzqw", kind="news")
    assert slugs(response) == []
    assert response.context["suggestions"] == [("Harfistka", "/pl/szukaj/?q=Harfistka")]
    for path in ("/pl/wydarzenia/", "/pl/wizyty-studyjne/", "/pl/aktualnosci/"):
        assert f'<li><a href="{path}">' in response.text
    assert 'href="/pl/szukaj/?q=harfxyzqw"' in response.text


def test_what_no_text_has_is_said(client):
    build_post("wpis", title_pl="Warsztaty")
    assert ask(client, "warsztatuw").context["unknown"] == ["warsztatuw"]
    assert ask(client, "warsztaty").context["unknown"] == []


def test_what_was_found_is_for_no_search_engine(client):
    assert '<meta name="robots" content="noindex">' in ask(client, "x").text
    assert "noindex" not in client.get("/pl/szukaj/").text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("asked", "queries"), [("harfa", 5), ("harfa lutnia", 6), ("qqqqq", 4)]
)
def test_the_number_of_queries(
    client, asked, queries, count, django_assert_num_queries
):
    for number in range(count):
        build_post(f"p{number}", title_pl="Harfa")
        build_page(f"s{number}", title_pl="Lutnia")
    with django_assert_num_queries(queries):
        assert ask(client, asked).status_code == 200


def test_a_page_that_is_not_there_offers_search(client):
    response = client.get("/uk/nemaie/")
    assert response.status_code == 404
    assert 'action="/uk/poshuk/"' in response.text
    assert 'name="q"' in response.text


def test_a_hidden_language_is_not_searched(client, settings):
    build_post("wpis", title_pl="Harfa", title_en="Harp")
    settings.LANGUAGES = [pair for pair in settings.LANGUAGES if pair[0] != "en"]
    assert slugs(ask(client, "harp")) == []
    assert slugs(ask(client, "harfa")) == ["wpis"]
