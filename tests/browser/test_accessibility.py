"""Every kind of page for everybody: axe, narrow screens, targets, keyboard, modes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.audit import (
    NARROW,
    TARGETS,
    TOO_WIDE,
    WIDE,
    faint,
    structure,
    unmarked,
    violations,
)
from tests.browser.walk import (
    LANGUAGES,
    build_house,
    everywhere_in,
    public_addresses,
    sign_in,
)
from tests.builders import build_staff

pytestmark = [pytest.mark.browser, pytest.mark.once]

# Everything that a thumb goes for: what is lower than 44 pixels. What stands within its
# label is as high as that; the editor's own buttons are as high as WCAG asks.
LOW_TARGETS = """() => [...document.querySelectorAll(
    "button:not(.prose-menubar__button), .button, .top a, .choices a, "
    + "input:not([type=hidden]), select, textarea"
)].map(el => el.closest("label") ?? el)
    .filter(el => el.getClientRects().length)
    .filter(el => el.getBoundingClientRect().height < 43.9)
    .map(el => `${el.outerHTML.slice(0, 90)}: ${el.getBoundingClientRect().height}`)"""


# Titles in lists: what of 44 pixels around them does not lead where they lead.
LOW_TITLES = """() => [...document.querySelectorAll(
    "main :is(li, .visit) :is(h2, h3) a"
)].filter(link => {
    link.scrollIntoView({block: "center"})
    const {top, bottom, left, right} = link.getBoundingClientRect()
    const [x, y] = [(left + right) / 2, (top + bottom) / 2]
    return [-21, 21].some(far => !link.contains(document.elementFromPoint(x, y + far)))
}).map(link => link.outerHTML.slice(0, 90))"""


def small(page: Page) -> list[str]:
    """Apply axe's rule on what is too small for a thumb, where it is smallest."""
    page.set_viewport_size(NARROW)
    return violations(page, {"runOnly": [TARGETS]})


def narrow(page: Page) -> list[str]:
    page.set_viewport_size(NARROW)
    return [
        fault
        for script in (TOO_WIDE, LOW_TARGETS, LOW_TITLES)
        for fault in page.evaluate(script)
    ]


# A title in a column as narrow as on the smallest phone, on a large screen.
SQUEEZED = """() => [...document.querySelectorAll("main h1")]
    .filter(el => el.parentElement.clientWidth < 320)
    .map(el => el.outerHTML.slice(0, 90))"""


def roomy(page: Page) -> list[str]:
    page.set_viewport_size(WIDE)
    return page.evaluate(SQUEEZED)


CHECKS: list[Callable[[Page], list[str]]] = [
    structure,
    unmarked,
    roomy,
    faint,
    small,
    narrow,
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_both_schemes_and_on_a_narrow_screen(page, settings, language):
    settings.ROOT_URLCONF = "tests.browser.broken_urls"
    build_house()
    seen, found = [], {}
    # Structure and colours are the same in each language, so axe sees each page in one;
    # how wide its words are is not.
    turn = LANGUAGES.index(language)
    for name in everywhere_in(page, language):
        own = len(seen) % len(LANGUAGES) == turn
        seen.append(name)
        for check in CHECKS if own else [narrow]:
            if problems := check(page):
                found[f"{name}, {check.__name__}"] = problems
    assert found == {}
    assert len(seen) == len(set(seen)) == 61


def test_every_component_in_every_state(new_page, address):
    build_house()
    build_staff()
    found = {}
    for forced in ("none", "active"):
        page = new_page(forced_colors=forced)
        sign_in(page.context, address)
        page.goto("/uk/styleguide/")
        checks = CHECKS if forced == "none" else [narrow, forced_colours]
        for check in checks:
            if problems := check(page):
                found[f"{check.__name__}, forced colours: {forced}"] = problems
    assert found == {}


# --- What readers ask of their browsers ---------------------------------------------

# For each current link that looks like its neighbours, and each button without an edge.
LOST = """() => {
    const look = el => {
        const s = getComputedStyle(el)
        return [s.textDecorationLine, s.borderBlockEndStyle, s.outlineStyle].join()
    }
    const links = [...document.querySelectorAll("nav [aria-current]")]
        .filter(el => [...el.closest("nav").querySelectorAll("a:not([aria-current])")]
            .some(other => look(other) == look(el)))
    const buttons = [...document.querySelectorAll(".button")]
        .filter(el => getComputedStyle(el).borderBlockEndStyle == "none")
    return [...links, ...buttons].map(el => el.outerHTML.slice(0, 120))
}"""


def forced_colours(page: Page) -> list[str]:
    return page.evaluate(LOST)


@pytest.mark.parametrize("visitor", [{"forced_colors": "active"}])
def test_forced_colours_leave_what_colours_said(page):
    build_house()
    for name in ("centre:home", "events:activity-type", "events:visit-list"):
        page.goto(public_addresses("pl")[name])
        assert page.locator("nav [aria-current]").count() > 0
        assert page.evaluate(LOST) == [], name


MOVING = """() => [...document.querySelectorAll("*")].filter(el => {
    const style = getComputedStyle(el)
    return style.animationName != "none" || style.scrollBehavior == "smooth"
        || style.transitionDuration.split(", ").some(time => time != "0s")
}).length"""


def test_nothing_moves_where_motion_is_unwelcome(new_page):
    build_house()
    page = new_page(reduced_motion="reduce")
    for name in ("centre:home", "events:visit-detail"):
        page.goto(public_addresses("pl")[name])
        assert page.evaluate(MOVING) == 0, name
    page.evaluate("document.body.style.transitionDuration = '1s'")
    assert page.evaluate(MOVING) == 1  # it would be seen
