"""What programs can find against a page: axe's rules, and what sticks out of it."""

from playwright.sync_api import Page

# Where the tests' own server has axe's script (conftest.py).
AXE_ADDRESS = "/static/axe.js"
SCHEMES = ("light", "dark")
WIDE = {"width": 1280, "height": 800}
# What 1280 by 1024 pixels are at a zoom of 400 % (WCAG 2.2, 1.4.10).
NARROW = {"width": 320, "height": 256}

# WCAG 2.2, 2.5.8, which axe leaves out unless asked.
TARGETS = "target-size"
# All but those on colours and sizes, which need as long as all others together:
# UNMARKED sees links, FAINT words, and a narrow screen has the smallest targets.
STRUCTURE = {
    "rules": {
        rule: {"enabled": False}
        for rule in ("color-contrast", "link-in-text-block", TARGETS)
    }
}

# Links among words that nothing but their colour tells from these.
UNMARKED = """() => [...document.querySelectorAll(":is(p, li, dd, td) a")]
    .filter(el => el.checkVisibility() && [...el.parentElement.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && /\\p{L}/u.test(node.data)
    ))
    .filter(el => {
        const { textDecorationLine, borderBlockEndStyle } = getComputedStyle(el)
        return textDecorationLine === "none" && borderBlockEndStyle === "none"
    })
    .map(el => el.outerHTML.slice(0, 120))"""

# Words whose colour is too near to the one behind them, and how near. What can't be
# used may be faint. What is behind is taken for one colour.
FAINT = """least => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number)
    const seen = colour => (numbers(colour)[3] ?? 1) === 1
    const behind = el => {
        const { backgroundColor } = getComputedStyle(el)
        return seen(backgroundColor) ? backgroundColor : behind(el.parentElement)
    }
    const luminance = colour => {
        const [red, green, blue] = numbers(colour).map(number => {
            const share = number / 255
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const contrast = el => {
        const style = getComputedStyle(el)
        const ink = el instanceof SVGElement ? style.fill : style.color
        const [low, high] = [ink, behind(el)].map(luminance).sort((a, b) => a - b)
        return (high + 0.05) / (low + 0.05)
    }
    const fields = "input, select, textarea, [contenteditable]"
    const elements = new Set(document.querySelectorAll(fields))
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
        if (texts.currentNode.data.trim()) elements.add(texts.currentNode.parentElement)
    }
    return [...elements]
        .filter(el => el.checkVisibility() && !el.closest(":disabled, .disabled"))
        .map(el => [contrast(el), el.outerHTML.slice(0, 90)])
        .filter(([ratio]) => ratio < least)
        .map(([ratio, html]) => `${ratio.toFixed(2)}: ${html}`)
}"""

# What sticks out of the page sideways.
TOO_WIDE = """() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    return [...document.querySelectorAll("body *")]
        .filter(el => el.getBoundingClientRect().right > room + 0.5)
        .map(el => el.outerHTML.slice(0, 90)).slice(0, 3)
}"""

# What is cut off within the page: a frame of its own that scrolls sideways, or hides
# what is beside it. Fields scroll by nature, buttons hide a symbol's name until its
# font is there; what is for screen readers alone is a dot.
CUT_OFF = """() => [...document.querySelectorAll("body *")]
    .filter(el => getComputedStyle(el).overflowX !== "visible")
    .filter(el => el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 24)
    .filter(el => !el.matches("input, select, textarea, button, pre"))
    .filter(el => el.checkVisibility())
    .map(el => `${el.scrollWidth}: ${el.outerHTML.slice(0, 90)}`)
"""


# Axe's findings as "rule: element". Of what it leaves to us there are words that have
# the colour of their ground: it takes them for hidden on purpose. All that it has seen
# and found good stays where it is, because sending that takes longer than finding it.
AXE = """async options => {
    const {violations, incomplete} = await axe.run({
        resultTypes: ["violations", "incomplete"],
        selectors: false,
        preload: false,
        ...options,
    })
    const isUnseen = ({any}) => any.some(({data}) => data?.messageKey === "equalRatio")
    const tell = ({id}, nodes) => nodes.map(({html}) => `${id}: ${html.slice(0, 120)}`)
    return [
        ...violations.flatMap(rule => tell(rule, rule.nodes)),
        ...incomplete.flatMap(rule => tell(rule, rule.nodes.filter(isUnseen))),
    ]
}"""


def violations(page: Page, options: dict) -> list[str]:
    """Return what axe has against the page as it is: rule and place.

    It would load style sheets anew, which needs leave by the Content-Security-Policy
    and is of no use here. Its script comes from the server, so that the browser keeps
    it, and what it has made of it, for the next page.
    """
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(url=AXE_ADDRESS)
    return page.evaluate(AXE, options)


# What unfolds hides its words and colours until then.
UNFOLD = """() => document.querySelectorAll("details").forEach(
    details => { details.open = true }
)"""


def structure(page: Page) -> list[str]:
    """Apply axe's rules on a large screen, to what unfolds too."""
    page.evaluate(UNFOLD)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(WIDE)
    page.evaluate("scrollTo(0, 0)")  # what stays in sight lies over what is below it
    return violations(page, STRUCTURE)


def unmarked(page: Page) -> list[str]:
    """Find links among words that look like words."""
    return page.evaluate(UNMARKED)


def faint(page: Page) -> list[str]:
    """Find words whose contrast is below the house's 7 to 1, in either scheme."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}, {words}" for words in page.evaluate(FAINT, 7)]
    return found
