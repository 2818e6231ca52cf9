"""The style guide: for staff alone, and whole in every language without a row."""

import re

import pytest
from django.conf import settings

from tests.builders import build_centre, build_staff
from tests.project.test_tooling_repository import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What it need not show: parts of others, and what belongs to one page alone.
STATES = [
    "open",
    "waiting",
    "full",
    "opens-soon",
    "closed",
    "cancelled",
    "none",
    "past",
]


def test_it_is_for_staff_alone(client):
    response = client.get("/en/styleguide/")
    assert response.status_code == 302
    assert response["Location"] == "/en/admin/login/?next=/en/styleguide/"


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_it_shows_components_in_every_language(client, language):
    build_centre()
    client.force_login(build_staff())
    response = client.get(f"/{language}/styleguide/")
    html = response.text
    assert response.status_code == 200
    assert '<meta name="robots" content="noindex">' in html
    shown = re.findall(r"<code>([\w/]+\.html)</code></h2>", html)
    assert len(shown) == 13
    assert [name for name in shown if not (ROOT / "templates" / name).exists()] == []
    for count, part in [(6, 'class="session '), (11, 'class="visit"'), (4, "opening-")]:
        assert len(re.findall(part, html)) >= count, part
