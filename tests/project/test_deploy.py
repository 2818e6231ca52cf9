"""What the ready-made server files promise."""

import json
import os
import re
import shlex
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from centre.content.addresses import SECRET
from centre.web.caching import A_DAY
from tests.project.test_pages import VALUES, routes

pytestmark = pytest.mark.once
DEPLOY = settings.BASE_DIR / "deploy"
TOKEN = "0fA3-_bcdefghijklmnopqrstuvwxyz0123456789ABCDEF"


def logged(path: str) -> str:
    """Return what nginx's log says of an address as it was sent, by its table."""
    text = (DEPLOY / "nginx" / "centre.conf").read_text()
    table = re.search(r"map \$request_uri \$logged_uri \{(.*?)\n\}", text, re.DOTALL)
    assert table
    for pattern, shown in re.findall(r'"~(.*)" (\S+);', table[1]):
        if match := re.search(pattern.replace("(?<", "(?P<"), path):
            return match[shown[1:]]
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
    # As they were sent, which nginx and the site read otherwise.
    paths += [f"/static/{up}/en/x/{TOKEN}/" for up in ("..", "%2e%2e", "a/..", "")]
    paths += [
        f"{path}?next={TOKEN}" for path in ("/", "/en/", "/robots.txt", "/media/a")
    ]
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
        ("/en/news/?page=2", "/en/news/"),
        ("/media/pictures/0a1b2c.jpg?x=1", "/media/pictures/0a1b2c.jpg"),
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


def test_a_new_servers_database_has_these_settings():
    """All are of the kind that a cluster that runs reads anew."""
    steps = (DEPLOY / "install").read_text()
    placed = steps.index('postgresql.conf" "$cluster/conf.d/centre.conf"\n')
    assert placed < steps.index("pg_reload_conf()") < steps.index('deploy/upgrade"')


def test_web_server_and_site_give_a_request_one_number():
    proxy = (DEPLOY / "nginx" / "centre-proxy.conf").read_text()
    assert "proxy_set_header X-Request-ID $request_id;" in proxy
    log = (DEPLOY / "nginx" / "centre.conf").read_text()
    assert "$request_id';" in log


def test_web_server_and_site_have_their_way_to_https_kept_equally_long():
    text = (DEPLOY / "nginx" / "centre.conf").read_text()
    told = re.findall(r'add_header Cache-Control "([^"]+)";[^\n]*\n +return 301', text)
    assert told == [f"max-age={A_DAY['max_age']}"]


def test_the_site_answers_what_has_no_file_and_what_is_sent():
    """No file, none that may be read, another way than GET and HEAD."""
    text = (DEPLOY / "nginx" / "centre.conf").read_text()
    place = re.search(
        r"\n    location / \{\n        root (.*?)\n    \}", text, re.DOTALL
    )
    assert place
    assert "error_page 403 404 405 = @site;" in place[1]
    # Of the rewritten address the site must hear nothing.
    proxy = (DEPLOY / "nginx" / "centre-proxy.conf").read_text()
    assert "proxy_pass http://centre$request_uri;" in proxy


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


def test_what_was_killed_is_started_again_for_ever():
    """Debian's own units of nginx and PostgreSQL stay down then."""
    rules = written("systemd/restart.conf").splitlines()
    assert {"StartLimitIntervalSec=0", "Restart=on-failure"} <= {*rules}
    install = (DEPLOY / "install").read_text()
    (given,) = re.findall(r"for unit in (.*); do\n.*restart\.conf", install)
    assert given.split() == ["nginx.service", "postgresql@.service"]


def test_a_new_server_has_a_backup_at_once():
    """Without one `/readyz` says that it is not ready; and it is tried so."""
    steps = (DEPLOY / "install").read_text()
    start = steps.index("systemctl -q enable --now centre-web")
    # But no other one: of a day the last is kept, and this is made after migrating.
    only_first = "ls $home/backups/centre-* >/dev/null 2>&1 || "
    assert start < steps.index(f"{only_first}systemctl start centre-backup")


def test_the_processes_of_the_web_server_count_in_a_folder_that_is_new():
    unit = (DEPLOY / "systemd" / "centre-web.service").read_text()
    assert "RuntimeDirectory=centre-web\n" in unit
    assert "PROMETHEUS_MULTIPROC_DIR=/run/centre-web\n" in unit


# --- The containers -------------------------------------------------------------------


def written(name):
    """A file of deploy/ without its comments."""
    text = (DEPLOY / name).read_text()
    return re.sub(r"(?m)^ *#.*\n", "", text)


def image():
    return written("Containerfile").replace("\\\n", " ")


def service(name):
    """What the file of the containers says of one service."""
    (text,) = re.findall(
        rf"(?ms)^  {name}:\n(.*?)(?=^  \w|^\w)", written("compose.yaml")
    )
    return text


def given_variables():
    """What a web server in a container has in its environment, by the three files."""
    example = dict(
        line.split("=", 1) for line in written("env.example").splitlines() if line
    )
    (in_image,) = re.findall(r"(?m)^ENV (.*)$", image())
    compose = re.findall(
        r"(?m)^ +([A-Z_]+): (\S+)$",
        written("compose.yaml").partition("services:")[0] + service("web"),
    )
    own = {"SECRET_KEY": "s" * 64, "WATCH_TOKEN": "w" * 32}  # to be filled in
    found = example | dict(pair.split("=", 1) for pair in in_image.split()) | own
    found |= {n: v.replace("${DATABASE_PASSWORD:?}", "x") for n, v in compose}
    return {n: v for n, v in found.items() if n not in {"PATH", "PYTHONUNBUFFERED"}}


def test_production_starts_with_what_the_containers_give_it():
    """And it writes nothing into the image, which is read-only there."""
    code = (
        "import centre.settings as s; found = vars(s).items();"
        "print(s.CENTRE_ENV, s.DATABASES['default']['HOST'],"
        " *(name for name, value in found if '.local' in str(value)))"
    )
    environment = given_variables() | {"PATH": os.environ["PATH"]}
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (told.stdout, told.stderr) == ("production database\n", "")


def test_every_folder_that_can_be_set_is_set_and_may_be_written():
    documented = re.findall(
        r"(?m)^\| `([A-Z_]+)` \|[^|]*\| (?:a )?folder ",
        (settings.BASE_DIR / "docs" / "deployment.md").read_text(),
    )
    assert len(documented) == 7
    variables = given_variables()
    kept = re.findall(r"- \S+:(/srv/\S+)", written("compose.yaml"))
    (forgotten,) = re.findall(r"tmpfs: \[(.*)\]", service("web"))
    forgotten = [place.strip(' "').partition(":")[0] for place in forgotten.split(",")]
    of_image = [variables["STATIC_ROOT"]]  # filled when it is built
    may_be_written = {*kept, *forgotten, *of_image}
    folders = {name: variables.get(name) for name in documented}
    assert {n: f for n, f in folders.items() if f not in may_be_written} == {}


def test_the_web_servers_folder_is_new_at_each_start_and_may_be_written():
    """Podman's `tmpfs` knows no owner; in the container there is but one user."""
    (options,) = re.findall(r'"/run/centre-web:([^"]*)"', service("web"))
    assert options == "mode=1777"
    others = (service("worker"), service("clock"), service("migrate"))
    assert ["PROMETHEUS_MULTIPROC_DIR" in text for text in others] == [False] * 3


def test_the_user_of_the_image_has_one_number_on_the_host_too():
    """The host gives folders to it, and lets its web server read them by the group."""
    assert re.findall(r"--[ug]id (\d+)", image()) == ["10001", "10001"]
    assert "the user and the group 10001" in (DEPLOY / "compose.yaml").read_text()


def started(unit):
    """The arguments by which a unit of systemd starts Python."""
    text = written(f"systemd/centre-{unit}.service").replace("\\\n", " ")
    (command,) = re.findall(r"(?m)^ExecStart=\S+/python (.*)$", text)
    return shlex.split(command)


def test_containers_run_what_systemd_runs():
    (command,) = re.findall(r"(?m)^CMD (.*)$", image())
    python, *web = json.loads(command)
    web[web.index("0.0.0.0")] = "127.0.0.1"  # noqa: S104 - of the container alone
    assert (python, web) == ("python", started("web"))
    for name in ("worker", "clock", "backup"):
        (command,) = re.findall(r"command: \[(.*)\]", service(name))
        assert shlex.split(command.replace(",", "")) == ["python", *started(name)]
