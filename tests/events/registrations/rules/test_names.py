"""Fewer places than names: who is left out, and what is heard of it."""

import pytest
from django.utils import timezone

from events.exceptions import TooManyNames
from events.models import Delegate, OutgoingEmail, Registration
from events.registrations.rules.change_requests import accept_change, request_change
from events.registrations.rules.decisions import (
    approve_registration,
    reopen_registration,
)
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.rules.waiting import accept_offer
from tests.builders import build_registration, build_staff, build_visit
from tests.helpers import reread

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("first_mails"),
]

NAMES = ("Ґанна", "Łucja", "Ada")


@pytest.fixture
def visit():
    return build_visit(capacity=10, largest_group=9, waiting_list="fill")


def now():
    return timezone.now()


def with_names(visit, emails=(), **fields):
    """Register three people by name; those of `emails` have an address."""
    registration = build_registration(visit, names=(), **fields)
    for name in NAMES:
        email = f"{NAMES.index(name)}@example.org" if name in emails else ""
        person = DelegateData(full_name=name, email=email)
        add_delegate(registration=registration, person=person, at=now())
    return registration


@pytest.fixture
def offered(visit):
    """One that wants three places and is offered two."""
    first = build_registration(visit, seats=8, contact_email="first@example.org")
    second = build_registration(visit, seats=2, contact_email="second@example.org")
    registration = with_names(visit, emails=NAMES, may_wait=True, min_seats=1)
    assert registration.status == "waitlisted"
    withdraw_registration(registration=second, at=now())
    registration = reread(registration)
    assert (registration.status, registration.seats, first.seats) == ("offered", 2, 8)
    return registration


def people(registration):
    return [*registration.delegates.values_list("full_name", flat=True)]


def key(registration, name):
    return registration.delegates.get(full_name=name).pk


def heard(*kinds):
    mails = OutgoingEmail.objects.filter(kind__in=kinds).order_by("recipient")
    return [*mails.values_list("recipient", flat=True)]


def all_are_sent():
    OutgoingEmail.objects.filter(state="queued").update(state="sent", sent_at=now())


def lower(registration, **leaving):
    return change_seats(registration=registration, seats=2, at=now(), **leaving)


def approve(registration, **leaving):
    staff = build_staff()
    return approve_registration(
        registration=registration, at=now(), staff=staff, **leaving
    )


def accept(registration, **leaving):
    return accept_offer(registration=registration, at=now(), **leaving)


@pytest.mark.parametrize("take", [accept, approve])
def test_an_offer_of_fewer_places_is_taken_with_the_chosen_ones(offered, take):
    with pytest.raises(TooManyNames):
        take(offered)
    assert (reread(offered).status, people(offered)) == ("offered", [*NAMES])


def test_whoever_is_left_out_of_an_offer_is_off_the_list(offered):
    accept(offered, leaving={key(offered, "Łucja")})
    taken = reread(offered)
    assert (taken.status, taken.seats, people(taken)) == (
        "confirmed",
        2,
        ["Ґанна", "Ada"],
    )


def test_staff_who_approve_an_offer_choose_too(offered):
    approve(offered, leaving={key(offered, "Ada")})
    assert people(offered) == ["Ґанна", "Łucja"]


@pytest.mark.parametrize("status", ["confirmed", "requested", "waitlisted"])
def test_a_smaller_number_asks_who_comes_in_one_step(visit, status):
    registration = with_names(visit)
    Registration.objects.update(status=status)
    with pytest.raises(TooManyNames):
        lower(registration)
    lower(registration, leaving={key(registration, "Ada")})
    assert (reread(registration).seats, people(registration)) == (2, ["Ґанна", "Łucja"])


def test_too_few_left_out_changes_nothing(visit):
    registration = with_names(visit)
    with pytest.raises(TooManyNames):
        change_seats(
            registration=registration,
            seats=1,
            at=now(),
            leaving={key(registration, "Ada")},
        )
    assert (reread(registration).seats, people(registration)) == (3, [*NAMES])


def test_where_all_names_fit_nobody_is_taken_off(visit):
    registration = with_names(visit, seats=5)
    change_seats(
        registration=registration,
        seats=3,
        at=now(),
        leaving={key(registration, "Ada")},
    )
    assert people(registration) == [*NAMES]


def test_nobody_of_another_delegation_is_taken_off(visit):
    registration = with_names(visit)
    other = with_names(visit, contact_email="other@example.org")
    with pytest.raises(TooManyNames):
        lower(registration, leaving={key(other, "Ada")})
    assert Delegate.objects.count() == 6


def test_who_was_told_of_the_list_is_told_of_leaving_it_and_nobody_else(visit):
    registration = with_names(visit, emails=["Łucja"])
    assert heard("delegate_told") == ["1@example.org"]
    all_are_sent()
    leaving = {key(registration, name) for name in ("Łucja", "Ada")}
    change_seats(registration=registration, seats=1, at=now(), leaving=leaving)
    assert heard("delegate_removed") == ["1@example.org"]
    assert heard("registration_changed") == ["contact@example.org"]


def test_who_was_never_told_hears_nothing(visit):
    registration = with_names(visit, emails=NAMES)
    lower(registration, leaving={key(registration, "Łucja")})
    assert heard("delegate_told", "delegate_removed") == [
        "0@example.org",
        "2@example.org",
    ]


def test_staff_who_accept_a_smaller_number_choose_who_comes(visit):
    registration = with_names(visit)
    change = request_change(registration=registration, at=now(), seats=2)
    staff = build_staff()
    with pytest.raises(TooManyNames):
        accept_change(change=change, at=now(), staff=staff)
    leaving = {key(registration, "Ґанна")}
    accept_change(change=change, at=now(), staff=staff, leaving=leaving)
    assert (reread(registration).seats, people(registration)) == (2, ["Łucja", "Ada"])


def test_who_left_an_offer_of_fewer_places_waits_again_for_all_of_them(offered):
    withdraw_registration(registration=offered, at=now())
    Registration.objects.exclude(pk=offered.pk).update(seats=10, wanted_seats=10)
    again = reopen_registration(registration=offered, at=now(), staff=build_staff())
    assert (again.status, again.seats, people(again)) == ("waitlisted", 3, [*NAMES])
