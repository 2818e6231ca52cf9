"""A real Chromium for the tests in this folder, and an eye on what it complains of.

    def test_something(page, address):
        page.goto("/pl/")

`page` is a new visitor at each test. Another kind of visitor, for one test or more:

    @pytest.mark.parametrize("visitor", [{"locale": "uk-UA", "color_scheme": "dark"}])
    def test_something(page): ...

and `new_page(java_script_enabled=False)` where a test needs several. The options are
those of Playwright's `browser.new_context`. A console error, an error of a script, a
violation of the Content-Security-Policy, a missing file or a request to another host
fails the test that met it.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.browser.audit import AXE_ADDRESS
from tests.chromium import find_chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # What asks for another host gets no answer, and is reported below.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# What the browser says of every answer above 399, at which `_watch` looks itself; and
# of a connection that the server closed while it was used again: then it asks anew.
NO_FAULT = (
    "Failed to load resource: the server responded with a status of",
    "Failed to load resource: net::ERR_INVALID_HTTP_RESPONSE",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    # Playwright keeps an event loop in this thread, where Django then sees danger.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = find_chromium()
        assert chromium, "There is no Chromium on this machine."
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=True)
def _kept_files() -> Iterator[None]:
    """Let browsers keep static files for a test, as they do with a real server's.

    Ten years, because the test's moment, which the server tells, may be far away.
    Axe's script is one more of them.
    """
    serve = StaticFilesHandler.serve

    def serve_kept(
        handler: StaticFilesHandler, request: HttpRequest
    ) -> HttpResponseBase:
        response: HttpResponseBase
        if request.path == AXE_ADDRESS:
            response = HttpResponse(AXE_SCRIPT, content_type="text/javascript")
        else:
            response = serve(handler, request)
        response.headers["Cache-Control"] = "max-age=315360000"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_kept)
        yield


@pytest.fixture
def address(live_server, settings) -> str:
    """The address of the running site, also in its mails and canonical links."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def visitor() -> dict:
    """What kind of visitor `page` is; tests replace it by parametrization."""
    return {}


@pytest.fixture
def new_page(
    browser: Browser, address: str, moment: datetime
) -> Iterator[Callable[..., Page]]:
    """Make pages of visitors who know nothing of each other, at the test's moment."""
    contexts = []
    problems: list[str] = []

    def new_page(**options) -> Page:
        options = {"base_url": address, "locale": "pl-PL", **options}
        # Who clicks as fast as a test does would cut each page's fading short.
        options = {"reduced_motion": "reduce", **options}
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        follow_requests(context)
        context.clock.set_fixed_time(moment)
        page = context.new_page()
        _watch(page, address, problems)
        return page

    yield new_page
    met = [*problems]  # going offline is one, and ours
    for context in contexts:
        fall_silent(context)
        context.close()
    assert met == []


@pytest.fixture
def page(new_page: Callable[..., Page], visitor: dict) -> Page:
    """The page of one visitor."""
    return new_page(**visitor)


@pytest.fixture
def axe() -> Callable[[Page], list[tuple[str, list[str]]]]:
    """Find what axe has against a page: (rule, places) for each violation."""

    def axe(page: Page) -> list[tuple[str, list[str]]]:
        found = Axe().run(page).response["violations"]
        return [
            (violation["id"], [str(node["target"]) for node in violation["nodes"]])
            for violation in found
        ]

    return axe


UNDER_WAY: WeakKeyDictionary[BrowserContext, set[Request]] = WeakKeyDictionary()


def follow_requests(context: BrowserContext) -> None:
    """Know of a context's requests which are not answered yet."""
    under_way = UNDER_WAY[context] = set()
    context.on("request", lambda request: under_way.add(request))
    context.on("requestfinished", lambda request: under_way.discard(request))
    context.on("requestfailed", lambda request: under_way.discard(request))


def fall_silent(context: BrowserContext) -> None:
    """Let no form of the desk send what is typed while its database is emptied.

    What is on the way is waited for, half a second at most.
    """
    for page in context.pages:
        if page.url != "about:blank" and page.locator("[name=form_page]").count():
            for _time in range(50):
                if not UNDER_WAY[context]:
                    break
                page.wait_for_timeout(10)
    context.set_offline(True)


def _watch(page: Page, address: str, problems: list[str]) -> None:
    """Write down what must not happen on any page."""

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NO_FAULT):
            problems.append(f"console: {message.text} ({page.url})")

    def ask(url: str) -> None:
        if urlsplit(url).netloc not in {urlsplit(address).netloc, ""}:
            problems.append(f"another host: {url} ({page.url})")

    def answer(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            problems.append(f"{response.status}: {response.url} ({page.url})")

    page.on("console", hear)
    page.on("pageerror", lambda error: problems.append(f"script: {error} ({page.url})"))
    page.on("request", lambda request: ask(request.url))
    page.on("response", answer)
