"""Nobody needs scripts to read: with and without, a page says the same."""

import pytest

from tests.browser.walk import build_house, public_addresses

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_every_page_says_the_same_without_scripts(new_page):
    build_house()
    scripted, plain = new_page(), new_page(java_script_enabled=False)
    for name, address in public_addresses("uk").items():
        for page in (scripted, plain):
            page.goto(address)
        text = scripted.locator("body").inner_text()
        assert plain.locator("body").inner_text() == text, name
        assert len(text) > 100, name
