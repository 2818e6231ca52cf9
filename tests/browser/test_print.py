"""A page on paper, and in the reader's own colours."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.colours import DARK, LIGHT
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
        expect(page.locator(".top-search")).to_be_hidden()
        ways = "a[href$='#getting-there']"
        for pressed in ("a[href$='.ics']", ".button", "a[href*='link']", ways):
            for element in page.locator(f"main {pressed}").all():
                expect(element).to_be_hidden()
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


GROUND = """() => {
    const { backgroundColor, colorScheme } = getComputedStyle(document.body)
    return [backgroundColor, colorScheme]
}"""


@pytest.mark.parametrize("visitor", [{"color_scheme": "dark"}])
def test_the_desk_is_dark_for_who_wants_it_and_light_on_paper(page, db):
    """Its fields follow, and nothing is to be switched. On paper it has no head."""
    build_centre()
    page.goto("/pl/admin/login/")
    for media, scheme, colours in [
        ("screen", "light dark", DARK),
        ("print", "light", LIGHT),
    ]:
        page.emulate_media(media=media)
        ground = colours["surface"]
        red, green, blue = (int(ground[at : at + 2], 16) for at in (1, 3, 5))
        assert page.evaluate(GROUND) == [f"rgb({red}, {green}, {blue})", scheme]
        assert page.locator("#header").is_visible() == (media == "screen")
    assert page.locator(".theme-toggle").count() == 0
