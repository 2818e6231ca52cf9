"""Addresses of the site that this one replaced lead to what has their place now."""

import pytest

from centre.importing.models import FormerAddress, former_keys
from centre.web.former_site import moved_to
from news.models import Post
from tests.builders import build_page, build_post, build_topic

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = "/en/news/wpis/"
UPLOADS = "/wp-content/uploads/2019/05"


@pytest.fixture(autouse=True)
def moved(db):
    build_topic(slug="muzyka", name_pl="Muzyka", name_en="Music")
    post = build_post("wpis", title_en="Post", lead_en="A", body_en="<p>A</p>")
    rows = {"model": "news.post", "object_id": post.pk, "language": "en"}
    keys = ("?p=12", "2019/05/żółw", "wp-content/uploads/2019/05/a.jpg")
    FormerAddress.objects.bulk_create(FormerAddress(path=k, **rows) for k in keys)


def led(client, paths):
    answers = {path: client.get(path) for path in paths}
    return {p: (a.status_code, a.headers.get("Location")) for p, a in answers.items()}


def test_what_was_imported_is_found_by_each_of_its_former_addresses(client):
    paths = (
        "/?p=12",
        "/?page_id=12",
        "/?attachment_id=012",
        "/?lang=en&p=12",
        "/?P=12&utm_source=x",
        "/index.php?p=12",
        "/index.php/2019/05/żółw/",
        "/2019/05/żółw",
        "/2019/05/%C5%BB%C3%B3%C5%82w/",
        "/2019/05/żółw/feed/",
        "/2019/05/żółw/amp",
        "/2019/05/żółw/comment-page-2/",
        f"{UPLOADS}/a.jpg",
        f"{UPLOADS}/A-300x200.jpg",
        f"{UPLOADS}/a-scaled.jpg",
    )
    assert led(client, paths) == dict.fromkeys(paths, (301, HERE))
    Post.objects.update(published_at=None)
    found = led(client, paths)
    assert {status for status, target in found.values() if target == HERE} == set()
    assert found["/2019/05/żółw"] == (404, None)


NEAREST = {
    "/index.php": "/pl/",
    "/?lang=en": "/en/",
    "/?s=dom+kultury": "/pl/szukaj/?q=dom+kultury",
    "/?feed=rss2": "/pl/aktualnosci/kanal/",
    "/?cat=3&lang=en": "/en/news/",
    "/feed/": "/pl/aktualnosci/kanal/",
    "/comments/feed/": "/pl/aktualnosci/kanal/",
    "/en/feed/atom/": "/en/news/feed/",
    "/category/Muzyka/": "/pl/aktualnosci/temat/muzyka/",
    "/category/dom/muzyka/page/3/": "/pl/aktualnosci/temat/muzyka/",
    "/en/category/muzyka/feed/": "/en/news/topic/muzyka/feed/",
    "/category/%21/": "/pl/aktualnosci/",
    "/tag/nothing/feed/": "/pl/aktualnosci/kanal/",
    "/author/somebody/": "/pl/aktualnosci/",
    "/2019/05/": "/pl/aktualnosci/?year=2019",
    "/ua/2019/05/31/page/2/": "/uk/novyny/?year=2019",
    "/page/2/": "/pl/aktualnosci/",
    "/category/": "/pl/aktualnosci/",
    "/en/category/muzyka/http://evil.example": "/en/news/",
}


def test_what_wordpress_made_of_its_own_leads_to_the_nearest(client):
    assert led(client, NEAREST) == {p: (301, to) for p, to in NEAREST.items()}
    statuses = {to: client.get(to).status_code for to in NEAREST.values()}
    assert statuses == dict.fromkeys(NEAREST.values(), 200)


NOWHERE = (
    "/2019/05/nothing/",
    "/wp-login.php",
    f"{UPLOADS}/b.jpg",
    "/en/nothing/feed-me/",
    "/http://evil.example/?p=12",
    "/?p=13&p=12",
    f"/{'x/' * 300}",
)


def test_what_never_was_is_not_found_or_what_it_is_without_its_query(client):
    found = led(client, NOWHERE)
    home = found.pop("/?p=13&p=12")
    assert found == dict.fromkeys(found, (404, None))
    assert home == (302, "/pl/?p=13&p=12")


def test_one_query_tells_that_there_was_no_such_address(django_assert_num_queries):
    for path, query, number in (
        ("/2019/05/nothing/", "", 1),
        ("/", "p=13", 1),
        ("/", "p=x&page=2", 0),
        ("/", "&".join(["p=12"] * 30), 0),
    ):
        with django_assert_num_queries(number):
            assert moved_to(path, query) == ""
    with django_assert_num_queries(2):
        assert moved_to("/", "p=12") == HERE


def test_an_address_of_ours_is_never_led_away(client):
    build_page("2019")
    keys = ("en/news/wpis", "en/2019", "pl")
    post = Post.objects.get()
    for key in keys:
        FormerAddress.objects.create(
            path=key, model="news.post", object_id=post.pk, language="uk"
        )
    paths = ("/en/news/wpis/", "/en/2019/", "/pl/", "/pl/?p=12")
    assert led(client, paths) == dict.fromkeys(paths, (200, None))


def test_an_address_has_one_key_however_it_is_written():
    assert former_keys("/A/%C5%BB/feed/") == ["a/ż/feed", "a/ż"]
    assert former_keys("/en/", "PAGE_ID=0012&x=1") == ["?p=12"]
    assert former_keys("/a/", "p=12") == ["a"]
    assert former_keys("/a%00b/") == former_keys("/" + "x" * 501) == []
