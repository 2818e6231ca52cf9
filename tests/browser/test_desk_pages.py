"""Every page of the desk for everybody: axe, both schemes, wide and narrow screens."""

from collections import Counter
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Page

from events.models import ProgrammeItem
from tests.browser.audit import (
    CUT_OFF,
    NARROW,
    TARGETS,
    TOO_WIDE,
    WIDE,
    faint,
    structure,
    unmarked,
    violations,
)
from tests.browser.walk import LANGUAGES, sign_in
from tests.builders import HOUR, build_part, build_staff, build_visit
from tests.project.desk_pages import CLOSED, build_desk, desk_pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]


def wide(page: Page) -> list[str]:
    """Find what is too wide for a computer or a tablet."""
    found = []
    for width in (1280, 768):
        page.set_viewport_size({"width": width, "height": 800})
        found += page.evaluate(TOO_WIDE)
    return found


def narrow(page: Page) -> list[str]:
    """Find what is too wide for a phone, cut off on it, or too small for a thumb."""
    return narrow_alone(page) + violations(page, {"runOnly": [TARGETS]})


def narrow_alone(page: Page) -> list[str]:
    """Find what is too wide for a phone, or cut off on it."""
    page.set_viewport_size(NARROW)
    return page.evaluate(TOO_WIDE) + page.evaluate(CUT_OFF)


# Pages of one template: three of each are looked at, the first by axe. A prepared form
# has the fields of the thing's own.
SAME_TEMPLATE = (
    "history",
    "_delete",
    "_prepared",
    "_paste",
    "_registration_act",
    "app_list",
    "_day_print",
)
ALIKE, MOST_ALIKE = 1, 3


def kind(name: str) -> str:
    """Return what a page has in common with others, which differ by their words."""
    return next((part for part in SAME_TEMPLATE if part in name), name)


def faults(page: Page, name: str, whole: bool = True) -> dict[str, list[str]]:
    """What is wrong with a page: axe looks at its structure, where it is to.

    Colours are measured without it, in both schemes, and sizes on a phone alone.
    """
    axe = {f"{name}, axe": structure(page)} if whole else {}
    checks = [faint, unmarked, wide, narrow if whole else narrow_alone]
    found = axe | {f"{name}, {check.__name__}": check(page) for check in checks}
    return {check: problems for check, problems in found.items() if problems}


def chosen(names: list[str], part: int) -> list[tuple[str, str, bool]]:
    """Share the pages out: name, language, and whether axe looks at it.

    The form of something new is left out: it is that of something kept, with less.
    """
    of_kind: Counter[str] = Counter()
    pages: list[tuple[str, str, bool]] = []
    for name, language in zip(names, cycle(LANGUAGES), strict=False):
        of_kind[kind(name)] += 1
        is_same = name.endswith("_add") and f"{name[:-4]}_change" in names
        if of_kind[kind(name)] <= MOST_ALIKE and not is_same:
            pages.append((name, language, of_kind[kind(name)] <= ALIKE))
    assert max(of_kind.values()) > MOST_ALIKE
    return pages[part::PARTS]


# One test of all would keep one of two workers for long after the other has ended.
PARTS = 2


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_desk_in_both_schemes_and_on_a_narrow_screen(
    page: Page, address: str, part: int
) -> None:
    things = build_desk()
    sign_in(page.context, address)
    found: dict[str, list[str]] = {}
    addresses = {code: desk_pages(things, code) for code in LANGUAGES}
    names = [name for name in addresses["pl"] if name not in CLOSED]
    for name, language, whole in chosen(names, part):
        page.goto(addresses[language][name])
        found |= faults(page, name, whole)
    assert found == {}


def test_a_refused_form_and_the_way_in(page: Page, address: str, new_page: Any) -> None:
    build_desk()
    stranger = new_page()
    stranger.goto("/pl/admin/login/")
    found = faults(stranger, "signing in")
    sign_in(page.context, address)
    page.goto("/en/admin/news/post/add/")
    page.get_by_role("button", name="Publish now").click()
    page.locator(".errornote").wait_for()
    assert found | faults(page, "errors") == {}


LONGEST_FORM = 3000  # pixels on a computer, of a visit with five items and two parts


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_of_a_visit_is_not_long(
    page: Page, address: str, language: str
) -> None:
    build_staff()
    visit = build_visit()
    for name in ("powitanie", "obiad"):
        build_part(visit, name)
    for hour in range(5 - visit.programme.count()):
        starts = visit.starts_at + hour * HOUR
        times = {"starts_at": starts, "ends_at": starts + HOUR}
        ProgrammeItem.objects.create(visit=visit, title_pl="Punkt", **times)
    sign_in(page.context, address)
    page.set_viewport_size(WIDE)
    page.goto(f"/{language}/admin/events/studyvisit/{visit.pk}/change/")
    page.locator(".prose-menubar:visible").first.wait_for()
    height = page.evaluate("document.documentElement.scrollHeight")
    assert (visit.programme.count(), height < LONGEST_FORM, height) == (5, True, height)
