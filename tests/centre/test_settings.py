"""What the settings make of the environment, and what they refuse."""

import runpy
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

import centre
from centre.local.postgres import database_url

FOLDER = Path(centre.__file__).parent
PRODUCTION = {
    "CENTRE_ENV": "production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "example.org,www.example.org",
    "SITE_URL": "https://example.org/",
    "DATABASE_URL": "postgresql://u@localhost/x",
    "EMAIL_URL": "smtp://localhost:25",
    "DEFAULT_FROM_EMAIL": "centrum@example.org",
}
POOLED = {"DATABASE_POOLED": "true", "LISTEN_URL": "postgresql://u@db/x"}
NO_DATABASE = (
    "DATABASE_URL is not the address of a PostgreSQL database; "
    "one looks like postgresql://user:password@host:5432/name."
)


@pytest.fixture
def read(monkeypatch):
    """Read the settings anew in an environment of these variables alone."""
    monkeypatch.setattr(environ.Env, "read_env", lambda path: None)

    def read(**variables):
        monkeypatch.setattr(environ.Env, "ENVIRON", variables)
        return runpy.run_path(str(FOLDER / "settings.py"))

    return read


def refusal_of(read, **variables):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(**variables)
    return str(refusal.value)


def test_production_insists_on_https_and_serves_its_hosts(read):
    settings = read(**PRODUCTION)
    assert settings["ALLOWED_HOSTS"] == ["example.org", "www.example.org"]
    assert settings["SITE_URL"] == "https://example.org"
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["CENTRE_SHOWS_SAMPLES"] is False
    assert settings["DATABASES"]["default"]["NAME"] == "x"
    mail = settings["EMAIL_BACKEND"], settings["EMAIL_HOST"], settings["EMAIL_PORT"]
    assert mail == ("centre.smtp.EmailBackend", "localhost", 25)


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"CENTRE_ENV"}))
def test_production_does_not_start_without(read, name):
    assert refusal_of(read, **PRODUCTION | {name: ""}) == (
        f"Set {name}: production does not start without it. "
        "For a site on your own machine use `make run` (CENTRE_ENV=local)."
    )


def test_nothing_said_is_production(read):
    assert refusal_of(read).startswith("Set SECRET_KEY: production")


def test_an_environment_that_nobody_knows_is_refused(read):
    said = "CENTRE_ENV is 'prod'; it is one of production, local, test."
    assert refusal_of(read, CENTRE_ENV="prod") == said


def test_production_shows_no_secrets_in_its_errors(read):
    said = "DEBUG shows secrets to visitors: not in production."
    assert refusal_of(read, **PRODUCTION, DEBUG="true") == said


def test_production_logs_for_machines_and_tells_who_is_named(read):
    told = {"ADMINS": "a@example.org,b@example.org", "SENTRY_DSN": "https://k@h/1"}
    settings = read(**PRODUCTION, **told)
    handlers = settings["LOGGING"]["handlers"]
    assert handlers["stderr"]["formatter"] == "json"
    assert settings["LOGGING"]["root"]["handlers"] == ["stderr", "mail", "sentry"]
    assert {h["filters"][0] for h in handlers.values()} == {"secrets"}
    assert [a for _name, a in settings["ADMINS"]] == ["a@example.org", "b@example.org"]
    assert [*read(**PRODUCTION)["LOGGING"]["handlers"]] == ["stderr"]
    own = read(CENTRE_ENV="local")["LOGGING"]["handlers"]["stderr"]
    assert own["formatter"] == "line"


def test_a_site_of_ones_own_machine_needs_nothing(read):
    settings = read(CENTRE_ENV="local", PORT="8123")
    base = settings["BASE_DIR"]
    name, host = "centre", settings["DATABASES"]["default"]["OPTIONS"]["host"]
    assert f"host={host}&" in database_url(base)
    assert settings["DATABASES"]["default"]["NAME"] == name
    assert settings["SITE_URL"] == "http://127.0.0.1:8123"
    assert settings["EMAIL_FILE_PATH"] == base / ".local" / "mail"


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "postgresql://",
        "postgresql://host",
        "postgresql://u:secret@host:port/name",
        "mysql://u:secret@host/name",
        "sqlite:///db.sqlite3",
    ],
)
def test_a_broken_database_url_is_refused_without_its_password(read, url):
    assert refusal_of(read, CENTRE_ENV="local", DATABASE_URL=url) == NO_DATABASE


def test_only_tests_do_without_the_file_of_the_machine(read, monkeypatch):
    files = []
    monkeypatch.setattr(environ.Env, "read_env", files.append)
    read(CENTRE_ENV="test")
    assert files == []
    read(CENTRE_ENV="local")
    assert files == [FOLDER.parent / ".env"]


def test_production_leaves_uploaded_files_to_the_web_server(settings):
    def media():
        urls = runpy.run_path(str(FOLDER / "urls.py"))["urlpatterns"]
        return [str(u.pattern) for u in urls if "media" in str(u.pattern)]

    assert media() == ["^media/(?P<path>.{1,200})$"]
    settings.PRODUCTION = True
    assert media() == []


TWO = "Name two buckets, MEDIA_BUCKET for what anybody may see and "


@pytest.mark.parametrize(
    "buckets",
    [
        {"MEDIA_BUCKET": "a"},
        {"PRIVATE_BUCKET": "a"},
        {"MEDIA_BUCKET": "a", "PRIVATE_BUCKET": "a"},
    ],
)
def test_pictures_and_private_files_never_share_a_bucket(read, buckets):
    assert refusal_of(read, **PRODUCTION, **buckets).startswith(TWO)


def test_two_buckets_take_the_place_of_two_folders(read):
    on_disk = read(**PRODUCTION)["STORAGES"]
    assert on_disk["default"]["BACKEND"].endswith("FileSystemStorage")
    buckets = {
        "MEDIA_BUCKET": "a",
        "PRIVATE_BUCKET": "b",
        "STORE_ENDPOINT": "http://s3",
    }
    stores = read(**PRODUCTION, **buckets)["STORAGES"]
    named = {
        name: (stores[name]["BACKEND"].rpartition(".")[2], options["bucket_name"])
        for name in ("default", "private")
        if (options := stores[name]["OPTIONS"])
    }
    assert named == {
        "default": ("ObjectStorage", "a"),
        "private": ("PrivateObjectStorage", "b"),
    }
    assert stores["private"]["OPTIONS"].get("object_parameters") is None


@pytest.mark.parametrize(
    ("given", "url", "images"),
    [
        ({}, "/media/", ["'self'"]),
        ({"MEDIA_URL": "/media"}, "/media/", ["'self'"]),
        (
            {"MEDIA_URL": "https://media.example.org/house"},
            "https://media.example.org/house/",
            ["'self'", "https://media.example.org"],
        ),
    ],
)
def test_pictures_of_another_host_are_let_in_by_its_origin_alone(
    read, given, url, images
):
    settings = read(**PRODUCTION, **given)
    policy = settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert (settings["MEDIA_URL"], policy["img-src"]) == (url, images)
    assert policy["default-src"] == ["'none'"]


def test_a_pooler_is_asked_for_no_cursor_that_outlives_a_transaction(read):
    plain = read(**PRODUCTION)["DATABASES"]["default"]
    pooled = read(**PRODUCTION, **POOLED)["DATABASES"]["default"]
    name = "DISABLE_SERVER_SIDE_CURSORS"
    assert (plain[name], pooled[name]) == (False, True)


def test_behind_a_pooler_changes_are_heard_past_it_or_nothing_is_kept(read):
    """`LISTEN` is accepted there, answers, and hears nothing."""
    deaf = POOLED | {"LISTEN_URL": ""}
    assert refusal_of(read, **PRODUCTION, **deaf) == (
        "Set LISTEN_URL to the database's own address: through a pooler no change is "
        "heard, and former pages would be given out (docs/scaling.md)."
    )
    keeps_nothing = read(**PRODUCTION, **deaf, PAGE_CACHE_MB="0")
    assert keeps_nothing["CENTRE_PAGE_CACHE_BYTES"] == 0
    hears = read(**PRODUCTION, **POOLED)["CENTRE_LISTEN_URL"]
    assert hears == "postgresql://u@db/x"


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ({}, 0),
        ({"BEHIND_PROXY": "true"}, 1),
        ({"BEHIND_PROXY": "true", "TRUSTED_PROXIES": "2"}, 2),
        ({"TRUSTED_PROXIES": "2"}, 0),
    ],
)
def test_only_proxies_that_are_there_are_counted(read, given, number):
    assert read(**PRODUCTION, **given)["CENTRE_TRUSTED_PROXIES"] == number


def test_former_secret_keys_are_read_in_their_order(read):
    assert read(**PRODUCTION)["SECRET_KEY_FALLBACKS"] == []
    keys = read(**PRODUCTION, SECRET_KEY_FALLBACKS="b,a")["SECRET_KEY_FALLBACKS"]
    assert keys == ["b", "a"]
