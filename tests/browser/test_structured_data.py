"""The data block of a page: read by the browser's own parser, and not executed."""

import pytest
from django.utils import timezone

from tests.builders import (
    DAY,
    build_activity,
    build_centre,
    build_post,
    build_session,
    build_visit,
)

pytestmark = [pytest.mark.browser, pytest.mark.once]
READ = """() => [...document.scripts].map(
    script => JSON.parse(script.textContent)["@graph"].map(node => node["@type"]))"""


def test_the_browser_takes_it_for_data(page, db):
    """A violation of the Content-Security-Policy would fail the test."""
    build_centre()
    build_post("a", title_en="</script><script>alert(1)</script>")
    build_session(build_activity("kurs"), timezone.now() + DAY)
    build_visit()
    read = {}
    for path in (
        "/en/",
        "/en/news/a/",
        "/en/activities/kurs/",
        "/en/study-visits/wizyta/",
    ):
        page.goto(path)
        read[path] = page.evaluate(READ)
    assert read == {
        "/en/": [["Organization"]],
        "/en/news/a/": [["NewsArticle", "BreadcrumbList"]],
        "/en/activities/kurs/": [["Event", "BreadcrumbList"]],
        "/en/study-visits/wizyta/": [["Event", "BreadcrumbList"]],
    }
