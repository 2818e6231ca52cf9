"""The head of a page on a phone: low, and all of it there to be pressed."""

import pytest

from tests.browser.walk import LANGUAGES
from tests.builders import build_centre

pytestmark = [pytest.mark.browser, pytest.mark.once]

NAMES = {
    "name_pl": "Centrum Wielokulturowe w Krakowie",
    "name_en": "Multicultural Centre in Kraków",
    "name_uk": "Мультикультурний центр у Кракові",
}
SIZES = """head => [...head.querySelectorAll("a")].map(link => {
    const box = link.getBoundingClientRect()
    return [Math.min(box.width, box.height), box.left >= 0 && box.right <= innerWidth]
})"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visitor", [{"viewport": {"width": 360, "height": 640}}])
def test_the_head_has_three_rows_at_most_on_a_phone(page, db, language):
    build_centre(**NAMES)
    page.goto(f"/{language}/")
    head = page.locator(".top")
    assert head.bounding_box()["height"] <= 3 * 44 + 1
    links = head.evaluate(SIZES)
    assert len(links) == 6 + len(LANGUAGES)
    assert [link for link in links if link[0] < 44 or not link[1]] == []
