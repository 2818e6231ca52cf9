"""What the people of a delegation are told, in each of its statuses."""

import pytest
from django.utils import timezone

from events.models import Registration
from events.registrations.rules.decisions import (
    approve_registration,
    reopen_registration,
)
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    send_delegate_links,
)
from events.registrations.rules.seats import withdraw_registration
from events.registrations.rules.waiting import accept_offer
from tests.builders import DAY, build_centre, build_staff, build_visit, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]
Status = Registration.Status


@pytest.fixture
def visit():
    build_centre()
    return build_visit(waiting_list="fill")


def in_status(visit, status):
    registration = register(visit).registration
    ends_at = timezone.now() + DAY if status == Status.OFFERED else None
    Registration.objects.filter(pk=registration.pk).update(
        status=status, offer_expires_at=ends_at
    )
    registration.refresh_from_db()
    return registration


def enter_anna(registration):
    return add_delegate(
        registration=registration,
        person=DelegateData(full_name="Anna", email="anna@example.org"),
        at=timezone.now(),
    )


def mails_to_anna(registration):
    mails = registration.emails.filter(recipient="anna@example.org").order_by("pk")
    return [(mail.kind, mail.subject) for mail in mails]


TOLD = ("delegate_told", "You are on the list: Visit wizyta")


@pytest.mark.parametrize("status", Registration.ACTIVE)
def test_whoever_is_entered_hears_it_only_of_what_is_confirmed(visit, status):
    registration = in_status(visit, status)
    anna = enter_anna(registration)
    anna.refresh_from_db()
    confirmed = status == Status.CONFIRMED
    assert mails_to_anna(registration) == ([TOLD] if confirmed else [])
    assert (anna.told_at is not None) == confirmed


@pytest.mark.once
@pytest.mark.parametrize("status", Registration.ACTIVE)
def test_whoever_asks_for_a_link_reads_how_things_are(visit, status):
    registration = in_status(visit, status)
    enter_anna(registration)
    send_delegate_links(email="anna@example.org", at=timezone.now())
    mail = registration.emails.get(kind="registration_link")
    confirmed = status == Status.CONFIRMED
    assert mail.subject == "Your link: Visit wizyta"
    assert mail.text.count("has no confirmed place yet") == (not confirmed)
    assert bool(mail.calendar) == confirmed


def test_they_hear_it_when_staff_approve(visit):
    registration = in_status(visit, Status.REQUESTED)
    enter_anna(registration)
    approve_registration(
        registration=registration, at=timezone.now(), staff=build_staff()
    )
    assert mails_to_anna(registration) == [TOLD]


def test_they_hear_it_when_an_offer_is_taken(visit):
    registration = in_status(visit, Status.OFFERED)
    enter_anna(registration)
    accept_offer(registration=registration, at=timezone.now())
    assert mails_to_anna(registration) == [TOLD]


@pytest.mark.once
def test_whoever_never_heard_of_it_does_not_hear_of_its_end(visit):
    registration = in_status(visit, Status.WAITLISTED)
    enter_anna(registration)
    withdraw_registration(registration=registration, at=timezone.now())
    assert mails_to_anna(registration) == []


def test_whoever_heard_of_its_end_hears_that_it_comes_after_all(visit):
    registration, staff = in_status(visit, Status.CONFIRMED), build_staff()
    enter_anna(registration)
    now = timezone.now()
    withdraw_registration(registration=registration, at=now)
    visit.waiting_list = "strict"
    visit.save()
    found = reopen_registration(registration=registration, at=now, staff=staff)
    assert found.status == Status.OFFERED
    assert [kind for kind, _subject in mails_to_anna(registration)] == [
        "delegate_told",
        "registration_withdrawn",
    ]
    accept_offer(registration=found, at=now)
    assert mails_to_anna(registration)[2:] == [TOLD]
