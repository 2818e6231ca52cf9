"""Nobody guesses passwords; whoever has the right one comes in."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone, translation

from centre.accounts import hashers, throttling
from centre.accounts.forms import wait_in_words
from centre.accounts.models import SignInCounter
from centre.accounts.security_log import network_of
from centre.accounts.throttling import Attempt, MustWait
from tests.builders import build_staff
from tests.form_client import FormClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/en/admin/login/"
WRONG, RIGHT = "wrong", "password"


def try_it(client, password, ip="192.0.2.1", name="staff"):
    """What signing in comes to: "in", "wrong", or what is said of the wait."""
    sent = {"username": name, "password": password}
    response = client.post(URL, sent, REMOTE_ADDR=ip)
    if response.status_code == 302:
        return "in"
    with translation.override("en"):
        (first, *_more) = response.context["form"].non_field_errors()
    return "wrong" if first.startswith("Please enter the correct") else first


def test_the_wait_grows_and_is_told_and_ends():
    build_staff()
    client, said = FormClient(), []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for seconds in (0, 0, 0, 0, 0, 5, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900):
            clock.shift(timedelta(seconds=seconds))
            said.append(try_it(client, WRONG).split(". ")[-1])
        clock.shift(899)
        said.append(try_it(client, RIGHT).split(". ")[-1])
        clock.shift(1)
        said.append(try_it(client, RIGHT))
    assert said == [
        *["wrong"] * 4,
        "Wait 5 seconds.",
        "wrong",
        "Wait 10 seconds.",
        *["wrong"] * 9,
        "Wait 1 second.",
        "in",
    ]


def test_strangers_do_not_shut_out_the_owner():
    """Each way in that is open while others guess; the last one is the strangers'."""
    build_staff()
    known = FormClient()
    assert try_it(known, RIGHT) == "in"
    known.post("/en/admin/logout/")
    for number in range(60):
        try_it(FormClient(), WRONG, ip=f"198.51.100.{number % 12}")
    for _ in range(5):
        try_it(FormClient(), WRONG, ip="203.0.113.1", name="Staff ")
    ways = {
        "another address": (FormClient(), "192.0.2.77"),
        "a known browser at the strangers' address": (known, "203.0.113.1"),
        "theirs": (FormClient(), "203.0.113.1"),
    }
    said = {way: try_it(client, RIGHT, ip=ip) for way, (client, ip) in ways.items()}
    assert [*said.values()][:2] == ["in", "in"]
    assert "several wrong attempts" in said["theirs"]


def test_many_names_at_one_address_wait_and_an_account_of_ones_own_does_not_help():
    build_staff()
    build_staff(username="own")
    for number in range(30):
        assert try_it(FormClient(), WRONG, name=f"guess{number}") == "wrong"
    assert try_it(FormClient(), RIGHT, name="own") == "in"
    said = [try_it(FormClient(), WRONG, name=f"more{n}") for n in range(2)]
    assert said[0] == "wrong"
    assert "Wait 5 seconds." in said[1]


def test_a_cookie_that_nobody_signed_makes_no_browser_known():
    client = FormClient()
    client.cookies[throttling.COOKIE] = "WyJ4Il0:1aaaaa:" + "x" * 43
    for _ in range(4):
        try_it(client, WRONG)
    assert "several" in try_it(client, WRONG)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_counted_as_two():
    def begin(_number):
        try:
            Attempt.begin(RequestFactory().get("/"), "staff")
        except MustWait:
            return "wait"
        finally:
            connection.close()
        return "tried"

    with ThreadPoolExecutor(8) as pool:
        said = sorted(pool.map(begin, range(12)))
    assert said == ["tried"] * 4 + ["wait"] * 8


def test_the_table_stays_small_and_keeps_no_name_and_no_address(monkeypatch):
    monkeypatch.setattr(throttling, "MOST_COUNTERS", 6)
    for number in range(9):
        try_it(FormClient(), WRONG, name=f"name{number}", ip=f"192.0.2.{number}")
    rows = [*SignInCounter.objects.values_list("key", flat=True)]
    assert len(rows) == 6
    assert {len(key) for key in rows} == {64}
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        try_it(FormClient(), WRONG)
    assert SignInCounter.objects.count() == 2


def test_failures_are_logged_without_what_was_typed(caplog):
    user = build_staff()
    with caplog.at_level(logging.INFO, logger="centre.security"):
        try_it(FormClient(), "my secret word", ip="203.0.113.199")
        try_it(FormClient(), "x", ip="2001:db8:1:2::1", name="my secret word")
        try_it(FormClient(), RIGHT)
    said = [r.getMessage() for r in caplog.records if r.name == "centre.security"]
    assert said == [
        f"wrong password: user {user.pk}, from 203.0.113.0/24",
        "wrong password: no such user, from 2001:db8:1::/48",
        f"signed in: user {user.pk}, from 192.0.2.0/24",
    ]
    assert network_of("") == "nowhere known"


def test_two_passwords_are_hashed_at_once_and_no_third(monkeypatch):
    """Memory is what OWASP asks for; both ways of hashing wait for their turn."""
    hasher = hashers.BoundedArgon2PasswordHasher()
    encoded = hasher.encode("a password", hasher.salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify("a password", encoded)
    taken = [hashers._turns.acquire(blocking=False) for _ in range(3)]
    assert taken == [True, True, False]
    with ThreadPoolExecutor(2) as pool:
        verified = pool.submit(hasher.verify, "a password", encoded)
        hashed = pool.submit(hasher.encode, "a password", hasher.salt())
        try:
            for waiting in (verified, hashed):
                with pytest.raises(TimeoutError):
                    waiting.result(timeout=0.5)
        finally:
            hashers._turns.release()
            hashers._turns.release()
        assert verified.result(timeout=30)
        assert hashed.result(timeout=30).startswith("argon2$")


def test_a_wait_is_said_in_seconds_and_then_in_whole_minutes():
    with translation.override("en"):
        said = [wait_in_words(n)[0].split(". ")[-1] for n in (1, 59, 60, 61, 900)]
    assert said == [
        "Wait 1 second.",
        "Wait 59 seconds.",
        "Wait 1 minute.",
        "Wait 2 minutes.",
        "Wait 15 minutes.",
    ]
