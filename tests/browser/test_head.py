"""The first screen: a low head, all of it there to be pressed, and what is on."""

import pytest
from django.utils import timezone

from tests.browser.walk import LANGUAGES
from tests.builders import DAY, build_activity, build_centre, build_session

pytestmark = [pytest.mark.browser, pytest.mark.once]

NAMES = {
    "name_pl": "Centrum Wielokulturowe w Krakowie",
    "name_en": "Multicultural Centre in Kraków",
    "name_uk": "Мультикультурний центр у Кракові",
    "lead_pl": "Dom, w którym spotykają się ludzie różnych kultur, języków i "
    "doświadczeń. Uczą się od siebie, pomagają sobie i robią coś razem.",
    "lead_en": "A house where people of many cultures, languages and backgrounds meet. "
    "They learn from one another, help each other and make things together.",
    "lead_uk": "Дім, де зустрічаються люди різних культур, мов і досвіду. Вони вчаться "
    "одне в одного, допомагають одне одному й творять разом.",
    "tagline_pl": "Wiele wątków, jeden Kraków",
    "tagline_en": "Many threads, one Kraków",
    "tagline_uk": "Багато ниток, один Краків",
}
# The smallest phone, two usual ones, a small laptop.
SCREENS = [(320, 640), (360, 740), (390, 844), (1280, 800)]
SIZES = """head => [...head.querySelectorAll("a")].filter(
    link => link.getClientRects().length
).map(link => {
    const box = link.getBoundingClientRect()
    return [Math.min(box.width, box.height), box.left >= 0 && box.right <= innerWidth]
})"""

# The words of the menu that stand on more lines than one.
BROKEN = """menu => [...menu.querySelectorAll("a")].filter(link => {
    const words = document.createRange()
    words.selectNodeContents(link)
    return words.getClientRects().length > 1
}).map(link => link.textContent)"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_shows_what_is_on(page, db, language):
    build_centre(**NAMES)
    build_session(build_activity("kurs"), timezone.now() + DAY)
    page.goto(f"/{language}/")
    head, row = page.locator(".top"), page.locator(".session h3")
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        title = row.bounding_box()
        assert title["y"] + title["height"] <= height, (width, title)
        if width < 640:
            assert head.bounding_box()["height"] <= 2 * 44 + 12, width
            assert width < 360 or head.locator(".menu").evaluate(BROKEN) == []
            links = head.evaluate(SIZES)
            # The name, the other languages, search, four pages.
            assert len(links) == 5 + len(LANGUAGES)
            assert [link for link in links if link[0] < 44 or not link[1]] == []
