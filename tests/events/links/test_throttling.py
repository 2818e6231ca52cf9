"""Limits that hold over all processes, and the traps for programs."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from events.links import throttling
from events.models import OutgoingEmail, RateWindow
from tests.builders import (
    build_centre,
    build_registration,
    build_visit,
    register,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def limit(monkeypatch):
    monkeypatch.setitem(throttling.LIMITS, "register", 2)


def test_beyond_the_limit_it_is_too_often_until_the_next_hour(limit):
    now = timezone.now().replace(minute=10)
    throttling.hit("register", "192.0.2.1", now)
    throttling.hit("register", "192.0.2.1", now)
    with pytest.raises(throttling.RateLimitExceeded):
        throttling.hit("register", "192.0.2.1", now)
    throttling.hit("register", "192.0.2.2", now)
    throttling.hit("register", "192.0.2.1", now + timedelta(hours=1))


@pytest.mark.parametrize(
    ("minute", "second", "left"), [(0, 0, 3600), (59, 0, 60), (59, 59, 1)]
)
def test_what_is_left_of_an_hour_is_rounded_up(minute, second, left):
    now = timezone.now().replace(minute=minute, second=second, microsecond=500_000)
    assert throttling.seconds_left(now) == left


def test_the_table_does_not_say_who_it_was(limit):
    throttling.hit("register", "192.0.2.1")
    throttling.hit("register", "192.0.2.2")
    keys = RateWindow.objects.values_list("key", flat=True)
    assert [len(key) for key in keys] == [64, 64]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [(0, "198.51.100.7"), (1, "192.0.2.9"), (2, "203.0.113.5"), (9, "203.0.113.4")],
)
def test_the_address_is_the_one_that_our_outermost_proxy_wrote(
    settings, proxies, expected
):
    settings.CENTRE_TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/",
        REMOTE_ADDR="198.51.100.7",
        HTTP_X_FORWARDED_FOR="203.0.113.4, 203.0.113.5, 192.0.2.9",
    )
    assert throttling.client_ip(request) == expected


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("192.0.2.9", "192.0.2.9"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(address, counted):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    assert throttling.client_ip(request) == counted


@pytest.mark.usefixtures("first_mails")
def test_a_link_is_not_sent_more_often_than_anybody_loses_it(client, monkeypatch):
    monkeypatch.setitem(throttling.LIMITS, "send-link", 2)
    build_registration(build_visit())
    for _ in range(4):
        answer = client.post("/en/lost-link/", {"email": "Contact@example.org"})
        assert answer.status_code == 302
    assert OutgoingEmail.objects.filter(kind="registration_link").count() == 2


WRONG = [
    "/en/registration/{}/",
    "/en/registration/{}/withdraw/",
    "/en/registration/{}/feedback/",
    "/en/person/{}/",
    "/en/request/{}/",
]


@pytest.mark.parametrize("path", WRONG)
def test_wrong_links_are_counted_and_then_asked_to_wait(client, monkeypatch, path):
    monkeypatch.setitem(throttling.LIMITS, "wrong-link", 2)
    answers = [client.get(path.format("0" * 64)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert "no-store" in answers[-1].headers["Cache-Control"]
    heading = "<h1>Please try again in a while</h1>"
    assert answers[-1].text.count(heading) == 1


def test_all_wrong_links_of_a_network_are_counted_together(client, monkeypatch):
    monkeypatch.setitem(throttling.LIMITS, "wrong-link", len(WRONG) - 1)
    codes = [client.post(path.format("0" * 64)).status_code for path in WRONG]
    assert codes == [404] * (len(WRONG) - 1) + [429]


def test_wrong_links_lock_no_right_one_out_of_the_same_network(client, monkeypatch):
    """At a conference hundreds of people share one address."""
    monkeypatch.setitem(throttling.LIMITS, "wrong-link", 0)
    build_centre()
    token = register(build_visit()).token
    assert client.get("/en/registration/0/").status_code == 429
    for _ in range(3):
        assert client.get(f"/en/registration/{token}/").status_code == 200
    assert RateWindow.objects.get().count == 1  # right ones are not counted


def test_who_is_asked_to_wait_reads_it_in_the_pages_language(client, monkeypatch):
    monkeypatch.setitem(throttling.LIMITS, "wrong-link", 0)
    page = client.get("/uk/zaiavka/0/")
    assert page.status_code == 429
    assert '<html lang="uk"' in page.text
