"""No kind of public page is forgotten in the site map or in the menus."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from centre.site.sitemaps import STATIC_PAGES, public_things
from tests.builders import DAY, build_post, build_topic
from tests.project.pages import build_site


@pytest.mark.django_db
def test_every_model_with_a_page_is_in_the_site_map():
    with_pages = {
        model._meta.label
        for model in apps.get_models()
        if hasattr(model, "get_absolute_url")
        and model.__module__.partition(".")[0] in {"centre", "news", "events"}
        and not model.__name__.startswith("Historical")
    }
    in_map = {things.model._meta.label for things in public_things(timezone.now())}
    assert in_map == with_pages


def names_in(template):
    text = (settings.BASE_DIR / "templates" / template).read_text()
    return set(re.findall(r'\{% url "([\w:-]+)" %\}', text))


def test_the_menus_and_the_site_map_lead_to_the_same_lists():
    assert names_in("base.html") == names_in("error.html") == set(STATIC_PAGES)
    assert all(reverse(name) for name in STATIC_PAGES)


def entries_of(client):
    """Each address of the map with its day of change and its languages."""
    text = client.get("/sitemap.xml").text
    return {
        re.search(r"<loc>(.+?)</loc>", entry)[1]: (
            dict(re.findall(r"<lastmod>()(.+?)</lastmod>", entry)).get(""),
            dict(re.findall(r'hreflang="(.+?)" href="(.+?)"', entry)),
        )
        for entry in re.findall(r"<url>.+?</url>", text, re.DOTALL)
    }


@pytest.mark.django_db
def test_every_address_says_when_it_changed_and_which_is_the_usual_one(client):
    build_site()
    entries = entries_of(client)
    assert [url for url, (changed, _) in entries.items() if not changed] == []
    assert {
        languages["x-default"] == languages["en"] for _, languages in entries.values()
    } == {True}
    assert f"{settings.SITE_URL}/pl/aktualnosci/temat/dom/" in entries


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
