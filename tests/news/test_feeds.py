"""The news as feeds: valid, whole, by language and topic, with ids for ever."""

from datetime import datetime

import pytest
from django.utils import timezone

from centre.content.addressed import FormerSlug
from tests.atom import ATOM, link, read_feed, text
from tests.builders import DAY, build_centre, build_post, build_topic

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"


def feed(client, path="/en/news/feed/"):
    answer = client.get(path)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    return read_feed(answer.content)


def entries(root):
    return root.findall(f"{ATOM}entry")


def test_a_feed_is_valid_and_holds_the_whole_text(client):
    build_centre()
    post = build_post("a", title_en="A & B", body_en="<p>One</p><p>Two &amp; three</p>")
    root = feed(client)
    assert text(root, "title") == "Test House: News"
    assert text(root.find(f"{ATOM}author"), "name") == "Test House"
    assert text(root.find(f"{ATOM}author"), "uri") == f"{SITE}/"
    assert link(root, "self") == f"{SITE}/en/news/feed/"
    assert link(root, "alternate") == f"{SITE}/en/news/"
    (entry,) = entries(root)
    content = entry.find(f"{ATOM}content")
    assert (content.get("type"), content.text) == ("html", post.body_en)
    assert (text(entry, "title"), text(entry, "summary")) == ("A & B", "Lead a.")
    assert link(entry, "alternate") == f"{SITE}/en/news/a/"


def test_a_house_without_a_name_has_an_author_too(client):
    build_centre(name_pl="", name_en="", name_uk="")
    build_post("a")
    root = feed(client)
    assert text(root.find(f"{ATOM}author"), "name") == "127.0.0.1:8000"


def test_an_empty_feed_is_valid(client):
    build_centre()
    assert entries(feed(client)) == []


def test_a_topic_has_a_feed_in_each_language(client):
    build_centre()
    topic = build_topic("dom", name_en="House", name_uk="Дім")
    words = {"title_uk": "Допис", "lead_uk": "Лід", "body_uk": "<p>Текст</p>"}
    build_post("with", **words).topics.add(topic)
    build_post("without", **words)
    for path, title, found in (
        ("/en/news/topic/dom/feed/", "Test House: House – News", "Post with"),
        ("/uk/novyny/tema/dom/strichka/", "Тестовий дім: Дім – Новини", "Допис"),
    ):
        root = feed(client, path)
        assert text(root, "title") == title
        assert [text(entry, "title") for entry in entries(root)] == [found]
        assert link(root, "self") == SITE + path
    page = client.get("/en/news/topic/dom/").text
    assert 'href="/en/news/topic/dom/feed/" title="House – News"' in page
    assert client.get("/en/news/topic/none/feed/").status_code == 404
    FormerSlug.keep(topic, "former")
    root = feed(client, "/en/news/topic/former/feed/")
    assert link(root, "self") == f"{SITE}/en/news/topic/dom/feed/"


def ids(root):
    return [text(node, "id") for node in (root, *entries(root))]


def test_ids_outlive_the_domain_the_slug_and_a_change(client, settings):
    build_centre()
    post = build_post("a")
    before = ids(feed(client))
    settings.SITE_URL = "https://another.example.org"
    post.slug, post.title_en = "b", "Another title"
    post.save()
    assert ids(feed(client)) == before
    assert ids(feed(client, "/pl/aktualnosci/kanal/")) != before


def test_an_entry_is_as_new_as_its_coming_out(client, time_machine):
    build_centre()
    now = timezone.now().replace(microsecond=0)
    build_post("a", published_at=now + DAY)
    time_machine.move_to(now + 2 * DAY, tick=False)
    (entry,) = entries(feed(client))
    for name in ("published", "updated"):
        assert datetime.fromisoformat(text(entry, name)) == now + DAY


@pytest.mark.parametrize("path", ["/en/news/feed/", "/en/news/topic/dom/feed/"])
def test_a_feed_that_is_as_it_was_is_not_sent_again(client, path):
    build_centre()
    build_post("a").topics.add(build_topic("dom", name_en="House"))
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_of_a_feed(client, count, django_assert_num_queries):
    build_centre()
    topic = build_topic("dom", name_en="House")
    for number in range(count):
        build_post(f"p{number}").topics.add(topic)
    with django_assert_num_queries(3):
        client.get("/en/news/feed/")
    with django_assert_num_queries(4):
        client.get("/en/news/topic/dom/feed/")
