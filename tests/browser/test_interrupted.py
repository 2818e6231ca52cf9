"""How a real browser interrupts a save: no word is lost, none is saved twice.

Each way happens to somebody who has typed into a form of the desk. What the server does
by itself is tried in tests/centre/staff/test_interrupted.py.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from time import sleep
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect

from centre.accounts.models import ACTIVE
from centre.accounts.sessions import sign_out_everywhere
from centre.models import Page as StoredPage
from centre.models import UnsavedForm
from tests.browser.conftest import fall_silent, follow_requests
from tests.browser.walk import sign_in
from tests.builders import build_centre, build_page, build_staff
from tests.desk import form_url

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
ADD = "/en/admin/centre/page/add/"
LIST = re.compile(r"/en/admin/centre/page/$")
KEPT = re.compile(r"Not saved yet; kept at \d+:\d\d\.")
TITLE = "A long story"
EVERYTHING, KEEPING = "**/admin/**", "**/unsaved/"


@pytest.fixture(scope="module")
def faults() -> list[str]:
    """What scripts fail with."""
    return []


@pytest.fixture(scope="module")
def context(
    browser: Browser, live_server: Any, faults: list[str]
) -> Iterator[BrowserContext]:
    """One browser for all ways, so that the desk's files are fetched once."""
    context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    follow_requests(context)
    context.on("dialog", leave)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context
    context.close()


def leave(dialog: Dialog) -> None:
    """Leave a page with typed text; before a person has said so, it is kept."""
    for _time in range(100):
        if not is_over():
            break
        sleep(0.05)
    dialog.accept()


@pytest.fixture
def desk(
    context: BrowserContext, live_server: Any, moment: datetime, faults: list[str]
) -> Iterator[Page]:
    """A tab of somebody who has signed in."""
    build_centre()
    build_staff()
    sign_in(context, live_server.url)
    context.clock.set_fixed_time(moment)
    yield context.new_page()
    for tab in context.pages:
        tab.unroute_all()
    fall_silent(context)
    for tab in context.pages:
        tab.close()
    context.set_offline(False)
    context.clear_cookies()
    met = [*faults]
    faults.clear()
    assert met == []


def write(tab: Page, url: str, title: str = TITLE) -> None:
    """Open a form and type a title into it; nothing of it is kept yet."""
    tab.goto(url)
    tab.locator("#id_title_en").fill(title)


def wait_until_kept(tab: Page) -> None:
    tab.clock.fast_forward(3000)
    expect(tab.locator(".form-kept")).to_have_text(KEPT)


def press(tab: Page, button: str = "_save") -> None:
    tab.locator(f"[name={button}]").click()


def save(tab: Page) -> None:
    """Save, and see that it is."""
    press(tab)
    expect(tab).to_have_url(LIST)


def expect_title(tab: Page, title: str = TITLE) -> None:
    expect(tab.locator("#id_title_en")).to_have_value(title)


def use_it(tab: Page, url: str, title: str = TITLE) -> None:
    """Open a form anew, and press once for what was typed."""
    tab.goto(url)
    tab.get_by_role("link", name="Use it").click()
    expect_title(tab, title)


def titles() -> list[str | None]:
    """The titles of all pages that are stored."""
    return [*StoredPage.objects.order_by("pk").values_list("title_en", flat=True)]


def is_over() -> bool:
    """Whether nothing is offered any more."""
    return not UnsavedForm.objects.filter(closed=False).exists()


def abort(route: Route) -> None:
    route.abort("connectionreset")


def bad_gateway(route: Route) -> None:
    route.fulfill(status=502, body="<h1>Bad gateway</h1>", content_type="text/html")


def test_the_tab_is_closed(desk: Page) -> None:
    tab = desk.context.new_page()
    write(tab, ADD)
    wait_until_kept(tab)
    tab.locator(".field-body_en .ProseMirror").click()
    tab.keyboard.type("Once there was a house.")
    tab.close()  # sooner than the next time of keeping
    use_it(desk, ADD)
    body = desk.locator(".field-body_en .ProseMirror")
    expect(body).to_have_text("Once there was a house.")
    expect(desk.locator(".errornote, .errorlist")).to_have_count(0)
    save(desk)
    assert (titles(), is_over()) == ([TITLE], True)


def test_the_browser_dies(desk: Page) -> None:
    tab = desk.context.new_page()
    write(tab, ADD)
    wait_until_kept(tab)
    tab.route(KEEPING, abort)  # what dies says nothing any more
    tab.close()
    use_it(desk, ADD)
    save(desk)
    assert (titles(), is_over()) == ([TITLE], True)


def test_another_page_is_opened_then_back_forward_and_back(desk: Page) -> None:
    url = form_url(build_page("wspolna"))
    write(desk, url)
    desk.locator("#site-name a").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Staff desk")
    desk.go_back()
    expect_title(desk)
    desk.go_forward()
    desk.go_back()
    expect_title(desk)
    save(desk)
    assert (titles(), is_over()) == ([TITLE], True)


def test_the_page_is_reloaded(desk: Page) -> None:
    write(desk, ADD)
    desk.reload()
    desk.get_by_role("link", name="Use it").click()
    expect_title(desk)
    save(desk)
    assert (titles(), is_over()) == ([TITLE], True)


@pytest.mark.parametrize("answer", [abort, bad_gateway])
def test_nobody_answers_while_it_is_sent(
    desk: Page, answer: Callable[[Route], None]
) -> None:
    write(desk, ADD)
    desk.route(EVERYTHING, answer)
    press(desk)
    status = desk.locator(".form-kept")
    expect(status).to_contain_text("There is no connection, so nothing was sent.")
    expect_title(desk)
    assert (titles(), is_over()) == ([], True)
    desk.unroute(EVERYTHING)
    save(desk)
    assert (titles(), is_over()) == ([TITLE], True)


def test_the_connection_is_lost_while_somebody_types(desk: Page) -> None:
    write(desk, ADD)
    desk.route(KEEPING, abort)
    desk.clock.fast_forward(3000)
    status = desk.locator(".form-kept")
    expect(status).to_contain_text("there is no connection. It is tried again.")
    assert is_over()
    desk.unroute(KEEPING)
    desk.evaluate("dispatchEvent(new Event('online'))")
    expect(status).to_have_text(KEPT)
    assert UnsavedForm.objects.get().fields["title_en"] == [TITLE]


def answer_forms(tab: Page, answer: Callable[[Route], None]) -> None:
    """Answer the sending of the form itself; all else goes its way."""

    def handle(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.method == "POST":
            answer(route)
        else:
            route.continue_()

    tab.route(EVERYTHING, handle)


def test_the_web_server_says_that_it_is_too_large(desk: Page) -> None:
    write(desk, ADD)
    answer_forms(desk, lambda route: route.fulfill(status=413, body="Too large"))
    press(desk)
    expect(desk.get_by_text("Too large")).to_be_visible()
    desk.unroute(EVERYTHING)
    desk.go_back()
    expect_title(desk)
    save(desk)
    assert (titles(), is_over()) == ([TITLE], True)


def test_the_answer_is_lost_after_the_commit(desk: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        bad_gateway(route)

    write(desk, ADD)
    answer_forms(desk, lose)
    press(desk)
    expect(desk.get_by_text("Bad gateway")).to_be_visible()
    desk.unroute(EVERYTHING)
    desk.go_back()
    expect_title(desk)
    press(desk)
    expect(desk.locator(".messagelist")).to_contain_text("had been saved before")
    expect_title(desk)
    assert (titles(), is_over()) == ([TITLE], True)


def test_the_server_fails(desk: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    url = form_url(build_page("wspolna"))
    write(desk, url)
    with monkeypatch.context() as patched:
        patched.setattr(StoredPage, "save", lambda *_args, **_kwargs: 1 / 0)
        press(desk)
        heading = desk.get_by_role("heading", level=1)
        expect(heading).to_have_text("Something broke on our side")
    assert titles() == [None]
    use_it(desk, url)
    save(desk)
    assert (titles(), is_over()) == ([TITLE], True)


def let_it_rest(user: Any) -> None:
    """As if nobody had done anything for longer than a session may rest."""
    session = Session.objects.get()
    data = session.get_decoded()
    data[ACTIVE] -= settings.CENTRE_STAFF_IDLE.total_seconds() + 1
    session.session_data = Session.get_session_store_class()().encode(data)
    session.save()


def change_password(user: Any) -> None:
    user.set_password("password")
    user.save()


def test_the_session_ends(desk: Page) -> None:
    (user,) = get_user_model().objects.all()
    for end in (let_it_rest, sign_out_everywhere, change_password):
        write(desk, ADD, end.__name__)
        end(user)
        press(desk)
        message = desk.locator(".messagelist")
        expect(message).to_contain_text("Your session had ended")
        desk.get_by_label("Username").fill("staff")
        desk.get_by_label("Password").fill("password")
        desk.get_by_role("button", name="Log in").click()
        expect_title(desk, end.__name__)
        user.refresh_from_db()
    assert titles() == []
    save(desk)
    assert titles() == ["change_password"]


def test_somebody_else_saves_the_same_field(desk: Page) -> None:
    page = build_page("wspolna")
    write(desk, form_url(page))
    StoredPage.objects.update(title_en="Theirs")
    press(desk)
    fault = desk.locator(".field-title_en .errorlist")
    expect(fault).to_contain_text("Somebody else changed this")
    expect(fault).to_contain_text("“Theirs”")
    expect_title(desk)
    assert titles() == ["Theirs"]
    save(desk)
    assert (titles(), is_over()) == ([TITLE], True)


def test_the_same_form_is_open_in_two_tabs(desk: Page) -> None:
    page = build_page("wspolna")
    second = desk.context.new_page()
    write(desk, form_url(page), "First")
    write(second, form_url(page), "Second")
    save(desk)
    press(second)
    fault = second.locator(".field-title_en .errorlist")
    expect(fault).to_contain_text("You saved this yourself")
    expect_title(second, "Second")
    assert titles() == ["First"]
    save(second)
    assert (titles(), is_over()) == (["Second"], True)
    assert page.history.count() == 3  # it was new, and changed twice


@pytest.mark.parametrize("is_kept", [False, True])
def test_it_is_deleted_meanwhile(desk: Page, is_kept: bool) -> None:
    write(desk, form_url(build_page("wspolna")))
    if is_kept:
        wait_until_kept(desk)
    StoredPage.objects.all().delete()
    if is_kept:
        desk.goto("/en/admin/")
        desk.locator("section", has_text="Unsaved texts").get_by_role("link").click()
    else:
        press(desk)
    message = desk.locator(".messagelist")
    expect(message).to_contain_text("This was deleted while you were writing.")
    expect(desk).to_have_url(re.compile(ADD))
    expect_title(desk)
    press(desk, "_publish")  # it was public, which no other button makes it
    expect(desk).to_have_url(LIST)
    assert (titles(), is_over()) == ([TITLE], True)


def test_the_permission_is_taken(desk: Page) -> None:
    url = form_url(build_page("wspolna"))
    write(desk, url)
    get_user_model().objects.update(is_superuser=False)
    press(desk)
    status = desk.locator(".form-kept")
    expect(status).to_contain_text("You may no longer save here.")
    expect_title(desk)
    assert titles() == [None]
    (user,) = get_user_model().objects.all()
    codes = ("view_page", "change_page")
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    save(desk)
    assert (titles(), is_over()) == ([TITLE], True)


def test_the_button_is_pressed_twice(desk: Page) -> None:
    sent: list[str] = []
    desk.on("request", lambda r: r.is_navigation_request() and sent.append(r.method))
    write(desk, ADD)
    desk.locator("[name=_save]").dblclick()
    expect(desk).to_have_url(LIST)
    assert (titles(), is_over()) == ([TITLE], True)
    assert sent.count("POST") == 1


def test_the_button_is_pressed_again_while_the_answer_is_awaited(desk: Page) -> None:
    desk.goto(ADD)
    # After ours: whether the form would go; no answer takes the page away.
    desk.evaluate("""() => { window.went = []; addEventListener("submit", (event) => {
        window.went.push(!event.defaultPrevented); event.preventDefault() }) }""")
    click = "() => { document.querySelector('[name=_save]').click(); return went }"
    assert [desk.evaluate(click), desk.evaluate(click)] == [[True], [True, False]]
    desk.clock.fast_forward(10_000)  # nobody answers: it can be sent again
    assert desk.evaluate(click) == [True, False, True]


def test_it_is_published_while_it_is_being_kept(desk: Page) -> None:
    page = build_page("wspolna", published_at=None)
    held: list[Route] = []
    write(desk, form_url(page))
    desk.route(KEEPING, lambda route: held.append(route), times=1)
    desk.clock.fast_forward(3000)
    desk.wait_for_function("() => true")
    press(desk, "_publish")
    expect(desk.locator(".messagelist")).to_contain_text("It is on the site now.")
    (late,) = held
    assert late.fetch().json() == {"kept": ""}
    page.refresh_from_db()
    assert (page.is_published(), titles(), is_over()) == (True, [TITLE], True)
    assert page.history.count() == 2


def test_no_script_is_loaded(desk: Page) -> None:
    desk.route("**/*.js", abort)
    write(desk, ADD)
    press(desk, "_continue")
    expect(desk.locator(".messagelist")).to_contain_text("was added successfully")
    expect_title(desk)
    assert titles() == [TITLE]


def test_what_is_typed_before_the_scripts_are_there_counts(desk: Page) -> None:
    held: list[Route] = []
    desk.route("**/staff/*.js", lambda route: held.append(route))
    desk.goto(ADD, wait_until="commit")
    desk.locator("#id_title_en").fill(TITLE)
    desk.wait_for_function("() => document.readyState !== 'loading'")
    scripts = desk.locator("script[src*='/staff/']").count()
    assert len(held) == scripts
    desk.unroute("**/staff/*.js")  # lets them come, and what they import
    desk.clock.fast_forward(3000)
    expect(desk.locator(".form-kept")).to_have_text(KEPT)
    assert UnsavedForm.objects.get().fields["title_en"] == [TITLE]
