"""No line of our own log opens anything."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from centre.content.addresses import is_below_secret, mask_secrets
from centre.web.logs import SecretsFilter
from tests.builders import build_centre, build_visit, register
from tests.helpers import token_url
from tests.project.test_pages import token_routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TOKEN = "5d41402abc4b2a76b9719d911017c592" * 2


@pytest.fixture
def log():
    """Everything that reaches the log, as our handler writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(SecretsFilter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


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


def test_the_handler_of_the_settings_has_the_filter():
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets"]
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
