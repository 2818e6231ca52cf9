"""A mail server that takes its time makes nobody wait but the worker."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from events.links import tokens
from events.mail import tasks
from events.mail.admin import send_again
from events.models import OutgoingEmail, Registration
from events.places.locks import lock
from events.privacy.data_subject import find_data_subject
from events.privacy.purge import purge
from events.registrations.rules import handover, waiting
from events.registrations.rules.contact import correct_contact, redirect_mail
from events.registrations.rules.decisions import (
    approve_registration,
    decline_registration,
    reopen_registration,
)
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    correct_delegate,
    remove_delegate,
    send_delegate_links,
)
from events.registrations.rules.links import send_link_again
from events.registrations.rules.merge import merge_delegations
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.rules.verification import verify_email
from events.visit_requests.rules import ask_for_visit
from tests.builders import build_centre, build_staff, build_visit, register
from tests.helpers import reread, visit_request_data

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
    pytest.mark.usefixtures("first_mails"),
]


@pytest.fixture
def all_mail_is_being_sent(monkeypatch):
    """Have a worker at each waiting mail, at a server that does not answer yet."""
    go_on, workers = threading.Event(), []

    def slowly(_message):
        talking.release()
        go_on.wait(timeout=120)

    def work(pk):
        tasks.deliver(pk)
        connection.close()

    def begin():
        waiting = OutgoingEmail.objects.filter(state="queued")
        waiting.update(due_at=timezone.now(), limited=False)
        for pk in list(waiting.values_list("pk", flat=True)):
            workers.append(threading.Thread(target=work, args=[pk]))
            workers[-1].start()
            assert talking.acquire(timeout=30)

    talking = threading.Semaphore(0)
    monkeypatch.setattr(tasks, "send", slowly)
    yield begin
    go_on.set()
    for worker in workers:
        worker.join()


@pytest.fixture
def nobody_waits():
    """End a statement of this thread that waits for a lock: it is an error then."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


def steps(visit, staff, at):
    """Yield every step of delegations, one after the other."""
    person = DelegateData(full_name="Guest", email="guest@example.org")
    other = DelegateData(full_name="Guest", email="other@example.org")
    ours = register(visit, proven=False, seats=4).registration
    yield "registered"
    send_link_again(visit=visit, email=ours.contact_email, at=at)
    yield "lost link"
    verify_email(registration=ours, at=at)
    yield "verified"
    guest = add_delegate(registration=ours, person=person, at=at)
    yield "added"
    send_delegate_links(email=person.email, at=at)
    yield "lost link of a delegate"
    correct_delegate(delegate=guest, person=other, at=at)
    yield "changed"
    remove_delegate(delegate=reread(guest), at=at)
    yield "removed"
    change_seats(registration=ours, seats=3, at=at)
    yield "fewer"
    question = handover.request_handover(
        registration=ours, name="New", email="new@example.org", at=at
    )
    yield "asked"
    handover.accept_handover(question=question, at=at)
    yield "handed over"
    correct_contact(
        registration=ours, name="N", email="n@example.org", phone="", at=at, staff=staff
    )
    yield "corrected"
    redirect_mail(mail=ours.emails.last(), email="r@example.org", at=at)
    yield "redirected"
    send_again(OutgoingEmail.objects.all())
    yield "sent again"
    second = register(visit, seats=2, contact_email="second@example.org").registration
    yield "a second one"
    merge_delegations(joining=second, kept=ours, at=at, staff=staff)
    yield "merged"
    withdraw_registration(registration=ours, at=at)
    yield "withdrawn"
    reopen_registration(registration=ours, at=at, staff=staff)
    yield "reopened"
    waiting.accept_offer(registration=ours, at=at)
    yield "offer accepted"
    Registration.objects.filter(pk=ours.pk).update(status="requested")
    approve_registration(registration=ours, at=at, staff=staff)
    yield "approved"
    Registration.objects.filter(pk=ours.pk).update(status="requested")
    decline_registration(registration=ours, at=at, staff=staff, reason="no")
    yield "declined"
    ask_for_visit(data=visit_request_data(), submission_key="key", at=at)
    yield "asked for a visit"
    find_data_subject("n@example.org").erase(at)
    yield "erased"
    purge(at, apply=True)
    yield "purged"


def test_no_step_of_a_delegation_waits_for_a_mail_that_is_being_sent(
    client, all_mail_is_being_sent, nobody_waits
):
    build_centre()
    visit = build_visit(waiting_list="strict")
    done = []
    for step in steps(visit, build_staff(), timezone.now()):
        done.append(step)
        all_mail_is_being_sent()
        assert client.get("/en/").status_code == 200
        token = tokens.manage_token(visit.registrations.earliest("pk"))
        client.get(reverse("events:registration", args=[token]))
    assert done[-1] == "purged"


def test_no_row_is_locked_while_a_mail_is_being_sent(
    all_mail_is_being_sent, nobody_waits
):
    build_centre()
    register(build_visit())
    all_mail_is_being_sent()
    mail = OutgoingEmail.objects.get()
    assert mail.state == "sending"
    assert OutgoingEmail.objects.update(once=None) == 1
    with transaction.atomic():
        assert lock(mail.registration.visit) == mail.registration.visit


def test_what_was_erased_while_it_was_being_sent_says_nothing_again(monkeypatch):
    build_centre()
    register(build_visit())
    mail = OutgoingEmail.objects.get()

    def refuse(_message):
        find_data_subject("contact@example.org").erase(timezone.now())
        raise OSError("contact@example.org is not here")

    monkeypatch.setattr(tasks, "send", refuse)
    assert tasks.deliver(mail.pk) is False
    mail.refresh_from_db()
    assert (mail.state, mail.recipient, mail.text, mail.error) == ("failed", "", "", "")
