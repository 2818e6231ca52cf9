"""What programs can find against a page: axe's rules, and what sticks out of it."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDE = {"width": 1280, "height": 800}
# What 1280 by 1024 pixels are at a zoom of 400 % (WCAG 2.2, 1.4.10).
NARROW = {"width": 320, "height": 256}

# Rules that axe leaves out unless asked: 2.5.8, which is part of WCAG 2.2 AA, and the
# contrast of 7 to 1 that the house's colours are to have. What has that has the lower
# one too.
TARGETS, CONTRAST = "target-size", "color-contrast-enhanced"
RULES = {
    "rules": {
        TARGETS: {"enabled": True},
        CONTRAST: {"enabled": True},
        "color-contrast": {"enabled": False},
    }
}
# What else than colours should differ between the schemes?
COLOURS = {"runOnly": ["cat.color"]}

# The colours of a page, in the order of its elements.
ALL_COLOURS = """() => [...document.querySelectorAll("body, body *")].map(el => {
    const {color, backgroundColor, backgroundImage, borderColor} = getComputedStyle(el)
    return [color, backgroundColor, backgroundImage, borderColor].join()
}).join()"""

# What sticks out of the page sideways.
TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    return [...document.querySelectorAll("body *")]
        .filter(el => el.getBoundingClientRect().right > room + 0.5)
        .map(el => el.outerHTML.slice(0, 90)).slice(0, 3)
}"""


def violations(page: Page, options: dict) -> list[str]:
    """Return what axe has against the page as it is: rule and place.

    It would load style sheets anew, which needs leave by the Content-Security-Policy
    and is of no use here. Of what it leaves to us there are words that have the colour
    of their ground: it takes them for hidden on purpose.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "options => axe.run(options)",
        {"resultTypes": ["violations", "incomplete"], "preload": False, **options},
    )
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for kind in ("violations", "incomplete")
        for rule in found[kind]
        for node in rule["nodes"]
        if kind == "violations" or _is_unseen(node)
    ]


def _is_unseen(node: dict) -> bool:
    return any(
        (check["data"] or {}).get("messageKey") == "equalRatio" for check in node["any"]
    )


# What unfolds hides its words and colours until then.
UNFOLD = """() => document.querySelectorAll("details").forEach(
    details => { details.open = true }
)"""


def light_and_wide(page: Page) -> list[str]:
    """Apply all of axe's rules on a large light screen, to what unfolds too."""
    page.evaluate(UNFOLD)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(WIDE)
    return violations(page, RULES)


def dark(page: Page) -> list[str]:
    """Measure the contrasts in the dark, where anything has another colour there."""
    light = page.evaluate(ALL_COLOURS)
    page.emulate_media(color_scheme="dark")
    return [] if page.evaluate(ALL_COLOURS) == light else violations(page, COLOURS)
