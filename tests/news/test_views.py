"""What visitors see of news, and what they must not."""

import json
import re
from itertools import chain

import pytest
from django.utils import timezone

from centre.content.addressed import FormerSlug
from centre.site.sitemaps import KEYS_A_PART
from news.models import Post
from tests.builders import (
    DAY,
    build_activity,
    build_centre,
    build_post,
    build_topic,
    build_visit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(db):
    build_centre()


def slugs(response):
    return [post.slug for post in response.context["page_obj"].object_list]


def test_the_list_is_newest_first_and_public_only(client):
    now = timezone.now()
    build_post("older", published_at=now - 2 * DAY)
    build_post("newer", published_at=now - DAY)
    build_post("draft", published_at=None)
    build_post("scheduled", published_at=now + DAY)
    assert slugs(client.get("/en/news/")) == ["newer", "older"]


@pytest.mark.parametrize("published_at", [None, timezone.now() + DAY])
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_what_is_not_public_is_nowhere(client, published_at, language):
    build_post("secret", title_en="Secret plan", published_at=published_at)
    section = {"pl": "aktualnosci", "en": "news", "uk": "novyny"}[language]
    assert client.get(f"/{language}/{section}/secret/").status_code == 404
    feed = {"pl": "kanal", "en": "feed", "uk": "strichka"}[language]
    for path in ["", section + "/", f"{section}/{feed}/"]:
        text = client.get(f"/{language}/{path}").text
        assert "secret" not in text
        assert "Secret plan" not in text
    assert "-posts-" not in client.get("/sitemap.xml").text
    part = Post.objects.get().pk // KEYS_A_PART
    assert client.get(f"/sitemap-posts-{part}.xml").status_code == 404


def test_a_scheduled_post_appears_at_its_moment_by_itself(client, time_machine):
    moment = timezone.now() + DAY
    build_post("soon", published_at=moment)
    time_machine.move_to(moment - timezone.timedelta(seconds=1), tick=False)
    assert client.get("/en/news/soon/").status_code == 404
    time_machine.move_to(moment, tick=False)
    assert client.get("/en/news/soon/").status_code == 200


def test_ten_a_page_then_an_older_page(client):
    for number in range(11):
        build_post(f"p{number:02}", published_at=timezone.now() - number * DAY)
    first = client.get("/en/news/")
    assert len(slugs(first)) == 10
    assert "?page=2" in first.text
    assert slugs(client.get("/en/news/?page=2")) == ["p10"]
    assert client.get("/en/news/?page=3").status_code == 404


def test_a_topic_lists_its_own_posts(client):
    topic = build_topic("dom", name_en="House")
    build_post("with").topics.add(topic)
    build_post("without")
    assert slugs(client.get("/en/news/topic/dom/")) == ["with"]
    assert client.get("/en/news/topic/none/").status_code == 404


def links_to_topics(page):
    """Of each post of a page, where the links to its topics lead, and their words."""
    lists = re.findall(r'<ul class="topics".*?</ul>', page.text, re.DOTALL)
    return [re.findall(r'<a href="([^"]*)"([^>]*)>([^<]*)', each) for each in lists]


def test_lists_and_posts_lead_to_the_topics_of_a_post(client):
    house = build_topic("dom", name_en="House", position=2)
    talks = build_topic("rozmowy", position=1)
    build_post("both").topics.set([house, talks])
    build_post("none")
    build_post("one").topics.set([house])
    own, foreign = (
        ("/en/news/topic/dom/", "", "House"),
        ("/en/news/topic/rozmowy/", ' lang="pl" dir="ltr"', "Temat rozmowy"),
    )
    assert links_to_topics(client.get("/en/news/")) == [[own], [foreign, own]]
    # The list of a topic need not repeat it.
    assert links_to_topics(client.get("/en/news/topic/dom/")) == [[foreign]]
    assert links_to_topics(client.get("/en/news/both/")) == [[foreign, own]]
    assert links_to_topics(client.get("/en/news/none/")) == []


def test_a_missing_translation_is_said_and_marked(client):
    build_post("a", title_en="", lead_en="", body_en="")
    page = client.get("/en/news/a/")
    assert '<h1 class="long" lang="pl" dir="ltr">' in page.text
    assert "Wpis a" in page.text
    assert page.context["canonical_url"].endswith("/pl/aktualnosci/a/")
    assert page.context["alternates"] == []
    assert "You see it in Polish." in page.text


def test_a_list_names_the_language_of_what_is_not_translated(client):
    build_post("both")
    build_post("polish", title_en="", lead_en="", body_en="")
    tag = '<span class="tag" lang="pl">Polski</span>'
    for path in ["/en/", "/en/news/"]:
        assert client.get(path).text.count(tag) == 1
    assert tag not in client.get("/pl/aktualnosci/").text


def test_a_former_address_leads_on_for_good(client):
    post = build_post("new-one")
    FormerSlug.keep(post, "old-one")
    response = client.get("/en/news/old-one/")
    assert (response.status_code, response.url) == (301, "/en/news/new-one/")


def test_a_former_address_of_a_hidden_post_leads_nowhere(client):
    post = build_post("new-one", published_at=None)
    FormerSlug.keep(post, "old-one")
    assert client.get("/en/news/old-one/").status_code == 404


def test_a_related_thing_that_is_hidden_stays_hidden(client):
    visit = build_visit(title_en="Secret visit", published_at=None)
    activity = build_activity("kurs", title_en="Open course")
    build_post("a", visit=visit, activity=activity)
    page = client.get("/en/news/a/")
    assert "Secret visit" not in page.text
    assert "Open course" in page.text


def test_text_is_escaped_and_rich_text_is_sanitised(client):
    build_post(
        "a",
        title_en="<b>bold</b>",
        body_en='<p onclick="x()">Hi<script>alert(1)</script></p>',
    )
    text = client.get("/en/news/a/").text
    assert "<b>bold" not in text
    assert "onclick" not in text
    assert "alert(1)" not in text


def test_the_feed_holds_what_is_complete_in_its_language(client):
    build_post("both")
    build_post("polish", title_en="", lead_en="", body_en="")
    feed = client.get("/en/news/feed/")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert re.findall(r"<entry><title>([^<]+)", feed.text) == ["Post both"]
    assert 'xml:lang="en"' in feed.text


def test_the_site_map_names_real_translations_only(client):
    build_post("both")
    build_post("polish", title_en="", lead_en="", body_en="")
    index = client.get("/sitemap.xml").text
    parts = re.findall(r"<loc>[^<]+(/sitemap-posts-[^<]+)</loc>", index)
    texts = [client.get(part).text for part in parts]
    found = re.findall(r"<loc>([^<]+)</loc>", "".join(texts))
    posts = [url for url in found if url.endswith(("/polish/", "/both/"))]
    assert [url.split(":8000")[1] for url in sorted(posts)] == [
        "/en/news/both/",
        "/pl/aktualnosci/both/",
        "/pl/aktualnosci/polish/",
    ]


def test_the_feed_is_full_however_many_posts_are_in_other_languages(client):
    words = {"title_uk": "Допис", "lead_uk": "Лід", "body_uk": "<p>Текст</p>"}
    now = timezone.now()
    build_post("uk", published_at=now - 9 * DAY, **words)
    for number in range(41):
        build_post(f"pl-{number}", published_at=now - DAY)
    entries = client.get("/uk/novyny/strichka/").text.count("<entry>")
    assert entries == 1


def test_a_post_ends_with_the_newest_others_of_its_topic_first(
    client, monkeypatch, django_assert_num_queries
):
    now, topic = timezone.now(), build_topic()
    for days, slug in enumerate(["shown", "new", "newer-draft", "old", "older"]):
        post = build_post(slug, published_at=now - (days + 1) * DAY)
        if slug in {"shown", "old"}:
            post.topics.add(topic)
    Post.objects.filter(slug="newer-draft").update(published_at=None)
    with django_assert_num_queries(7):
        answer = client.get("/en/news/shown/")
    found = [post.slug for post in answer.context["more_news"]]
    assert found == ["old", "new", "older"]
    assert "newer-draft" not in answer.text
    monkeypatch.setattr("news.querysets.NEWEST", 1)
    shown = Post.objects.get(slug="shown")
    among_one = Post.objects.published().beside(shown.pk, 3)
    assert [post.slug for post in among_one] == ["new"]


def test_the_posts_beside_one_do_not_read_all_posts_of_its_topics():
    post = build_post("shown")
    beside = Post.objects.published().beside(post.pk, 3)
    assert "hashed SubPlan" not in beside.explain()


def test_the_long_texts_of_those_posts_alone_are_read_that_stand_beside_one():
    shown = build_post("shown")
    for number in range(5):
        build_post(f"post-{number}")
    beside = Post.objects.published().beside(shown.pk, 3)
    (plan,) = json.loads(beside.explain(format="json", analyze=True, verbose=True))
    # Whether a text is there is asked by a regular expression.
    asking = {
        node["Actual Rows"]
        for node in nodes(plan["Plan"])
        if any("body_pl" in text and "~" in text for text in node.get("Output", ()))
    }
    assert asking == {3}


def nodes(plan):
    """Return a plan's nodes, outermost first."""
    below = (nodes(child) for child in plan.get("Plans", ()))
    return [plan, *chain.from_iterable(below)]
