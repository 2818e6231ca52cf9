"""The programme in a frame on a partner's page, and nothing else in any frame."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from centre.models import Centre
from events.models import OpeningHours
from tests.builders import (
    DAY,
    at_hour,
    build_activity,
    build_centre,
    build_session,
    build_type,
)
from tests.project.test_tooling_repository import ROOT

pytestmark = pytest.mark.django_db
FRAME = "/en/activities/share/embed/"
PARTNER = "https://partner.example.org"


def plan(slug, in_days=1, **fields):
    return build_session(build_activity(slug, **fields), at_hour(18, in_days=in_days))


def who_frames(answer):
    policy = dict(
        part.strip().split(" ", 1)
        for part in answer.headers["Content-Security-Policy"].split(";")
    )
    return policy["frame-ancestors"], answer.headers.get("X-Frame-Options")


NOBODY = ("'none'", "DENY")


def test_the_listed_sites_frame_it_and_nobody_else_anything(client):
    build_centre(framed_by=f"{PARTNER}\nhttps://city.example.org:8443")
    plan("a")
    framed = client.get(FRAME)
    listed = (f"{PARTNER} https://city.example.org:8443", None)
    assert who_frames(framed) == listed
    etag = framed.headers["ETag"]
    again = client.get(FRAME, headers={"If-None-Match": etag})
    # A browser takes these headers over, into the page that it has.
    assert (again.status_code, who_frames(again)) == (304, listed)
    for path in ("/en/activities/", "/en/activities/a/", "/en/nothing/", f"{FRAME}x/"):
        assert (path, who_frames(client.get(path))) == (path, NOBODY)
    assert who_frames(client.post(FRAME)) == NOBODY


def test_no_other_module_lets_anything_be_framed():
    words = ("xframe_options", "_csp_", "csp_exempt", "csp_update", "csp_replace")
    code = (
        p for app in ("centre", "events", "news") for p in ROOT.glob(f"{app}/**/*.py")
    )
    found = {
        str(path.relative_to(ROOT))
        for path in code
        if any(word in path.read_text() for word in words)
    }
    assert found == {"centre/web/framing.py"}


def test_with_no_site_listed_nobody_frames_it(client):
    build_centre()
    assert who_frames(client.get(FRAME)) == NOBODY


def test_all_else_of_the_policy_is_the_sites_own(client):
    build_centre(framed_by=PARTNER)
    ours = client.get("/en/activities/").headers["Content-Security-Policy"]
    theirs = client.get(FRAME).headers["Content-Security-Policy"]
    assert theirs == ours.replace(
        "frame-ancestors 'none'", f"frame-ancestors {PARTNER}"
    )


def test_a_changed_list_is_seen_at_once_by_whoever_asks_again(client):
    build_centre(framed_by=PARTNER)
    etag = client.get(FRAME).headers["ETag"]
    Centre.objects.update(framed_by="")
    again = client.get(FRAME, headers={"If-None-Match": etag})
    assert (again.status_code, who_frames(again)) == (304, NOBODY)
    assert "s-maxage=60" in again.headers["Cache-Control"]


def test_whatever_the_database_holds_the_header_has_sites_alone(client, monkeypatch):
    build_centre()
    held = f"* ; script-src *\nhttps://*.org\n{PARTNER}\nhttps://a.org/x\n'self'"
    assert who_frames(client.get(FRAME)) == NOBODY
    monkeypatch.setattr(Centre, "load", classmethod(lambda cls: cls(framed_by=held)))
    assert who_frames(client.get(FRAME)) == (PARTNER, None)


@pytest.mark.once
def test_it_shows_what_is_chosen_and_leads_to_the_site(client):
    build_centre(framed_by=PARTNER)
    plan("a", languages=["uk"], type=build_type("spotkania"))
    plan("b", 20, languages=["uk"])
    plan("c", languages=["pl"])
    plan("draft", published_at=None, languages=["uk"])
    plan("coming", published_at=timezone.now() + DAY, languages=["uk"])
    offer = build_activity("dyzur", standing=True, languages=["uk"])
    OpeningHours.objects.create(
        activity=offer, weekday=1, opens="10:00", closes="12:00"
    )
    html = client.get(f"{FRAME}?held_in=uk&utm=x").text
    links = re.findall(r'<a [^>]*?href="([^"]+)"', html)
    assert links == [
        "/en/",
        "/en/activities/a/",
        f"{FRAME}?held_in=uk&amp;week=2026-W51",
        "/en/activities/dyzur/",
        "/en/activities/?held_in=uk",
    ]
    # Links open in place of the partner's page, further pages inside the frame.
    assert '<base target="_top">' in html
    assert re.findall(r'target="_self" href="([^"]+)"', html) == [links[2]]
    later = client.get(links[2].replace("&amp;", "&")).text
    assert "/en/activities/b/" in later
    assert f'href="{FRAME}?held_in=uk"' in later
    kind = client.get(f"{FRAME}?kind=spotkania&when=7-days&view=month").text
    assert "Type spotkania" in kind
    found = re.findall(r'<h3[^>]*><a href="/en/activities/(\w+)/', kind)
    assert found == ["a", "c"]


def test_it_sets_no_cookie_and_has_no_script(client):
    build_centre()
    answer = client.get(FRAME)
    assert dict(answer.cookies) == {}
    assert "Vary" not in answer.headers
    assert "<script" not in answer.text
    assert '<meta name="robots" content="noindex, follow">' in answer.text
    assert "public" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries(client, count, django_assert_num_queries):
    build_centre(framed_by=PARTNER)
    for number in range(count):
        plan(f"a{number}")
        build_activity(f"o{number}", standing=True)
    with django_assert_num_queries(6):
        client.get(FRAME)


def test_staff_list_the_sites_and_get_the_code_to_paste(admin_client):
    build_centre(name_en='The "House" <b>')
    url = "/en/admin/centre/centre/1/change/"
    html = admin_client.get(url).text
    with translation.override("uk"):
        address = reverse("events:programme-embed")
    assert f'&lt;iframe src="http://127.0.0.1:8000{address}"' in html.replace(
        "&quot;", '"'
    )
    assert (
        "title=&quot;The &amp;quot;House&amp;quot; &amp;lt;b&amp;gt;: What’s on" in html
    )
    assert html.count("loading=&quot;lazy&quot;") == 3
