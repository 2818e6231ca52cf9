"""A page on paper, and in the reader's own colours."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.builders import (
    DAY,
    build_activity,
    build_centre,
    build_session,
    build_visit,
)

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def paths(db):
    build_centre()
    build_session(build_activity("kurs"), timezone.now() + DAY)
    build_visit()
    return ["/en/activities/kurs/", "/en/study-visits/wizyta/"]


def test_paper_has_the_address_and_nothing_to_press(page, address, paths):
    page.emulate_media(media="print")
    for path in paths:
        page.goto(path)
        expect(page.locator("p.printed")).to_have_text(address + path)
        expect(page.locator("p.printed")).to_be_visible()
        for pressed in ("a[href$='.ics']", ".button", "a[href*='link']"):
            for element in page.locator(f"main {pressed}").all():
                expect(element).to_be_hidden()
        way = page.locator(".facts a[href$='#getting-there']")
        assert way.evaluate("a => getComputedStyle(a, '::after').content") == (
            '" (/en/visit-us/#getting-there)"'
        )
    page.goto("/en/activities/")
    expect(page.locator(".subscribe")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.locator(".subscribe")).to_be_visible()
    expect(page.locator("p.printed")).to_be_hidden()


EDGES = """() => [...document.querySelectorAll(".visit, .facts, .button")].map(
    box => getComputedStyle(box).borderTopWidth)"""


@pytest.mark.parametrize("visitor", [{"forced_colors": "active"}])
def test_surfaces_keep_their_edges_in_the_readers_colours(page, paths):
    page.goto(paths[1])
    assert set(page.evaluate(EDGES)) == {"1px"}
