"""Changes asked for when a delegation's own time is over, and their answers."""

import pytest
from django.utils import timezone

from events.exceptions import NotEnoughPlaces, TransitionNotAllowed
from events.models import ChangeRequest, OutgoingEmail
from events.registrations.rules.change_requests import (
    accept_change,
    refuse_change,
    request_change,
)
from events.registrations.rules.seats import withdraw_registration
from tests.builders import build_centre, build_registration, build_staff, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]


@pytest.fixture
def registration(db):
    build_centre()
    return build_registration(build_visit(capacity=10, largest_group=8), language="uk")


def now():
    return timezone.now()


def answers():
    mails = OutgoingEmail.objects.filter(kind="change_answer")
    return list(mails.values_list("recipient", "language"))


def test_asking_again_adds_to_the_one_open_request(registration):
    request_change(registration=registration, at=now(), seats=4, text="One more.")
    request_change(registration=registration, at=now(), text="And a bus.")
    request_change(registration=registration, at=now(), text="And a bus.")
    change = ChangeRequest.objects.get()
    assert (change.seats, change.text) == (4, "One more.\n\nAnd a bus.")


def test_accepting_changes_the_seats_and_answers(registration):
    change = request_change(registration=registration, at=now(), seats=5)
    staff = build_staff()
    change = accept_change(change=change, at=now(), staff=staff)
    registration.refresh_from_db()
    assert (registration.seats, change.status, change.staff) == (5, "accepted", staff)
    assert answers() == [("contact@example.org", "uk")]


def test_accepting_is_one_mail_that_says_how_many_there_are_now(registration):
    OutgoingEmail.objects.all().delete()
    change = request_change(registration=registration, at=now(), seats=5)
    accept_change(change=change, at=now(), staff=build_staff())
    mail = OutgoingEmail.objects.get()
    assert mail.kind == "change_answer"
    assert "Кількість осіб: 5\n" in mail.text


def test_what_does_not_fit_stays_open_and_unanswered(registration):
    build_registration(registration.visit, seats=6, contact_email="b@example.org")
    change = request_change(registration=registration, at=now(), seats=5)
    with pytest.raises(NotEnoughPlaces) as refusal:
        accept_change(change=change, at=now(), staff=build_staff())
    change.refresh_from_db()
    assert (refusal.value.left, change.status, answers()) == (4, "open", [])


def test_refusing_changes_nothing_and_says_why(registration):
    change = request_change(registration=registration, at=now(), seats=5)
    refuse_change(change=change, at=now(), staff=build_staff(), reason="Full bus.")
    registration.refresh_from_db()
    mail = OutgoingEmail.objects.get(kind="change_answer")
    assert registration.seats == 3
    assert mail.text.count("Full bus.") == 1


def test_the_second_of_two_who_answer_hears_so(registration):
    change = request_change(registration=registration, at=now(), seats=2)
    staff = build_staff()
    accept_change(change=change, at=now(), staff=staff)
    with pytest.raises(TransitionNotAllowed):
        refuse_change(change=change, at=now(), staff=staff)
    assert len(answers()) == 1


def test_an_ended_registration_can_ask_for_nothing(registration):
    withdraw_registration(registration=registration, at=now())
    with pytest.raises(TransitionNotAllowed):
        request_change(registration=registration, at=now(), text="Again, please.")


def test_accepting_a_change_in_words_changes_no_seats_and_answers(registration):
    change = request_change(registration=registration, at=now(), text="By bus.")
    change = accept_change(change=change, at=now(), staff=build_staff())
    registration.refresh_from_db()
    assert (registration.seats, change.status) == (3, "accepted")
    assert answers() == [("contact@example.org", "uk")]
