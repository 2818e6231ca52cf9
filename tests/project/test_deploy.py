"""What the ready-made server files promise."""

import re

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from centre.content.addresses import SECRET
from tests.project.test_pages import VALUES, routes

pytestmark = pytest.mark.once
DEPLOY = settings.BASE_DIR / "deploy"
TOKEN = "0fA3-_bcdefghijklmnopqrstuvwxyz0123456789ABCDEF"


def logged(path: str) -> str:
    """Return what nginx's log says of a path, by the table in its file."""
    text = (DEPLOY / "nginx" / "centre.conf").read_text()
    table = re.search(r"map \$uri \$logged_uri \{(.*?)\n\}", text, re.DOTALL)
    assert table
    for pattern, shown in re.findall(r'"~(.*)" (\S+);', table[1]):
        if match := re.search(pattern.replace("(?<", "(?P<"), path):
            return path if shown == "$uri" else match[shown[1:]]
    return "-"


def secret_paths():
    for name, kwargs in routes(values={**VALUES, "str": TOKEN, "slug": TOKEN}):
        if SECRET not in kwargs:
            continue
        for code in settings.MODELTRANSLATION_LANGUAGES:
            with translation.override(code):
                try:
                    yield reverse(name, kwargs=kwargs)
                except NoReverseMatch:
                    continue


def test_no_log_of_the_web_server_has_a_secret_link():
    paths = [*secret_paths()]
    assert len(paths) > 30
    assert [p for p in paths if TOKEN not in p] == []
    # Also mistyped ones: without the language, doubled, behind a section of the public.
    paths += [p[3:] for p in paths] + [p.replace("/", "//", 1) for p in paths]
    paths += [f"/en/news/{TOKEN}/", f"/{TOKEN}", f"/en/{TOKEN}/"]
    assert [p for p in paths if TOKEN[:12] in logged(p)] == []


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/en/news/registration-is-open/", "/en/news/"),
        ("/pl/", "/pl/"),
        ("/robots.txt", "/robots.txt"),
        ("/media/pictures/0a1b2c.jpg", "/media/pictures/0a1b2c.jpg"),
        ("/wp-login.php", "/wp-login.php"),
        ("/.env", "/.env"),
        ("/../etc/passwd", "-"),
    ],
)
def test_the_log_says_which_part_of_the_site_was_asked_for(path, shown):
    assert logged(path) == shown
