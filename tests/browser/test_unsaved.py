"""Typed text in a real browser: a closed tab, a lost connection, a session's end."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from centre.models import Proposal, TranslationLink, UnsavedForm
from news.models import Post
from tests.builders import build_centre, build_post, build_staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
KEPT = re.compile(r"Not saved yet; kept at \d+:\d\d\.")


def log_in(page: Page) -> None:
    page.get_by_label("Username").fill("staff")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()


@pytest.fixture
def desk(page: Page) -> Page:
    """A page of a member of staff who has logged in."""
    build_centre()
    build_staff()
    page.goto("/en/admin/")
    log_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Staff desk")
    return page


def write(page: Page, title: str, body: str) -> None:
    page.locator("#id_title_en").fill(title)
    page.locator(".field-body_en .ProseMirror").click()
    page.keyboard.type(body)


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


def test_what_is_typed_before_the_scripts_are_there_counts(desk: Page) -> None:
    held = []
    desk.route("**/staff/*.js", lambda route: held.append(route))
    desk.goto("/en/admin/news/post/add/", wait_until="commit")
    desk.locator("#id_title_en").fill("Typed at once")
    desk.wait_for_function("() => document.readyState !== 'loading'")
    scripts = desk.locator("script[src*='/staff/']").count()
    desk.unroute("**/staff/*.js")  # lets them come, and what they import
    expect(desk.locator(".form-kept")).to_have_text(KEPT)
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.locator("#site-name a").click(no_wait_after=True)
    expect(desk.locator("#id_title_en")).to_have_value("Typed at once")
    assert (asked, len(held)) == (["beforeunload"], scripts)


def test_typed_text_outlives_a_closed_tab_and_a_session(
    desk: Page,
) -> None:
    tab = desk.context.new_page()
    tab.goto("/en/admin/news/post/add/")
    write(tab, "A long story", "Once there was a house.")
    expect(tab.locator(".form-kept")).to_have_text(KEPT)
    tab.locator("#id_lead_en").fill("And a lead.")
    tab.close()  # without a word, and sooner than the next time of keeping

    desk.goto("/en/admin/news/post/add/")
    desk.get_by_role("link", name="Use it").click()
    expect(desk.locator("#id_title_en")).to_have_value("A long story")
    expect(desk.locator("#id_lead_en")).to_have_value("And a lead.")
    editor = desk.locator(".field-body_en .ProseMirror")
    expect(editor).to_have_text("Once there was a house.")
    expect(desk.locator(".errornote, .errorlist")).to_have_count(0)

    Session.objects.all().delete()
    desk.locator("#id_lead_en").fill("Another lead.")
    desk.get_by_role("button", name="Save without publishing").click()
    expect(desk.locator(".messagelist")).to_contain_text("Your session had ended")
    log_in(desk)
    expect(desk.locator("#id_lead_en")).to_have_value("Another lead.")
    expect(editor).to_have_text("Once there was a house.")
    assert not Post.objects.exists()
    desk.get_by_role("button", name="Save without publishing").click()
    expect(desk.locator(".messagelist")).to_contain_text("was added successfully")
    post = Post.objects.get()
    assert (post.title_en, post.lead_en) == ("A long story", "Another lead.")
    assert not UnsavedForm.objects.filter(closed=False).exists()


def test_a_lost_connection_is_told_and_made_good(desk: Page) -> None:
    tab = desk.context.new_page()  # its errors are meant
    tab.goto("/en/admin/news/post/add/")
    tab.route("**/unsaved/", lambda route: route.abort())
    tab.locator("#id_title_en").fill("Without a net")
    status = tab.locator(".form-kept")
    expect(status).to_contain_text("there is no connection")
    assert not UnsavedForm.objects.exists()
    tab.unroute("**/unsaved/")
    tab.evaluate("dispatchEvent(new Event('online'))")
    expect(status).to_have_text(KEPT)
    assert UnsavedForm.objects.get().fields["title_en"] == ["Without a net"]


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
    assert page.evaluate("localStorage.length") == 0
