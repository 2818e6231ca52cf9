"""What the ready-made server files promise."""

import re

import pytest
from django.conf import settings
from django.db import connection
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


def test_the_database_logs_no_statement_with_its_values(db):
    """What people typed stands in statements, and in what PostgreSQL says of a row."""
    lines = (DEPLOY / "postgresql.conf").read_text().splitlines()
    given = dict(line.split(" = ") for line in lines if line[:1] not in {"", "#"})
    never = {
        "log_statement": "'none'",
        "log_min_duration_statement": "-1",
        "log_min_error_statement": "'panic'",
        "log_error_verbosity": "'terse'",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }
    assert {name: given.get(name) for name in never} == never
    with connection.cursor() as cursor:  # each is a setting that PostgreSQL knows
        for name, value in given.items():
            cursor.execute(f"SET LOCAL {name} = {value}")


def test_web_server_and_site_give_a_request_one_number():
    proxy = (DEPLOY / "nginx" / "centre-proxy.conf").read_text()
    assert "proxy_set_header X-Request-ID $request_id;" in proxy
    log = (DEPLOY / "nginx" / "centre.conf").read_text()
    assert "$request_id';" in log


# --- The folders ----------------------------------------------------------------------


def named_folders(text):
    """The folders of the site that a text names, by their names: {"media", ...}."""
    return {*re.findall(r"(?:/srv/centre|\$home)/([a-z]+)(?=[\s:]|$)", text)}


def made_folders():
    """The folders that `deploy/install` gives to the user of the site."""
    text = (DEPLOY / "install").read_text().replace("\\\n", " ")
    made = re.findall(r"^install -d -m 7[0-5]{2} -o centre -g centre (.*)$", text, re.M)
    return named_folders(" ".join(made))


def test_every_folder_that_a_server_names_is_made():
    units = "".join(
        line
        for unit in (DEPLOY / "systemd").glob("*.service")
        for line in unit.read_text().splitlines(keepends=True)
        if line.startswith(("ReadWritePaths=", "ReadOnlyPaths="))
    ).replace("=", " ")
    variables = (DEPLOY / "env.example").read_text().replace("=", " ")
    given_out = (DEPLOY / "nginx" / "centre.conf").read_text()
    served = re.findall(r"(?:alias|root) (/srv/centre/[a-z]+)", given_out)
    assert named_folders(variables) == made_folders()
    assert named_folders(units) == made_folders() - {"static"}  # collected by upgrade
    assert named_folders(" ".join(served)) == {"media", "pages", "static"}


def test_every_folder_that_a_server_names_is_in_the_image_and_outlives_it():
    image = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    (made,) = re.findall(r"install -d -o centre -g centre (.*)", image)
    assert named_folders(made) == made_folders()
    volumes = re.findall(r"- \S+:(/srv/\S+)", (DEPLOY / "compose.yaml").read_text())
    assert named_folders(" ".join(volumes)) == made_folders() - {"static"}


def test_the_processes_of_the_web_server_count_in_a_folder_that_is_new():
    unit = (DEPLOY / "systemd" / "centre-web.service").read_text()
    assert "RuntimeDirectory=centre-web\n" in unit
    assert "PROMETHEUS_MULTIPROC_DIR=/run/centre-web\n" in unit
