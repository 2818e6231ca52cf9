"""The picture of a shared link: there for each page, and for nothing else."""

import io
import re
from threading import Thread

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from centre.pictures import share
from centre.pictures.files import delete_sizes
from centre.pictures.tasks import render_picture
from news.models import Post, PostPicture
from tests.builders import build_centre, build_post
from tests.centre.pictures.samples import BLUE, RED, close_to, encoded, halves
from tests.project.pages import PUBLIC_PAGES, build_site, page_url

# Days of a year stand in it; what depends on the hour is tried where it is decided.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://127.0.0.1:8000"
META = re.compile(
    r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)"'
)


@pytest.fixture(autouse=True)
def empty_store():
    caches["share"].clear()


def meta(client, path):
    return dict(META.findall(client.get(path).text))


def picture_of(client, path):
    url = meta(client, path)["og:image"]
    assert url.startswith(f"{SITE}/share/")
    return url.removeprefix(SITE)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_every_page_has_one_in_each_language(client, language):
    build_site()
    for name, kwargs in PUBLIC_PAGES.items():
        answer = client.get(picture_of(client, page_url(name, kwargs, language)))
        assert answer.headers["Content-Type"] == "image/jpeg", name
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert dict(answer.cookies) == {}
        assert len(answer.content) < 200_000
        with Image.open(io.BytesIO(answer.content)) as image:
            assert (image.format, image.size) == ("JPEG", (1200, 630))


def test_a_page_says_all_that_messengers_ask_for(client):
    build_centre()
    build_post("a", published_at=timezone.now())
    found = meta(client, "/en/news/a/")
    image = found.pop("og:image")
    assert re.fullmatch(rf"{SITE}/share/[0-9a-f]{{16}}/en/post/a\.jpg", image)
    assert found == {
        "og:title": "Post a",
        "og:description": "Lead a.",
        "og:type": "article",
        "og:url": f"{SITE}/en/news/a/",
        "og:site_name": "Test House",
        "og:locale": "en_GB",
        "og:locale:alternate": "pl_PL",
        "og:image:type": "image/jpeg",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Post a. 25\N{NO-BREAK SPACE}November 2026",
        "twitter:card": "summary_large_image",
    }


def test_only_the_version_of_now_is_drawn(client, monkeypatch):
    build_centre()
    build_post("a")
    old = picture_of(client, "/en/news/a/")
    drawings = []
    monkeypatch.setattr(
        share,
        "draw_card",
        lambda card: drawings.append(card.title) or Image.new("RGB", (9, 9)),
    )
    for _twice in range(2):
        assert client.get(old).status_code == 200
    Post.objects.update(title_en="Another title")
    new = picture_of(client, "/en/news/a/")
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert drawings == ["Post a", "Another title"]


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("/en/", "/de/"),
        ("/post/", "/nothing/"),
        ("/post/", "/house/"),
        ("/a.jpg", "/b.jpg"),
        ("/share/", "/share/0"),
    ],
)
def test_an_address_that_names_nothing_is_not_found(client, change, to):
    build_centre()
    build_post("a")
    path = picture_of(client, "/en/news/a/")
    assert client.get(path.replace(change, to, 1)).status_code == 404


def test_a_draft_has_none(client):
    build_centre()
    build_post("a")
    path = picture_of(client, "/en/news/a/")
    assert client.get(path).status_code == 200
    Post.objects.update(published_at=None)
    assert client.get(path).status_code == 404


def test_one_is_drawn_at_a_time(client):
    build_centre()
    build_post("a")
    path = picture_of(client, "/en/news/a/")
    answers = []
    with share._drawing:
        other = Thread(
            target=lambda: answers.append(share.share_jpeg(share.house_card("home")))
        )
        other.start()
        other.join()
    assert answers == [None]
    assert client.get(path).status_code == 200
    with share._drawing:  # but what was drawn before is given out
        assert client.get(path).status_code == 200


def test_a_store_that_nobody_can_use_costs_time_alone(client, settings):
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {
        **settings.CACHES,
        "share": {"BACKEND": backend, "LOCATION": "/dev/null/share"},
    }
    build_centre()
    assert client.get(picture_of(client, "/en/")).status_code == 200


def test_the_store_keeps_a_bounded_number(settings):
    assert settings.CACHES["share"]["OPTIONS"] == {"MAX_ENTRIES": 4000}


def test_a_photograph_takes_the_place_of_the_weave(client):
    build_centre()
    post = build_post("a")
    woven = picture_of(client, "/en/news/a/")
    image = ContentFile(encoded(halves((1600, 1200))), name="a.jpg")
    words = {"alt_en": "People at a table", "alt_pl": "Ludzie"}
    picture = PostPicture.objects.create(post=post, image=image, **words)
    # Its sizes are not made yet.
    assert picture_of(client, "/en/news/a/") == woven
    render_picture.call("news.PostPicture", picture.pk)
    found = meta(client, "/en/news/a/")
    assert found["og:image:alt"].endswith("People at a table")
    path = found["og:image"].removeprefix(SITE)
    assert path != woven
    with Image.open(io.BytesIO(client.get(path).content)) as image:
        assert close_to(image.getpixel((850, 300)), RED)
        assert close_to(image.getpixel((1190, 300)), BLUE)
    # A file that is lost is no reason for no picture.
    caches["share"].clear()
    picture.refresh_from_db()
    delete_sizes(default_storage, picture.image.name)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_of_a_picture(client, count, django_assert_num_queries):
    build_site(count)
    for name, queries in {
        "news:post-detail": 3,
        "events:activity-detail": 4,
        "events:visit-detail": 3,
        "centre:home": 1,
    }.items():
        path = picture_of(client, page_url(name, PUBLIC_PAGES[name], "pl"))
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200
