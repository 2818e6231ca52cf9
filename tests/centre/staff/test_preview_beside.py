"""A preview stands beside its form: only our own pages may frame it."""

import pytest

from tests.builders import build_centre, build_post, build_staff
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def frames(response):
    """Who may frame a page, by both headers, and what it may frame itself."""
    policy = dict(
        part.strip().split(" ", 1)
        for part in response.headers["Content-Security-Policy"].split(";")
    )
    return (
        response.headers["X-Frame-Options"],
        policy["frame-ancestors"],
        policy.get("frame-src"),
        'id="beside"' in response.text,
    )


def test_the_form_frames_its_preview_and_nothing_else_is_framed(client):
    build_centre()
    client.force_login(build_staff())
    post = build_post("a", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/"
    form = client.get(f"{url}change/")
    refused = client.post(
        f"{url}change/", filled(form) | {"title_en": "a" * 161}, follow=True
    )
    assert {
        "form": frames(form),
        "preview": frames(client.get(f"{url}preview/")),
        "refused": frames(refused),
        "new": frames(client.get("/en/admin/news/post/add/")),
        "public": frames(client.get("/en/news/")),
    } == {
        "form": ("DENY", "'none'", "'self'", True),
        "preview": ("SAMEORIGIN", "'self'", None, False),
        "refused": ("DENY", "'none'", None, False),
        "new": ("DENY", "'none'", None, False),
        "public": ("DENY", "'none'", None, False),
    }
