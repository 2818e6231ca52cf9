"""Limits that hold over all processes, and the traps for programs."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from events import rates
from events.models import OutgoingEmail, RateWindow
from tests.builders import build_registration, build_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def limit(monkeypatch):
    monkeypatch.setitem(rates.LIMITS, "register", 2)


def test_beyond_the_limit_it_is_too_often_until_the_next_hour(limit):
    now = timezone.now().replace(minute=10)
    rates.count("register", "192.0.2.1", now)
    rates.count("register", "192.0.2.1", now)
    with pytest.raises(rates.TooOften):
        rates.count("register", "192.0.2.1", now)
    rates.count("register", "192.0.2.2", now)
    rates.count("register", "192.0.2.1", now + timedelta(hours=1))


def test_the_table_does_not_say_who_it_was(limit):
    rates.count("register", "192.0.2.1")
    rates.count("register", "192.0.2.2")
    keys = RateWindow.objects.values_list("key", flat=True)
    assert [len(key) for key in keys] == [64, 64]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("proxy", "expected"), [(None, "198.51.100.7"), (("X", "https"), "192.0.2.9")]
)
def test_the_address_is_the_one_that_our_proxy_wrote(settings, proxy, expected):
    settings.SECURE_PROXY_SSL_HEADER = proxy
    request = RequestFactory().get(
        "/",
        REMOTE_ADDR="198.51.100.7",
        HTTP_X_FORWARDED_FOR="203.0.113.5, 192.0.2.9",
    )
    assert rates.address_of(request) == expected


def test_a_link_is_not_sent_more_often_than_anybody_loses_it(client, monkeypatch):
    monkeypatch.setitem(rates.LIMITS, "send-link", 2)
    build_registration(build_visit())
    for _ in range(4):
        answer = client.post("/en/lost-link/", {"email": "Contact@example.org"})
        assert answer.status_code == 302
    assert OutgoingEmail.objects.filter(kind="registration_link").count() == 2


def test_visits_are_not_asked_for_by_programs(client, monkeypatch):
    page = client.post("/en/ask-for-a-visit/", {"website": "x"})
    assert page.status_code == 200
    assert 'name="website"' in page.text
