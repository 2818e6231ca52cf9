"""The site map: whole, true, in parts that are bounded however much there is."""

import re
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from centre.documents.models import Document
from centre.models import Centre
from centre.site import sitemaps
from centre.site.sitemaps import KEYS_A_PART, MAPPED, STATIC_PAGES, public_things
from news.models import Post
from tests.builders import DAY, build_post, build_topic
from tests.project.pages import build_site

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.mark.django_db
def test_every_model_with_a_page_is_in_the_site_map():
    with_pages = {
        model._meta.label
        for model in apps.get_models()
        if hasattr(model, "get_absolute_url")
        and model.__module__.partition(".")[0] in {"centre", "news", "events"}
        and not model.__name__.startswith("Historical")
        and not issubclass(model, Document)  # which has an address, and no page
    }
    in_map = {
        things.model._meta.label for things in public_things(timezone.now()).values()
    }
    assert in_map == with_pages


def names_in(template):
    text = (settings.BASE_DIR / "templates" / template).read_text()
    return set(re.findall(r'\{% url "([\w:-]+)" %\}', text)) - {"centre:manifest"}


def test_the_menus_and_the_site_map_lead_to_the_same_lists():
    on_errors = names_in("error.html") - {"admin:index"}  # of the desk alone
    assert names_in("base.html") == on_errors == set(STATIC_PAGES)
    assert all(reverse(name) for name in STATIC_PAGES)


def read(client, url):
    answer = client.get(url.removeprefix(settings.SITE_URL))
    assert answer.headers["Content-Type"] == "application/xml"
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer


def parts_of(client):
    """Each part of the index with the day of its last change."""
    return {
        part.find(f"{SITEMAP}loc").text: part.findtext(f"{SITEMAP}lastmod", "")
        for part in read(client, "/sitemap.xml")
    }


def name_of(kind, thing):
    """The name of the part that a thing is in."""
    return f"{kind}-{thing.pk // KEYS_A_PART}"


def entries_of(client):
    """Each address of all parts with its day of change and its languages."""
    return {
        entry.find(f"{SITEMAP}loc").text: (
            entry.findtext(f"{SITEMAP}lastmod", ""),
            {a.get("hreflang"): a.get("href") for a in entry.iter(f"{XHTML}link")},
        )
        for part in parts_of(client)
        for entry in read(client, part)
    }


@pytest.mark.django_db
def test_every_address_says_when_it_changed_and_which_is_the_usual_one(client):
    build_site()
    Centre.objects.get().save()  # the first that its history tells
    entries = entries_of(client)
    assert [url for url, (changed, _) in entries.items() if not changed] == []
    assert {
        languages["x-default"] == languages["en"] for _, languages in entries.values()
    } == {True}
    assert f"{settings.SITE_URL}/pl/aktualnosci/temat/dom/" in entries
    assert f"{settings.SITE_URL}/uk/podii/vyd/warsztaty/" in entries


@pytest.mark.django_db
def test_a_list_changed_when_the_latest_thing_in_it_came_out(client, time_machine):
    now = timezone.now().replace(microsecond=0)
    topic = build_topic(name_en="House")
    post = build_post("planned", published_at=now + DAY)
    post.topics.add(topic)
    build_post("hidden", published_at=now + 9 * DAY).topics.add(topic)
    time_machine.move_to(now + 2 * DAY, tick=False)
    entries = entries_of(client)
    came_out = timezone.localtime(now + DAY).isoformat()
    paths = ["news/", "news/topic/dom/", "news/planned/"]
    assert [entries[f"{settings.SITE_URL}/en/{path}"][0] for path in paths] == [
        came_out
    ] * 3
    parts = parts_of(client)
    names = ["house-0", name_of("posts", post), name_of("topics", topic)]
    urls = [f"{settings.SITE_URL}/sitemap-{name}.xml" for name in names]
    assert parts == dict.fromkeys(urls, came_out)


@pytest.mark.django_db
def test_a_page_without_english_has_one_usual_language_for_all(client):
    words = {"title_uk": "Допис", "lead_uk": "Лід", "body_uk": "<p>Текст</p>"}
    build_post("dopys", title_en="", lead_en="", body_en="", **words)
    usual = f"{settings.SITE_URL}/pl/aktualnosci/dopys/"
    for path in ("pl/aktualnosci/dopys/", "uk/novyny/dopys/"):
        link = f'hreflang="x-default" href="{usual}"'
        assert link in client.get(f"/{path}").text
        languages = entries_of(client)[f"{settings.SITE_URL}/{path}"][1]
        assert languages["x-default"] == usual


@pytest.mark.django_db
def test_a_part_holds_a_range_of_keys_and_no_more(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "KEYS_A_PART", 2)
    first = build_post("p0").pk
    for number in range(1, 5):
        build_post(f"p{number}")
    gone = Post.objects.get(slug="p2" if first % 2 == 0 else "p1")
    Post.objects.filter(pk__in=[gone.pk, gone.pk + 1]).delete()
    posts = [url for url in parts_of(client) if "-posts-" in url]
    numbers = sorted({key // 2 for key in Post.objects.values_list("pk", flat=True)})
    assert posts == [
        f"{settings.SITE_URL}/sitemap-posts-{number}.xml" for number in numbers
    ]
    slugs = [
        [entry.find(f"{SITEMAP}loc").text.split("/")[-2] for entry in read(client, url)]
        for url in posts
    ]
    assert max(map(len, slugs)) <= 2 * 2
    found = [slug for part in slugs for slug in part]
    kept = Post.objects.order_by("pk").values_list("slug", flat=True)
    assert found == [slug for slug in kept for _language in ("pl", "en")]


def test_a_part_is_far_below_what_the_protocol_allows():
    assert KEYS_A_PART * len(settings.CENTRE_LANGUAGES) <= 5_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["posts-1", "posts-999999999999999999999", "nothing-0", "house-1", "visits-0"],
)
def test_there_is_no_part_without_a_thing(client, name):
    build_post("a")
    Post.objects.update(id=1)
    assert client.get("/sitemap-posts-0.xml").status_code == 200
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_of_the_map(client, count, django_assert_num_queries):
    build_site(count)
    with django_assert_num_queries(len(MAPPED) + 1):
        client.get("/sitemap.xml")
    (part,) = [url for url in parts_of(client) if "-posts-" in url]
    with django_assert_num_queries(1):
        client.get(part.removeprefix(settings.SITE_URL))
    with django_assert_num_queries(6):
        client.get("/sitemap-house-0.xml")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-house-0.xml"])
def test_a_map_that_is_as_it_was_is_not_sent_again(client, path):
    etag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 304


@pytest.mark.django_db
def test_a_part_changed_when_the_latest_of_its_public_pages_did(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "KEYS_A_PART", 10)
    now = timezone.now().replace(microsecond=0)
    # The first part has two public ones; the second none, and then there is a gap.
    keys = {10: now - DAY, 11: now - 3 * DAY, 12: now + DAY, 13: None}
    keys |= {20: now + DAY, 21: None, 70: now - 2 * DAY}
    for key, published_at in keys.items():
        build_post(f"p{key}", pk=key, published_at=published_at)
        Post.objects.filter(pk=key).update(updated_at=now - 9 * DAY)
    found = [(part.number, part.changed) for part in sitemaps._parts(now)]
    assert found == [(1, now - DAY), (7, now - 2 * DAY)]


CHANGED = ["post_changed", "activity_changed", "visit_changed"]


@pytest.mark.django_db
def test_the_index_of_the_map_reads_the_latest_of_each_list_and_part(client):
    build_site()
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/sitemap.xml").status_code == 200
    plans = []
    with connection.cursor() as cursor:
        # Among so few rows the planner would read the whole table.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        for query in captured:
            with transaction.atomic():
                if "RECURSIVE part" in query["sql"]:
                    # Of one part the other index would cost as much as its own.
                    cursor.execute(f"DROP INDEX {', '.join(CHANGED)}")
                cursor.execute("EXPLAIN " + query["sql"])
                plans += [line for (line,) in cursor.fetchall()]
                transaction.set_rollback(True)
    own = r"Scan Backward using (\w+_(?:changed|map_parts)) "
    ways = re.findall(own, "\n".join(plans))
    assert ways == [
        "post_map_parts",
        "post_changed",  # of each topic
        "activity_changed",  # of each type
        "activity_map_parts",
        "visit_map_parts",
    ]


@pytest.mark.django_db
def test_a_part_reads_the_addresses_alone(client):
    address = f"/sitemap-{name_of('posts', build_post('day'))}.xml"
    with CaptureQueriesContext(connection) as queries:
        read(client, address)
    read_of_posts = [
        re.findall(r'"(\w+)"(?:,|$)', columns.group(1))
        for query in queries
        if (columns := re.match(r'SELECT ((?:"news_post"\."\w+", )+)', query["sql"]))
    ]
    assert read_of_posts == [["id", "slug", "slug_pl", "slug_en", "slug_uk"]]
