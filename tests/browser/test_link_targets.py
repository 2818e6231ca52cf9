"""Linking to a page of the site by searching, by keyboard, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import sign_in
from tests.builders import build_centre, build_post, build_staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]


def test_a_page_is_found_and_linked_to_by_keyboard_in_the_language_of_the_text(
    page: Page, address: str
) -> None:
    build_centre()
    build_staff()
    build_post("most", title_pl="Żółty most")
    sign_in(page.context, address)
    page.goto("/en/admin/news/post/add/")
    page.locator(".language-tab", has_text="Polski").click()
    page.locator(".field-body_pl .ProseMirror").click()
    page.keyboard.type("Most")
    page.keyboard.press("Control+A")
    page.locator(".field-body_pl .prose-menubar [data-name=link]").click()
    page.get_by_label("Find a page of this site").fill("zolty mosty")
    expect(page.locator(".link-search li")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("dialog [name=href]")).to_be_focused()
    page.keyboard.press("Enter")
    link = page.locator(".field-body_pl .ProseMirror a")
    expect(link).to_have_attribute("href", "/pl/aktualnosci/most/")
