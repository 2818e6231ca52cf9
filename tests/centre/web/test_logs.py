"""No line of our own log opens anything."""

import io
import json
import logging
import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import translation

from centre.content.addresses import is_below_secret, mask_secrets
from centre.web.logs import JsonFormatter, SecretsFilter, mask_personal
from centre.web.request_ids import begin_request
from tests.builders import build_centre, build_visit, register
from tests.helpers import token_url
from tests.project.test_pages import token_routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TOKEN = "5d41402abc4b2a76b9719d911017c592" * 2


class Log(io.StringIO):
    """What was written, and what writes it."""

    handler: logging.Handler


@pytest.fixture
def log():
    """Everything that reaches the log, as our handler writes it."""
    stream = Log()
    handler = logging.StreamHandler(stream)
    handler.addFilter(SecretsFilter())
    stream.handler = handler
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def access():
    """A line for each request, as in production."""
    logging.getLogger("centre.access").setLevel(logging.INFO)
    yield
    logging.getLogger("centre.access").setLevel(logging.WARNING)


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("token", [TOKEN, f"{TOKEN}-{TOKEN}", "Short-One", TOKEN[:20]])
def test_every_address_with_a_token_is_masked(language, token):
    for name, kwargs in token_routes():
        with translation.override(language):
            path = reverse(name, kwargs={**kwargs, "token": token})
        for text in (
            path,
            path.upper(),
            f"{path}x/y",
            path.rstrip("/") + ".",
            path[3:],
        ):
            assert is_below_secret(text), text
            masked = mask_secrets(f"Not Found: {text}")
            assert token.lower() not in masked.lower()
            assert masked.startswith("Not Found: /")


def test_an_address_of_the_desk_stays_readable():
    line = "Not Found: /pl/admin/events/registration/5/change/"
    assert mask_secrets(line) == line


def test_every_kind_of_refusal_leaves_the_token_out(log):
    build_centre()
    registration = register(build_visit()).registration
    right = token_url("registration", registration)
    token = right.rstrip("/").rpartition("/")[2]
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.post(right, {"a": "b"})
    client.post(right, {"a": "b"}, headers={"Referer": f"http://other{right}"})
    client.put(right)
    for path in (f"{right}x/", right.replace("registration", "Registration") + "a/b"):
        client.get(path)
    client.get(right.replace(token, token[:-1]))
    lines = log.getvalue()
    assert len(lines.splitlines()) >= 5
    assert token[:16] not in lines
    assert re.findall("/en/[Rr]egistration/…", lines)


def test_what_is_below_a_line_is_masked_too(log):
    try:
        raise ValueError(f"/en/person/{TOKEN}/")
    except ValueError:
        logging.getLogger("events").exception("It failed at %s", f"/en/person/{TOKEN}/")
    assert TOKEN not in log.getvalue()
    assert log.getvalue().startswith("It failed at /en/person/…/")


DETAIL = """duplicate key value violates unique constraint "once"
DETAIL:  Key (contact_email)=(contact@example.org) already exists."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("550 <contact@example.org>: unknown", "550 <…@…>: unknown"),
        ("Not Found: /en/search/?q=Jan+Kowalski", "Not Found: /en/search/?…"),
        (DETAIL, DETAIL.partition("\n")[0] + "\nDETAIL: …"),
        ("LINE 1: INSERT INTO x VALUES ('Jan')", "LINE 1: …"),
        (
            'invalid input syntax for type uuid: "Jan"',
            "invalid input syntax for type uuid: …",
        ),
        ("Task id=5 done @ 10:00", "Task id=5 done @ 10:00"),
    ],
)
def test_what_is_of_a_person_is_masked(text, shown):
    assert mask_personal(text) == shown


def test_a_line_of_production_is_one_object(log):
    log.handler.setFormatter(JsonFormatter())
    begin_request("0123456789abcdef")
    try:
        raise ValueError("contact@example.org\nline")
    except ValueError:
        logging.getLogger("events").exception(
            "Failed at %s", f"/en/person/{TOKEN}/", extra={"request": TOKEN}
        )
    [line] = log.getvalue().splitlines()
    told = json.loads(line)
    assert told.pop("exception").endswith("ValueError: …@…\nline")
    assert datetime.fromisoformat(told.pop("time")).utcoffset() == timedelta(0)
    assert told == {
        "level": "ERROR",
        "logger": "events",
        "message": "Failed at /en/person/…/",
        "request": "0123456789abcdef",
    }


def test_each_request_is_a_line_that_names_no_address(log, access, client):
    log.handler.setFormatter(JsonFormatter())
    answer = client.get(f"/en/registration/{TOKEN}/?a=b")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert {line["request"] for line in lines} == {answer.headers["X-Request-ID"]}
    [told] = [line for line in lines if line["logger"] == "centre.access"]
    seen = {name: told[name] for name in ("method", "route", "status", "request")}
    assert seen == {
        "method": "GET",
        "route": "events:registration",
        "status": 404,
        "request": answer.headers["X-Request-ID"],
    }
    assert TOKEN not in log.getvalue()


def fail(*args, **kwargs):
    raise ValueError(f"/en/registration/{TOKEN}/ of contact@example.org")


def test_no_address_with_a_token_gets_into_any_log(log, access, monkeypatch):
    """Each is asked for and breaks; the worker's task breaks with it in its hands."""
    log.handler.setFormatter(JsonFormatter())
    monkeypatch.setattr(URLResolver, "resolve", fail)
    client = Client(raise_request_exception=False)
    asked = 0
    for name, kwargs in token_routes():
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                path = reverse(name, kwargs={**kwargs, "token": TOKEN})
            referer = {"Referer": f"https://example.org{path}"}
            client.post(f"{path}?t={TOKEN}", {"a": TOKEN}, headers=referer)
            asked += 1
    logging.getLogger("django_tasks").error("Task id=%s failed: %s", 5, path)
    lines = log.getvalue().splitlines()
    assert len(lines) >= 2 * asked > 60  # of access and of the error
    assert [line for line in lines if TOKEN[:12] in line or "contact@" in line] == []


def test_the_handler_of_the_settings_has_the_filter():
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets"]
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
