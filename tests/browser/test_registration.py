"""A delegation registers: by keyboard, without scripts, in Ukrainian, and clumsily."""

import re

import pytest
from django.core import mail
from django.utils import translation
from playwright.sync_api import Page, expect

from events.mail.tasks import deliver_due_mail
from events.models import OutgoingEmail, Registration
from events.registrations.mail.first_emails import write_first_emails
from tests.browser.walk import ANSWERS, VISIT, answer, fill_in, register_url, send
from tests.builders import build_centre, build_visit
from tests.project.pages import page_url

pytestmark = [pytest.mark.browser, pytest.mark.once]

TO_CONFIRM = "One more step: confirm your address"
EVERYTHING = {
    name: value for answers in ANSWERS.values() for name, value in answers.items()
}


@pytest.fixture
def visit(db):
    build_centre()
    return build_visit(VISIT)


def words(language: str, text: str) -> str:
    """What the site says for an English text, with plain spaces."""
    with translation.override(language):
        return translation.gettext(text)


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def stored() -> dict[str, object]:
    """The one registration there is, in the form in which it was typed."""
    registration = Registration.objects.get()
    fields = [name for name in EVERYTHING if hasattr(registration, name)]
    return {
        **{name: str(getattr(registration, name)) for name in fields},
        "seats": str(registration.seats),
        "names": "\n".join(map(str, registration.delegates.all())),
        "language": registration.language,
        "consents": sorted(c.purpose for c in registration.consents.all()),
    }


def expected(language: str, **changes: str) -> dict[str, object]:
    answers = {**EVERYTHING, **changes}
    consents = ["notice"] + ["invitations"] * (answers.pop("invitations") == "on")
    del answers["notice_read"]
    return {**answers, "language": language, "consents": sorted(consents)}


# --- By keyboard alone --------------------------------------------------------------


FOCUS = """selector => {
    const el = document.activeElement, style = getComputedStyle(el)
    const box = el.getBoundingClientRect()
    const seen = style.outlineStyle != "none" && parseFloat(style.outlineWidth) >= 2
        && box.bottom > 0 && box.top < innerHeight
    return [el.matches(selector), seen, el.outerHTML.slice(0, 200)]
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; it must be seen wherever it stops."""
    for _ in range(60):
        page.keyboard.press("Tab")
        arrived, seen, place = page.evaluate(FOCUS, selector)
        assert seen, f"The focus can't be seen: {place}"
        if arrived:
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def press_on(page: Page, selector: str) -> None:
    """Go to something and press Enter; the next page is there afterwards."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_in(page: Page, **answers: str) -> None:
    for name, text in answers.items():
        tab_to(page, f"#id_{name}")
        page.keyboard.type(text)


def test_by_keyboard_alone_in_polish(page, visit):
    page.goto(page_url("events:visit-detail", {"slug": VISIT}, "pl"))
    press_on(page, "main a.button")
    type_in(page, organisation=EVERYTHING["organisation"], city="Łódź")
    type_in(page, country="Pols")
    press_on(page, "main button")
    type_in(page, **ANSWERS["contact"])
    press_on(page, "main button")

    type_in(page, seats="99")
    press_on(page, "main button")
    expect(page.locator(":focus")).to_have_class("error-summary")
    tab_to(page, ".error-summary a")
    page.keyboard.press("Enter")
    expect(page.locator("#id_seats")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    type_in(page, names=EVERYTHING["names"], message=EVERYTHING["message"])
    press_on(page, "main button")

    for name in ("notice_read", "invitations"):
        tab_to(page, f"#id_{name}")
        page.keyboard.press("Space")
    press_on(page, "main button")
    press_on(page, "main button")
    assert heading(page) == words("pl", TO_CONFIRM)
    assert stored() == expected("pl")


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_skip_link_leads_to_the_content(page, visit, language):
    page.goto(register_url("delegation", language))
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') != null")


# What the label says to whoever has the page read aloud, word for word.
LEAVE_EMPTY = {
    "pl": "Zostaw to pole puste",
    "en": "Leave this field empty",
    "uk": "Залиште це поле порожнім",
}


@pytest.mark.parametrize("language", LEAVE_EMPTY)
def test_the_trap_for_programs_says_aloud_to_be_left_empty(page, visit, language):
    page.goto(page_url("events:visit-detail", {"slug": VISIT}, language))
    fill_in(page, VISIT)
    page.goto(register_url("check", language))
    trap = page.locator("[name=website]")
    # Nobody sees it or comes to it by Tab; a screen reader that finds it says why.
    assert page.locator("p:has(> [name=website])").bounding_box()["width"] <= 1
    assert trap.get_attribute("tabindex") == "-1"
    spoken = page.locator("main").aria_snapshot().split("\n")
    heard = [line.strip() for line in spoken if LEAVE_EMPTY[language] in line]
    assert f'- textbox "{LEAVE_EMPTY[language]}"' in heard


# --- Without scripts ----------------------------------------------------------------


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}])
def test_without_scripts_in_english(page, visit):
    page.goto(register_url("delegation", "en"))
    answer(page, {"organisation": EVERYTHING["organisation"], "city": "Łódź"})
    send(page)
    assert page.title().startswith(words("en", "Error:"))
    summary = page.locator(".error-summary li")
    assert summary.all_inner_texts() == ["Choose a country"]
    country = page.locator("#id_country")
    expect(country).to_have_attribute("aria-invalid", "true")
    described = country.get_attribute("aria-describedby").split()
    assert "id_country_error" in described
    expect(page.locator("#id_organisation")).to_have_value(EVERYTHING["organisation"])
    summary.locator("a").click()
    assert page.url.endswith("#id_country")

    for step, answers in ANSWERS.items():
        answer(page, {"country": "PL"} if step == "delegation" else answers)
        if step == "privacy":
            page.uncheck("#id_invitations")
        send(page)
    send(page)
    assert heading(page) == TO_CONFIRM
    assert stored() == expected("en", invitations="off")


# --- In Ukrainian, with the mail ----------------------------------------------------


def delivered() -> mail.EmailMultiAlternatives:
    """The one mail that is due, sent."""
    mail.outbox.clear()
    write_first_emails.func()
    assert deliver_due_mail.func() == 1
    return mail.outbox[0]


def test_in_ukrainian_from_the_visit_to_the_withdrawal(page, visit):
    page.goto(page_url("events:visit-detail", {"slug": VISIT}, "uk"))
    assert page.context.cookies() == []
    page.locator("main a.button").click()
    for answers in ANSWERS.values():
        assert page.locator("html").get_attribute("lang") == "uk"
        answer(page, answers)
        send(page)
    send(page)
    assert heading(page) == words("uk", TO_CONFIRM)
    assert stored() == expected("uk")
    cookies = page.context.cookies()
    assert [(c["name"], c["httpOnly"], c["sameSite"]) for c in cookies] == [
        ("session", True, "Lax")
    ]

    reference = Registration.objects.get().reference
    assert page.locator(".reference").inner_text() == reference
    received = delivered()
    assert received.to == [EVERYTHING["contact_email"]]
    subject = words("uk", "Registered (%(reference)s): %(visit)s")
    assert received.subject == subject % {
        "reference": reference,
        "visit": visit.title_uk,
    }
    greeting = words("uk", "Dear %(name)s,") % {"name": EVERYTHING["contact_name"]}
    assert received.body.splitlines()[0] == greeting
    assert [attachment[0] for attachment in received.attachments] == ["visit.ics"]

    link = re.search(r"http\S+", received.body)[0]
    kept = page.locator("a.link-to-keep").get_attribute("href") or ""
    # The same link, with an end that proves the address.
    assert link.startswith(kept.rstrip("/"))
    assert len(link) - len(kept) == 22
    page.context.clear_cookies()  # on another day, on another machine
    page.goto(link)
    assert page.locator("html").get_attribute("lang") == "uk"
    assert heading(page) == words("uk", TO_CONFIRM)
    send(page)
    assert heading(page) == words("uk", "Your registration")
    assert Registration.objects.get().proven_at is not None
    page.locator("main a.button >> nth=-1").click()
    send(page)
    assert heading(page) == words("uk", "This registration is withdrawn")
    assert Registration.objects.get().status == Registration.Status.WITHDRAWN
    assert visit.title_uk in delivered().subject


# --- Clumsily -----------------------------------------------------------------------


def test_back_and_reload_are_safe_after_a_mistake(page, visit):
    page.goto(register_url("delegation", "en"))
    page.fill("#id_city", "Gdynia")
    send(page)
    assert page.title().startswith("Error:")
    page.reload()
    expect(page.locator("#id_city")).to_have_value("Gdynia")
    expect(page.locator(".error-summary")).to_have_count(1)
    answer(page, ANSWERS["delegation"])
    send(page)
    assert page.url.endswith(register_url("contact", "en"))
    while page.url.endswith(register_url("contact", "en")):
        page.go_back()
    assert page.url.endswith(register_url("delegation", "en"))
    expect(page.locator("#id_city")).to_have_value(EVERYTHING["city"])
    expect(page.locator(".error-summary")).to_have_count(0)


def test_back_and_forth_loses_nothing(page, visit):
    page.goto(register_url("delegation", "en"))
    for step in ("delegation", "contact"):
        answer(page, ANSWERS[step])
        send(page)
    page.go_back()
    page.go_back()
    for name in ("organisation", "city", "country"):
        expect(page.locator(f"#id_{name}")).to_have_value(EVERYTHING[name])
    page.fill("#id_city", "Gdańsk")
    send(page)  # on to the first question that has no answer
    assert page.url.endswith(register_url("people", "en"))
    for step in ("people", "privacy"):
        answer(page, ANSWERS[step])
        send(page)
    send(page)
    assert stored() == expected("en", city="Gdańsk")

    page.go_back()
    assert heading(page) == TO_CONFIRM
    page.goto(register_url("delegation", "en"))
    expect(page.locator("#id_organisation")).to_have_value("")
    assert Registration.objects.count() == 1


TWO_AT_ONCE = """async () => {
    const form = document.querySelector("main form")
    const send = () => fetch(location.href, {
        method: "POST", body: new URLSearchParams(new FormData(form)),
    })
    const answers = await Promise.all([send(), send()])
    return answers.map(answer => [answer.status, new URL(answer.url).pathname])
}"""


def test_sending_twice_at_once_and_once_more_registers_once(page, visit):
    page.goto(page_url("events:visit-detail", {"slug": VISIT}, "en"))
    fill_in(page, VISIT, seats=2)
    page.goto(register_url("check", "en"))
    done = register_url("done", "en")
    assert page.evaluate(TWO_AT_ONCE) == [[200, done], [200, done]]
    page.locator("main form button").dblclick()
    page.wait_for_url(f"**{done}?again")
    expect(page.get_by_text("Nothing was sent twice.")).to_have_count(1)
    assert heading(page) == TO_CONFIRM
    assert Registration.objects.count() == 1
    write_first_emails.func()
    assert OutgoingEmail.objects.count() == 1


# --- Set well -----------------------------------------------------------------------


LONE_DOTS = """line => {
    const lone = []
    for (let width = 60; width < 400; width += 3) {
        line.style.inlineSize = `${width}px`
        const parts = [...line.lastElementChild.getClientRects()]
        const [dot, words] = parts.filter(part => part.width > 0)
        if (dot.top != words.top) lone.push(width)
    }
    return lone
}"""


@pytest.mark.parametrize("class_name", ["caption", "meta"])
def test_no_line_ends_in_a_dot_at_any_width(page, visit, class_name):
    page.goto(register_url("delegation", "pl"))
    line = page.locator(".caption")
    line.evaluate("(line, name) => { line.className = name }", class_name)
    assert page.evaluate("document.fonts.ready.then(() => true)")
    assert page.locator(f"p.{class_name}").evaluate(LONE_DOTS) == []
