"""The addresses that machines ask."""

import json

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from centre.watch import probes
from events.models import ClockRun

pytestmark = pytest.mark.django_db
TOKEN = "watch-" * 6
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _fresh(settings):
    cache.delete("readings")
    settings.CENTRE_WATCH_TOKEN = TOKEN
    ClockRun.objects.create(at=timezone.now())


def broken():
    raise OperationalError


def test_it_says_that_it_lives_whatever_the_database_does(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_balancer_gets_its_answer_as_it_is(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get(path, headers={"Host": "10.0.0.7:8000", **BEARER})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert dict(answer.cookies) == {}
    assert client.head(path, headers=BEARER).status_code == 200
    assert client.post(path, headers=BEARER).status_code == 405
    assert path not in client.get("/sitemap.xml").text


def test_everybody_hears_whether_it_is_ready_and_no_more(client, monkeypatch):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    ClockRun.objects.all().delete()
    assert client.get("/readyz").status_code == 200  # of some seconds ago
    cache.delete("readings")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
    # A server that can serve is not taken away for that.
    assert client.get("/readyz?serving").status_code == 200
    monkeypatch.setattr(probes, "read_serving", broken)
    assert client.get("/readyz?serving").status_code == 503


def test_a_watcher_hears_why(client, monkeypatch):
    ClockRun.objects.update(failing=["mail"])
    answer = client.get("/readyz", headers=BEARER)
    told = json.loads(answer.text)
    assert (answer.status_code, told["ready"]) == (503, False)
    assert told["readings"]["due_work"] == {"number": 1, "fine": False}
    assert [*told["readings"]] == [
        *("migrations", "clock", "due_work", "mail", "task", "picture", "purge"),
        *("disk_free", "read_only"),
    ]
    monkeypatch.setattr(probes, "read_all", lambda at: broken())
    cache.delete("readings")
    told = json.loads(client.get("/readyz", headers=BEARER).text)
    assert told["readings"] == {"database": {"number": None, "fine": False}}


@pytest.mark.parametrize(
    "given", ["", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer żółć", TOKEN]
)
def test_only_the_token_opens_the_details(client, given):
    headers = {"Authorization": given}
    assert client.get("/readyz", headers=headers).text == "ok\n"
    answer = client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_without_a_token_set_nobody_gets_details(client, settings):
    settings.CENTRE_WATCH_TOKEN = ""
    headers = {"Authorization": "Bearer "}
    assert client.get("/metrics", headers=headers).status_code == 404
    assert client.get("/readyz", headers=headers).text == "ok\n"
