"""Typed text without a script, and that of who has no account, in a real browser."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from centre.models import Proposal, TranslationLink, UnsavedForm
from tests.browser.walk import sign_in
from tests.builders import build_centre, build_post, build_staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]


def log_in(page: Page) -> None:
    page.get_by_label("Username").fill("staff")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()


@pytest.fixture
def desk(page: Page, address: str) -> Page:
    """A page of a member of staff who has logged in."""
    build_centre()
    build_staff()
    sign_in(page.context, address)
    page.goto("/en/admin/")
    return page


@pytest.mark.parametrize(("status", "is_over"), [(503, False), (403, True)])
def test_a_desk_that_cant_answer_says_nothing_of_a_sessions_end(
    desk: Page, status: int, is_over: bool
) -> None:
    """Without its database it does not know; where it refuses, the session is over."""
    desk.evaluate(
        "status => {fetch = async () => new Response('{}', {status: asked = status})}",
        status,
    )
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    desk.wait_for_function("status => window.asked === status", arg=status)
    desk.wait_for_timeout(200)  # as long as the words take to appear
    assert desk.locator(".session-end").is_visible() is is_over


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}])
def test_without_script_a_session_that_ended_loses_nothing(desk: Page) -> None:
    desk.goto("/en/admin/news/post/add/")
    desk.locator("#id_title_en").fill("No script")
    Session.objects.all().delete()
    desk.get_by_role("button", name="Save without publishing").click()
    log_in(desk)
    expect(desk.locator("#id_title_en")).to_have_value("No script")
    desk.goto("/en/admin/news/post/add/")
    desk.get_by_role("button", name="Discard it").click()
    expect(desk.locator("#id_title_en")).to_have_value("")
    assert not UnsavedForm.objects.exists()


def test_what_a_volunteer_types_stays_in_the_browser_until_it_is_sent(
    page: Page,
) -> None:
    build_centre()
    post = build_post("wpis", title_en="", lead_en="", body_en="")
    now, staff = timezone.now(), build_staff()
    token = TranslationLink.make(post, "en", at=now, user=staff)
    page.goto(f"/en/translate/{token}/")
    page.locator("#id_title").fill("Half a title")
    page.locator(".ProseMirror").first.click()
    page.keyboard.type("Half a text")
    page.reload()
    note = page.locator("[data-volunteer]")
    expect(note).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Half a title")
    expect(page.locator(".ProseMirror").first).to_have_text("Half a text")
    page.get_by_role("button", name="Send the translation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert Proposal.objects.get().texts["title"] == "Half a title"
    page.wait_for_function("localStorage.length === 0")  # once its script has come
