"""What stands around every page is kept for a few seconds, and never longer."""

import pytest

from centre.web import context
from tests.builders import build_centre, build_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch, settings):
    """A clock that stands still until the test moves it, and an empty memory."""
    now = [1000.0]
    settings.CENTRE_FRAME_SECONDS = 5
    monkeypatch.setattr(context, "_frames", {})
    monkeypatch.setattr(context, "monotonic", lambda: now[0])
    return now


def test_the_frame_is_read_once_in_its_seconds(clock, django_assert_num_queries):
    build_centre()
    with django_assert_num_queries(2):
        first = context.cached_frame()
    clock[0] += 4.9
    with django_assert_num_queries(0):
        assert context.cached_frame() is first


def test_a_change_shows_when_the_seconds_are_over(clock):
    build_centre(email="before@example.org")
    assert context.cached_frame().centre.email == "before@example.org"
    build_centre(email="after@example.org")
    clock[0] += 5
    assert context.cached_frame().centre.email == "after@example.org"


def test_a_page_sees_one_frame_while_it_is_made(rf, settings):
    settings.CENTRE_FRAME_SECONDS = 0
    build_centre()
    values = context.site_frame(rf.get("/pl/"))
    house = values["centre"]()
    build_centre(email="after@example.org")
    assert values["centre"]() is house


def test_each_menu_has_its_own_pages(clock):
    for menu in ("main", "footer", "none"):
        build_page(menu, menu=menu)
    frame = context.cached_frame()
    assert [page.slug for page in frame.in_main_menu] == ["main"]
    assert [page.slug for page in frame.in_footer] == ["footer"]


def test_a_new_moment_has_a_new_frame_where_changes_are_heard(clock, monkeypatch):
    moment = [(1, 10)]
    monkeypatch.setattr(context.listener, "moment", lambda: moment[0])
    first = context.cached_frame()
    assert context.cached_frame() is first
    for moment[0] in ((2, 10), (2, 11)):
        second = context.cached_frame()
        assert second is not first
        first = second
