"""A link shows a draft to whoever has it, for some days, and changes nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centre.content.preview_links import MAX_LINKS, PreviewLink
from events.links.throttling import LIMITS
from tests.builders import (
    DAY,
    build_activity,
    build_centre,
    build_page,
    build_post,
    build_staff,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client):
    build_centre()
    client.force_login(build_staff())
    return client


def links_page(thing):
    model = thing._meta
    return f"/en/admin/{model.app_label}/{model.model_name}/{thing.pk}/links/"


def make_link(staff, thing, days=14):
    """Press the button; return the path of the link in English."""
    page = staff.post(links_page(thing), {"days": days, "shows_secret": "yes"})
    assert page.status_code == 200
    return next(url for code, _name, url in page.context["made"] if code == "en")


def test_each_kind_of_draft_opens_in_each_language_and_nothing_is_written(staff):
    later = timezone.now() + DAY
    for draft, words in (
        (build_post("wpis", published_at=None), ("Wpis wpis", "Post wpis")),
        (build_page("strona", published_at=later), ("Strona strona",) * 2),
        (build_activity("zajecia", published_at=None), ("Zajęcia", "Activity")),
        (build_visit("wizyta", published_at=None), ("Wizyta", "Visit")),
    ):
        link = make_link(staff, draft).partition("//")[2].partition("/")[2]
        stored = PreviewLink.objects.latest("pk")
        assert stored.token_hash not in link
        for code, told in zip(("pl", "en"), words, strict=True):
            with CaptureQueriesContext(connection) as asked:
                page = Client().get(f"/{link}".replace("/en/", f"/{code}/"))
            assert told in page.content.decode()
            assert [q for q in asked if not q["sql"].strip().startswith("SELECT")] == []
            assert page["X-Robots-Tag"] == "noindex, nofollow"
            assert "no-store" in page["Cache-Control"]
            assert page.cookies == {}
            assert "Back to the form" not in page.content.decode()
        assert not type(draft).objects.published().filter(pk=draft.pk).exists()


def test_a_link_ends_by_itself_by_staff_and_with_its_thing(staff):
    post = build_post("wpis", published_at=None)
    week, short, ended, public = (make_link(staff, post, d) for d in (7, 1, 3, 14))
    newest = PreviewLink.objects.order_by("pk")
    for number in (newest[2].pk, "x", "9" * 20):
        sent = staff.post(links_page(post), {"end": number})
        assert (sent.status_code, PreviewLink.objects.count()) == (302, 3)
    visitor = Client()
    assert [visitor.get(url).status_code for url in (week, short, ended)] == [
        200,
        200,
        404,
    ]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert [visitor.get(url).status_code for url in (week, short)] == [200, 404]
    post.published_at = timezone.now()
    post.save()
    assert visitor.get(public).url == "/en/news/wpis/"
    post.delete()
    dead, cut_off = visitor.get(public), visitor.get("/en/preview/half/of/it/")
    assert (dead.status_code, cut_off.status_code) == (404, 404)


@pytest.mark.parametrize("section", ["preview", "translate", "door"])
def test_whoever_was_handed_a_link_is_offered_no_mail_with_a_new_one(client, section):
    build_centre()
    for address in (f"/en/{section}/dead/", f"/en/{section}/half/of/it/"):
        page = client.get(address)
        assert page.status_code == 404
        assert page.templates[0].name == "404_given_link.html"


def test_no_more_than_some_links_of_one_thing_are_valid(staff):
    post = build_post("wpis", published_at=None)
    first, *_others = (make_link(staff, post) for _ in range(MAX_LINKS + 1))
    assert PreviewLink.objects.count() == MAX_LINKS
    assert Client().get(first).status_code == 404


def test_guessing_is_throttled_and_a_right_link_is_not(staff):
    link = make_link(staff, build_post("wpis", published_at=None))
    visitor = Client()
    tried = [
        visitor.get(f"/en/preview/{n}/").status_code
        for n in range(LIMITS["wrong-link"] + 1)
    ]
    assert (tried[0], tried[-2:]) == (404, [404, 429])
    assert visitor.get(link).status_code == 200


def test_nonsense_makes_no_link_and_who_may_not_change_it_neither(client, staff):
    post = build_post("wpis", published_at=None)
    page = staff.post(links_page(post), {"days": 15, "shows_secret": "yes"})
    assert [*page.context["form"].errors] == ["days"]
    client.force_login(User.objects.create_user("door", is_staff=True))
    assert client.post(links_page(post), {"days": 14}).status_code == 403
    assert not PreviewLink.objects.exists()


def test_the_desk_keeps_no_page_that_shows_a_link(staff):
    page = staff.get(links_page(build_post("wpis", published_at=None)))
    assert b'name="shows_secret" value="yes"' in page.content
