"""The worker writes the first e-mail about a registration, after the visit's lock."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import default_task_backend

from events.due import do_due_work
from events.models import OutgoingEmail, Registration
from events.registrations.mail import first_emails
from events.registrations.mail.contact_emails import write_first
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules.register import register_delegation
from events.registrations.rules.seats import withdraw_registration
from events.registrations.rules.verification import verify_email
from tests.builders import build_staff, build_visit, delegation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]


@pytest.fixture
def visit():
    return build_visit()


def send(visit, name="a", **more):
    """A registration as it is when its form has just been sent."""
    return register_delegation(
        visit=visit,
        delegation=delegation(contact_email=f"{name}@example.org", may_wait=True),
        submission_key=name,
        at=timezone.now(),
        **more,
    ).registration


def written():
    return [*OutgoingEmail.objects.order_by("pk").values_list("kind", "recipient")]


def test_the_worker_writes_it_once(visit):
    default_task_backend.clear()
    send(visit)
    assert written() == []
    assert [r.task.name for r in default_task_backend.results] == ["write_first_emails"]
    assert (write_first_emails.func(), write_first_emails.func()) == (1, 0)
    assert written() == [("registration_received", "a@example.org")]
    assert [r.task.name for r in default_task_backend.results] == [
        "write_first_emails",
        "deliver_due_mail",
    ]


def test_the_clock_writes_what_a_killed_worker_left(visit):
    send(visit)
    assert do_due_work(timezone.now())["first"] == 1
    assert written() == [("registration_received", "a@example.org")]


def test_it_says_what_was_true_then(visit):
    registration = send(visit)
    at = timezone.now()
    Registration.objects.filter(pk=registration.pk).update(seats=2, min_seats=2)
    registration.history.create(to_status="confirmed", seats=2, at=at, actor="staff")
    write_first_emails.func()
    mail = OutgoingEmail.objects.get()
    assert ("Number of people: 3" in mail.text, "SEQUENCE:1\r\n" in mail.calendar) == (
        True,
        True,
    )
    assert mail.due_at == registration.history.earliest("pk").at
    again = Registration(pk=registration.pk, first_mail_due=True)  # read before that
    assert (write_first(again), OutgoingEmail.objects.count()) == (False, 1)


def test_of_one_that_waits_no_more_it_says_behind_whom_it_did(visit):
    visit.capacity, visit.largest_group, visit.waiting_list = 3, 3, "fill"
    visit.save()
    full = send(visit, staff=build_staff())
    send(visit, "b")  # confirms no address, so nothing is offered to it
    waiting = send(visit, "c")
    withdraw_registration(registration=full, at=timezone.now())
    verify_email(registration=waiting, at=timezone.now())
    texts = [*waiting.emails.order_by("pk").values_list("kind", "text")]
    assert [kind for kind, _text in texts] == [
        "registration_waitlisted",
        "registration_received",
    ]
    assert "Your delegation is number 2 on the waiting list." in texts[0][1]


def test_it_comes_before_any_other(visit):
    registration = send(visit)
    withdraw_registration(registration=registration, at=timezone.now())
    assert [kind for kind, _to in written()] == [
        "registration_received",
        "registration_withdrawn",
    ]
    assert write_first_emails.func() == 0


def test_nobody_expires_while_it_is_not_written(visit):
    registration = send(visit)
    found = Registration.objects.filter(pk=registration.pk)
    assert not found.refused().exists()
    found.update(first_mail_due=False)
    assert found.refused().exists()


def test_what_staff_enter_and_what_waits_in_turn_is_mailed_in_the_same_transaction(
    visit,
):
    visit.capacity, visit.largest_group, visit.waiting_list = 3, 3, "fill"
    visit.starts_at = timezone.now() + timedelta(hours=3)  # too near to verify
    visit.registration_closes_at = timezone.now() + timedelta(hours=1)
    visit.save()
    send(visit, staff=build_staff())
    waiting = send(visit, "b")
    assert (waiting.status, waiting.first_mail_due) == ("waitlisted", False)
    assert written() == [
        ("registration_received", "a@example.org"),
        ("registration_waitlisted", "b@example.org"),
    ]


def test_what_waits_for_its_address_to_be_confirmed_is_mailed_later(visit):
    visit.capacity, visit.largest_group, visit.waiting_list = 3, 3, "fill"
    visit.save()
    send(visit, staff=build_staff())
    waiting = send(visit, "b")
    assert (waiting.status, waiting.first_mail_due) == ("waitlisted", True)
    assert write_first_emails.func() == 1
    assert written()[1:] == [("registration_waitlisted", "b@example.org")]
    mail = OutgoingEmail.objects.get(kind="registration_waitlisted")
    assert "Please confirm your address" in mail.text


def test_one_that_cannot_be_written_keeps_no_other_waiting(visit, monkeypatch, caplog):
    ill = send(visit, "ill")
    send(visit, "well")

    def write(registration, write=first_emails.write_first):
        if registration.pk == ill.pk:
            raise ValueError
        return write(registration)

    monkeypatch.setattr(first_emails, "write_first", write)
    with caplog.at_level(logging.CRITICAL, "events.registrations.mail.first_emails"):
        assert write_first_emails.func() == 1
    assert written() == [("registration_received", "well@example.org")]
    assert [*Registration.objects.first_mail_due()] == [ill]
