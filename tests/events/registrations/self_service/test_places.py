"""The page that asks who comes, where there are more names than places."""

import re

import pytest
from django.utils import timezone, translation

from events.models import Registration
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.seats import withdraw_registration
from tests.builders import build_centre, build_registration, build_visit
from tests.helpers import reread, token_url

pytestmark = pytest.mark.django_db

NAMES = ("Ґанна", "Łucja", "Ada")


@pytest.fixture
def visit(db):
    build_centre()
    return build_visit(capacity=10, largest_group=9, waiting_list="fill")


@pytest.fixture
def registration(visit):
    return build_registration(visit, names=NAMES)


@pytest.fixture
def offered(visit):
    """One that wants three places and is offered two."""
    build_registration(visit, seats=8, contact_email="first@example.org")
    second = build_registration(visit, seats=2, contact_email="second@example.org")
    waiting = build_registration(visit, names=NAMES, may_wait=True, min_seats=1)
    withdraw_registration(registration=second, at=timezone.now())
    return reread(waiting)


def keys(registration, *names):
    rows = registration.delegates.in_bulk()
    return [str(pk) for pk, person in rows.items() if person.full_name in names]


def ticked(page):
    """Return who is asked about, and whether each is ticked."""
    rows = re.findall(
        r'<label[^>]*>\s*<input ([^>]*name="coming"[^>]*)>\s*([^\s<]+)', page
    )
    return {name: "checked" in attributes for attributes, name in rows}


def people(registration):
    return [*registration.delegates.values_list("full_name", flat=True)]


def answer(registration, *coming, shown=NAMES, **more):
    return {
        "shown": keys(registration, *shown),
        "coming": keys(registration, *coming),
        **more,
    }


def test_a_smaller_number_leads_to_the_question(client, registration):
    url = token_url("registration-seats", registration)
    response = client.post(url, {"seats": "2"})
    assert response.url == f"{url}?seats=2"
    page = client.get(response.url)
    assert ticked(page.text) == dict.fromkeys(NAMES, True)
    assert 'name="seats" value="2"' in page.text
    [heading] = re.findall(r'<h1 class="long">(.*?)</h1>', page.text)
    assert heading == "Who is coming?"
    client.post(url, answer(registration, "Ґанна", "Ada", seats="2"))
    assert (reread(registration).seats, people(registration)) == (2, ["Ґанна", "Ada"])


def test_too_many_ticks_are_told_and_kept(client, registration):
    url = token_url("registration-seats", registration)
    page = client.post(
        f"{url}?seats=1", answer(registration, "Ґанна", "Ada", seats="1")
    )
    assert page.context["form"].errors == {
        "coming": ["There is 1 place. Tick at most 1 person"]
    }
    assert ticked(page.text) == {"Ґанна": True, "Łucja": False, "Ada": True}
    assert 'name="seats" value="1"' in page.text
    assert (reread(registration).seats, people(registration)) == (3, [*NAMES])


def test_no_tick_at_all_is_a_question_and_no_answer(client, registration):
    url = token_url("registration-seats", registration)
    page = client.post(f"{url}?seats=2", answer(registration, seats="2"))
    with translation.override("en"):
        assert page.context["form"].errors == {"coming": ["Tick who is coming"]}
    assert people(registration) == [*NAMES]


def test_somebody_added_meanwhile_is_not_taken_off(client, registration):
    Registration.objects.update(seats=4, wanted_seats=4)
    add_delegate(
        registration=registration,
        person=DelegateData(full_name="Нова"),
        at=timezone.now(),
    )
    url = token_url("registration-seats", registration)
    page = client.post(
        f"{url}?seats=2", answer(registration, "Ґанна", "Ada", seats="2")
    )
    assert page.context["form"].errors == {
        "coming": ["There are 2 places. Tick at most 2 people"]
    }
    assert ticked(page.text) == {
        "Ґанна": True, "Łucja": False, "Ada": True, "Нова": False
    }  # fmt: skip
    assert people(registration) == [*NAMES, "Нова"]
    everybody = answer(registration, "Ada", "Нова", shown=[*NAMES, "Нова"], seats="2")
    client.post(url, everybody)
    assert people(registration) == ["Ada", "Нова"]


def test_somebody_who_left_meanwhile_is_passed_over(client, registration):
    url = token_url("registration-seats", registration)
    sent = answer(registration, "Ґанна", "Łucja", seats="2")
    registration.delegates.get(full_name="Łucja").delete()
    client.post(url, sent)
    assert (reread(registration).seats, people(registration)) == (2, ["Ґанна", "Ada"])


def test_more_places_again_take_nobody_off(client, registration):
    url = token_url("registration-seats", registration)
    client.post(url, answer(registration, "Ґанна", seats="3"))
    assert people(registration) == [*NAMES]


@pytest.mark.once
@pytest.mark.parametrize("number", ["-1", "0", "abc", "9" * 30, "٢", ""])
def test_an_invented_number_in_the_address_asks_nothing(client, registration, number):
    url = token_url("registration-seats", registration)
    page = client.get(url, {"seats": number})
    assert page.status_code == 200


@pytest.mark.once
def test_an_offer_of_fewer_places_leads_to_the_question(client, offered):
    page = client.get(token_url("registration", offered)).text
    url = token_url("registration-offer", offered)
    assert re.findall(rf'<(\w+) class="button" href="{url}">', page) == ["a"]
    assert "3 of 3 names are written down." in page
    assert client.post(url).url == url
    page = client.get(url)
    assert ticked(page.text) == dict.fromkeys(NAMES, True)
    page = client.post(url, answer(offered, *NAMES))
    assert page.context["form"].errors == {
        "coming": ["There are 2 places. Tick at most 2 people"]
    }
    done = client.post(url, answer(offered, "Łucja", "Ada"))
    assert done.url == token_url("registration", offered)
    taken = reread(offered)
    assert (taken.status, people(taken)) == ("confirmed", ["Łucja", "Ada"])
    assert "2 of 2 names are written down." in client.get(done.url).text


def test_who_was_not_shown_is_asked_about_before_an_offer_is_taken(client, offered):
    url, shown = token_url("registration-offer", offered), ("Ґанна", "Ada")
    page = client.post(url, answer(offered, *shown, shown=shown))
    assert page.context["form"].errors == {
        "coming": ["There are 2 places. Tick at most 2 people"]
    }
    assert [*ticked(page.text)] == [*NAMES]
    assert (reread(offered).status, people(offered)) == ("offered", [*NAMES])


def test_an_offer_that_fits_all_names_asks_nothing(client, offered):
    offered.delegates.get(full_name="Ada").delete()
    url = token_url("registration-offer", offered)
    assert client.get(url).url == token_url("registration", offered)
    client.post(url)
    assert reread(offered).status == "confirmed"


def test_an_offer_that_is_over_says_so_whoever_comes(client, offered, time_machine):
    url, sent = token_url("registration-offer", offered), answer(offered, "Ada")
    time_machine.move_to(offered.offer_expires_at)
    page = client.post(url, sent)
    assert page.templates[0].name == "events/registrations/self_service/too_late.html"
    assert (reread(offered).status, people(offered)) == ("offered", [*NAMES])
