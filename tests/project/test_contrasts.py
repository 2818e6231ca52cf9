"""What is written in one colour on another can be read, in both schemes.

The walks measure it on pages (`tests/browser/audit.py`), the desk's each in one scheme;
here it holds for every pair of roles that may meet, wherever they do.
"""

from itertools import product

import pytest

from tests.project.test_colours import DESK, DESK_NIGHT, NIGHT, TOKENS, roles

pytestmark = pytest.mark.once

LIGHT = roles(TOKENS, DESK)
SCHEMES = {"light": LIGHT, "dark": LIGHT | roles(NIGHT, DESK_NIGHT)}

GROUNDS = ("surface", "surface-raised", "surface-sunk", "surface-chosen", "action-pale")
TOLD = ("error-surface", "success-surface", "notice-surface")
INKS = ("text", "text-soft", "action", "action-strong", "error", "success", "notice")
BUTTONS = ("action", "action-strong", "text-soft", "text")
ALARMS = ("error", "error-strong", "success", "success-strong")
# Text: 7 to 1, more than WCAG 2.2 AA asks for (4.5).
READ = [
    *product(INKS, (*GROUNDS, *TOLD)),
    *product(("on-action",), (*BUTTONS, *ALARMS)),
    *product(("on-foot",), ("foot", "head-hover")),
    *product(("on-foot-soft",), ("foot",)),
    *product(("on-night", "on-night-soft", "on-night-alarm"), ("night",)),
]
# What is no text: edges of fields, outlines, marks (WCAG 2.2, 1.4.11).
SEEN = [
    *product(("line-strong", "notice-line", "action", "focus"), (*GROUNDS, *TOLD)),
    *product(("on-foot-mark",), ("foot", "head-hover")),
]


def luminance(colour):
    """How light a colour is (WCAG 2.2, relative luminance)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares
    ]
    return sum(w * s for w, s in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """How much lighter one of two colours is than the other (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrasts_are_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#ffffff") == 1


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("pairs", "least"), [(READ, 7), (SEEN, 3)], ids=["read", "seen"]
)
def test_every_pair_of_colours_that_may_meet_has_contrast_enough(scheme, pairs, least):
    colours = SCHEMES[scheme]
    found = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs
    }
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}
