"""The language switch: the same thing in the chosen language, wherever one stands."""

import re

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from events.models import Registration
from tests.browser.walk import (
    ANSWERS,
    LANGUAGES,
    UNTRANSLATED,
    VISIT,
    answer,
    build_house,
    public_addresses,
    register_url,
    send,
)
from tests.builders import build_centre, build_post, build_visit
from tests.project.pages import page_url

pytestmark = [pytest.mark.browser, pytest.mark.once]

ROUND = ["en", "uk", "pl"]  # from Polish through all of them
SOME = 4  # one page in so many


def switch(page: Page, language: str) -> None:
    page.locator(f".languages a[hreflang={language}]").click()


def place(page: Page) -> tuple[str, str, str]:
    """The page's language, what the switch says it is, and the address."""
    current = page.locator(".languages [aria-current]").get_attribute("hreflang")
    address = re.sub(r"^https?://[^/]+", "", page.url)
    return page.locator("html").get_attribute("lang"), current, address


def test_the_switch_on_public_pages(page, db):
    build_house()
    wanted = {code: public_addresses(code) for code in LANGUAGES}
    # Where each link leads is read in tests/project; here some of them are followed.
    for number, name in enumerate([*wanted["pl"]][::SOME]):
        before, code = ROUND[number % 3], ROUND[(number + 1) % 3]
        page.goto(wanted[before][name])
        switch(page, code)
        assert place(page) == (code, code, wanted[code][name]), name


def test_the_switch_keeps_a_registration_on_its_way(page, db):
    build_centre()
    build_visit(VISIT)
    page.goto(register_url("delegation", "pl"))
    for language, (step, answers) in zip(
        ["en", "uk", "pl", "en"], ANSWERS.items(), strict=True
    ):
        switch(page, language)
        assert place(page) == (language, language, register_url(step, language))
        answer(page, answers)
        send(page)
    for language in ["pl", "uk"]:
        switch(page, language)
        assert place(page) == (language, language, register_url("check", language))
        given = page.locator(".answers dd:nth-of-type(1)").all_inner_texts()
        assert given[:2] == [ANSWERS["delegation"][n] for n in ("organisation", "city")]
        assert given[6] == "2"
    send(page)
    registration = Registration.objects.get()
    assert registration.language == "uk"

    for language in ROUND:
        switch(page, language)
        assert place(page) == (language, language, register_url("done", language))
        assert page.locator(".reference").inner_text() == registration.reference
    page.goto(page.locator("a.link-to-keep").get_attribute("href"))
    token = page.url.rstrip("/").rsplit("/", 1)[1]
    for step in ("registration", "registration-withdraw"):
        page.goto(page_url(f"events:{step}", {"token": token}, "pl"))
        for language in ROUND:
            switch(page, language)
            address = page_url(f"events:{step}", {"token": token}, language)
            assert place(page) == (language, language, address)


NOT_TRANSLATED = {
    "en": "This has not been translated into your language yet. You see it in Polish.",
    "uk": "Цього тексту ще немає українською. Показуємо його польською.",
}


@pytest.mark.parametrize(("reader", "source"), [("en", "pl"), ("uk", "pl")])
def test_an_untranslated_post_says_so(page, address, reader, source):
    build_centre()
    post = build_post(UNTRANSLATED, title_en="", lead_en="", body_en="")
    urls = {
        code: page_url("news:post-detail", {"slug": UNTRANSLATED}, code)
        for code in LANGUAGES
    }
    page.goto(urls[source])
    expect(page.locator(".notice")).to_have_count(0)
    assert alternates(page) == dict.fromkeys(
        ("pl", "x-default"), address + urls[source]
    )
    no_translation = page.locator(".languages a:has(small)")
    codes = [code for code in LANGUAGES if code != source]
    assert [a.get_attribute("hreflang") for a in no_translation.all()] == codes

    switch(page, reader)
    assert place(page) == (reader, reader, urls[reader])
    notice = page.locator(".notice")
    assert notice.locator("p").first.inner_text() == NOT_TRANSLATED[reader]
    assert notice.evaluate("el => el.closest('[lang]').lang") == reader
    for text in (post.title_pl, post.lead_pl, f"Treść {UNTRANSLATED}."):
        words = page.locator("main").get_by_text(text, exact=True)
        assert words.evaluate("el => el.closest('[lang]').lang") == source
    canonical = page.locator("link[rel=canonical]").get_attribute("href")
    assert canonical == address + urls[source]
    assert alternates(page) == {}


def alternates(page: Page) -> dict[str, str]:
    links = page.locator("link[rel=alternate][hreflang]").all()
    return {a.get_attribute("hreflang"): a.get_attribute("href") for a in links}


@pytest.mark.parametrize(
    ("missing", "leads_to"),
    [("no-such-page/", "no-such-page/"), ("no/such/address/", "")],
)
def test_a_missing_page_says_so_in_each_language(page, db, missing, leads_to):
    build_centre()
    for language in LANGUAGES:
        page.goto(f"/{language}/{missing}")
        assert place(page) == (language, language, f"/{language}/{missing}")
        with translation.override(language):
            said = translation.gettext("There is no such page")
        assert page.locator("h1").inner_text() == said
        other = LANGUAGES[LANGUAGES.index(language) - 1]
        switch(page, other)
        assert place(page) == (other, other, f"/{other}/{leads_to}")
