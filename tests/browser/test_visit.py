"""The ground of the browser tests: the eye on the page sees what it should."""

import pytest
from django.http import HttpResponse
from django.urls import path

from centre import urls
from tests.browser.conftest import _watch
from tests.builders import build_centre

pytestmark = [pytest.mark.browser, pytest.mark.once]

# what a page holds -> what is seen of it
BAD = {
    "an inline script": ("<script>alert(1)</script>", ["console"]),
    "an inline style": ('<p style="color: red">x</p>', ["console"]),
    "another host": ('<a href="https://example.org/" id="go">x</a>', ["another host"]),
    "a missing file": ('<img src="/nothing.png" alt="">', ["404"]),
}


def bad_page(request, kind):
    body, _ = BAD[kind]
    return HttpResponse(f"<!doctype html><title>x</title>{body}")


urlpatterns = [
    path("bad/<kind>/", bad_page),
    path("nothing.png", lambda request: HttpResponse(status=404)),
    path("favicon.ico", lambda request: HttpResponse(status=204)),
    *urls.urlpatterns,  # what the page of a refusal leads to
]


@pytest.mark.parametrize(("kind", "seen"), [(k, v[1]) for k, v in BAD.items()])
def test_what_must_not_happen_is_seen(browser, address, settings, kind, seen):
    settings.ROOT_URLCONF = __name__
    problems = []
    page = browser.new_page()
    _watch(page, address, problems)
    page.goto(f"{address}/bad/{kind}/", wait_until="networkidle")
    if page.locator("#go").count():
        with page.expect_request("https://example.org/"):
            page.click("#go")
    page.close()
    assert sorted({problem.split(":")[0] for problem in problems}) == seen, problems


@pytest.mark.parametrize("visitor", [{"color_scheme": "light"}, {"locale": "uk-UA"}])
def test_the_home_page_loads_without_a_complaint(page, axe):
    build_centre()
    page.goto("/", wait_until="networkidle")
    assert axe(page) == []


def test_the_browser_has_the_moment_of_the_test(page, moment):
    build_centre()
    page.goto("/")
    assert page.evaluate("Date.now()") == moment.timestamp() * 1000
