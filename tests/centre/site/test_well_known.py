"""What programs look for at fixed addresses."""

import io
import json
from datetime import datetime

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from tests.builders import DAY, build_centre

# Days of a year stand in it; what depends on the hour is tried where it is decided.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_manifest_names_the_house_and_its_icons(client):
    build_centre(lead_uk="Одним реченням.")
    answer = client.get("/uk/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    icons = json.loads(answer.content).pop("icons")
    assert {k: v for k, v in json.loads(answer.content).items() if k != "icons"} == {
        "name": "Тестовий дім",
        "short_name": "Тестовий дім",
        "description": "Одним реченням.",
        "lang": "uk",
        "dir": "ltr",
        "id": "/uk/",
        "start_url": "/uk/",
        "scope": "/",
        "display": "browser",
        "background_color": "#fbf6ec",
        "theme_color": "#fbf6ec",
    }
    for icon in icons:
        file = site_settings.BASE_DIR / icon["src"].lstrip("/")
        with Image.open(file) as image:
            assert "{}x{}".format(*image.size) == icon["sizes"]
    assert [icon.get("purpose") for icon in icons] == [None, None, "maskable"]
    link = '<link rel="manifest" href="/uk/manifest.webmanifest">'
    assert link in client.get("/uk/").text


def test_a_house_without_a_name_has_a_manifest_too(client):
    build_centre(name_pl="", name_en="", name_uk="")
    facts = json.loads(client.get("/en/manifest.webmanifest").content)
    assert facts["name"] == facts["short_name"] == "127.0.0.1:8000"


def test_the_icon_that_nobody_names_is_there(client):
    answer = client.get("/favicon.ico")
    assert answer.headers["Content-Type"] == "image/x-icon"
    with Image.open(io.BytesIO(answer.content)) as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert "max-age=86400" in answer.headers["Cache-Control"]


def pixels(file):
    with Image.open(file) as image:
        return image.tobytes()


def test_the_icons_are_what_the_program_draws(tmp_path):
    call_command("draw_icons", into=tmp_path)
    drawn = {file.name: pixels(file) for file in tmp_path.iterdir()}
    kept = site_settings.BASE_DIR / "static" / "img"
    assert drawn == {name: pixels(kept / name) for name in drawn}
    assert len(drawn) == 4


def security(client):
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain"
    return dict(line.split(": ", 1) for line in answer.text.splitlines())


def test_whoever_finds_a_hole_knows_whom_to_tell(client, settings):
    build_centre(email="house@example.org")
    assert security(client) == {
        "Contact": "mailto:house@example.org",
        "Expires": "2027-05-24T00:00:00Z",
        "Preferred-Languages": "pl, en, uk",
        "Canonical": "http://127.0.0.1:8000/.well-known/security.txt",
    }
    build_centre(email="")
    assert security(client)["Contact"] == "mailto:centrum@example.org"
    settings.CENTRE_SECURITY_CONTACT = "https://example.org/security"
    assert security(client)["Contact"] == "https://example.org/security"


def test_that_holds_in_years_to_come(client, time_machine):
    time_machine.move_to(timezone.now() + 2000 * DAY, tick=False)
    expires = datetime.fromisoformat(security(client)["Expires"])
    assert 179 <= (expires - timezone.now()).days <= 365


def test_robots_may_read_what_is_public(client):
    assert client.get("/robots.txt").text.splitlines() == [
        "User-agent: *",
        "Disallow: /*/admin/",
        "Sitemap: http://127.0.0.1:8000/sitemap.xml",
    ]


@pytest.mark.parametrize(
    "path", ["/robots.txt", "/.well-known/security.txt", "/en/manifest.webmanifest"]
)
def test_what_is_as_it_was_is_not_sent_again(client, path):
    answer = client.get(path)
    assert dict(answer.cookies) == {}
    etag = answer.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_a_page_to_read_says_what_may_be_fetched_before(client):
    build_centre()
    page = client.get("/en/about/")
    assert page.headers["Speculation-Rules"] == '"/speculation-rules.json"'
    assert "Speculation-Rules" not in client.get("/en/admin/login/").headers
    response = client.get("/speculation-rules.json")
    assert response["Content-Type"] == "application/speculationrules+json"
    where = {
        "and": [
            {"href_matches": "/*"},
            {"selector_matches": ".menu a, main :is(h2, h3) a"},
        ]
    }
    assert response.json() == {"prefetch": [{"where": where, "eagerness": "moderate"}]}
