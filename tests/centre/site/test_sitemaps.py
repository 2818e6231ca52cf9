"""No kind of public page is forgotten in the site map or in the menus."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from centre.site.sitemaps import STATIC_PAGES, public_things

# Topics are lists of news under another heading: their posts are in the map.
LEFT_OUT = {"news.Topic"}


@pytest.mark.django_db
def test_every_model_with_a_page_is_in_the_site_map():
    with_pages = {
        model._meta.label
        for model in apps.get_models()
        if hasattr(model, "get_absolute_url")
        and model.__module__.partition(".")[0] in {"centre", "news", "events"}
        and not model.__name__.startswith("Historical")
    }
    in_map = {things.model._meta.label for things in public_things()}
    assert in_map == with_pages - LEFT_OUT


def names_in(template):
    text = (settings.BASE_DIR / "templates" / template).read_text()
    return set(re.findall(r'\{% url "([\w:-]+)" %\}', text))


def test_the_menus_and_the_site_map_lead_to_the_same_lists():
    assert names_in("base.html") == names_in("error.html") == set(STATIC_PAGES)
    assert all(reverse(name) for name in STATIC_PAGES)
