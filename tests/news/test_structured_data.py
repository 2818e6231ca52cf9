"""What programs read of the news."""

import re

import pytest
from django.utils import timezone

from news.models import Post
from tests.builders import DAY, build_centre, build_post, build_staff, build_topic
from tests.structured_data import of_type, trail_of

# Days of a year stand in it; what depends on the hour is tried where it is decided.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://127.0.0.1:8000"


def test_a_post_is_an_article_of_the_house(client, time_machine):
    build_centre()
    now = timezone.now().replace(microsecond=0)
    build_post("a", published_at=now + DAY)
    time_machine.move_to(now + 2 * DAY, tick=False)
    html = client.get("/en/news/a/").text
    house = {
        "@type": "Organization",
        "@id": f"{SITE}/#organization",
        "name": "Test House",
        "url": f"{SITE}/",
    }
    came_out = (now + DAY).isoformat()
    assert of_type("NewsArticle", html) == [
        {
            "@type": "NewsArticle",
            "headline": "Post a",
            "description": "Lead a.",
            "inLanguage": "en",
            "url": f"{SITE}/en/news/a/",
            "mainEntityOfPage": f"{SITE}/en/news/a/",
            "datePublished": came_out,
            # Written before it came out: nobody saw it change.
            "dateModified": came_out,
            "author": house,
            "publisher": house,
        }
    ]
    assert trail_of(html) == [
        ("Home", f"{SITE}/en/"),
        ("News", f"{SITE}/en/news/"),
        ("Post a", f"{SITE}/en/news/a/"),
    ]


def test_whoever_signs_a_post_is_its_author_for_people_and_programs(client):
    build_centre()
    build_post("signed", byline="Anna & Ґанна", author=build_staff(username="secret"))
    build_post("unsigned")
    signed, unsigned = (
        client.get(f"/en/news/{slug}/").text for slug in ("signed", "unsigned")
    )
    shown = "<dt>Author</dt><dd>Anna &amp; Ґанна</dd>"
    assert [shown in signed, "<dt>Author" in unsigned] == [True, False]
    (article,) = of_type("NewsArticle", signed)
    assert article["author"] == {"@type": "Person", "name": "Anna & Ґанна"}
    assert article["publisher"]["name"] == "Test House"
    feed = client.get("/en/news/feed/").text
    authors = re.findall("<author><name>([^<]*)", feed)
    assert authors == ["Test House", "Anna &amp; Ґанна"]
    assert "secret" not in signed + feed


def test_a_later_change_is_told(client):
    build_centre()
    build_post("a")
    html = client.get("/en/news/a/").text
    (article,) = of_type("NewsArticle", html)
    assert article["dateModified"] == Post.objects.get().updated_at.isoformat()
    assert article["datePublished"] < article["dateModified"]


def test_lists_tell_the_way_to_them(client):
    build_centre()
    build_topic("dom", name_en="House")
    assert trail_of(client.get("/en/news/").text)[1:] == [("News", f"{SITE}/en/news/")]
    assert trail_of(client.get("/en/news/topic/dom/").text)[1:] == [
        ("News", f"{SITE}/en/news/"),
        ("House", f"{SITE}/en/news/topic/dom/"),
    ]
