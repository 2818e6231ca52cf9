"""What our mails promise is kept, in the outbox too."""

import smtplib
from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from events.mail import tasks
from events.mail.kinds import Kind
from events.models import Delegate, HandOver, OutgoingEmail, Registration
from events.privacy.purge import purge
from events.registrations.mail.contact_emails import compose_contact_email
from events.registrations.mail.delegate_emails import compose_delegate_email
from events.registrations.rules.contact import correct_contact
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    correct_delegate,
    remove_delegate,
)
from events.registrations.rules.handover import (
    accept_handover,
    decline_handover,
    request_handover,
)
from events.registrations.rules.verification import expire_unverified
from tests.builders import (
    DAY,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
    register,
)

pytestmark = pytest.mark.django_db
ASKED = "asked@example.org"
POSTPONED = "postponed, no new date yet"


@pytest.fixture
def registration(db):
    build_centre()
    return build_registration(build_visit())


def send_all():
    tasks.deliver_due_mail.func()


def traces(address):
    """How many rows hold an address."""
    in_mail = Q(recipient__iexact=address) | Q(text__icontains=address)
    return (
        OutgoingEmail.objects.filter(in_mail | Q(error__icontains=address)).count()
        + HandOver.objects.filter(email__iexact=address).count()
        + Delegate.objects.filter(email__iexact=address).count()
        + Registration.objects.filter(contact_email__iexact=address).count()
    )


def ask(registration, email=ASKED):
    return request_handover(
        registration=registration, name="Iwona", email=email, at=timezone.now()
    )


# "Without a yes we erase them after 7 days, with a no at once."


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize("sent", [True, False])
def test_after_a_no_the_address_is_nowhere(registration, sent):
    question = ask(registration)
    if sent:
        send_all()
    decline_handover(question=question)
    assert traces(ASKED) == 0


@pytest.mark.usefixtures("first_mails")
def test_without_an_answer_it_is_nowhere_after_seven_days(registration):
    question = ask(registration)
    send_all()
    purge(question.asked_at + 7 * DAY - timedelta(seconds=1), apply=True)
    assert traces(ASKED) == 2
    purge(question.asked_at + 7 * DAY, apply=True)
    assert traces(ASKED) == 0


@pytest.mark.usefixtures("first_mails")
def test_whoever_is_not_asked_any_more_is_mailed_nothing_and_forgotten(registration):
    ask(registration)
    ask(registration, "second@example.org")
    assert (traces(ASKED), traces("second@example.org")) == (0, 2)


@pytest.mark.usefixtures("first_mails")
def test_where_staff_name_the_contact_the_question_is_forgotten(registration):
    send_all()
    ask(registration)
    correct_contact(
        registration=registration,
        name="B",
        email="b@example.org",
        phone="",
        at=timezone.now(),
        staff=build_staff(),
    )
    assert traces(ASKED) == 0


@pytest.mark.usefixtures("first_mails")
def test_a_yes_keeps_the_address_as_the_contacts(registration):
    accept_handover(question=ask(registration), at=timezone.now())
    registration.refresh_from_db()
    assert registration.contact_email == ASKED
    mails = registration.emails.filter(recipient=ASKED)
    assert [mail.kind for mail in mails] == ["registration_link"]


# "Was it not you who registered? Then do nothing: we delete your address."


@pytest.mark.usefixtures("first_mails")
def test_whoever_does_nothing_after_it_expired_is_forgotten(db):
    build_centre()
    visit = build_visit()
    registration = register(visit, proven=False, contact_email=ASKED).registration
    send_all()
    ends_at = registration.proof_due_at + DAY
    expire_unverified(visit=visit, at=ends_at)
    send_all()
    purge(ends_at + 7 * DAY, apply=True)
    assert traces(ASKED) == 0


# "What was on the list about you is erased."


def enter(registration, name="Anna", email=ASKED):
    person = DelegateData(full_name=name, email=email)
    return add_delegate(registration=registration, person=person, at=timezone.now())


@pytest.mark.usefixtures("first_mails")
def test_whoever_was_taken_off_the_list_is_told_and_then_nowhere(registration):
    anna = enter(registration)
    send_all()
    remove_delegate(delegate=anna, at=timezone.now())
    removed = OutgoingEmail.objects.get(kind="delegate_removed")
    assert (removed.recipient, traces(ASKED)) == (ASKED, 1)
    send_all()
    removed.refresh_from_db()
    assert (removed.state, removed.subject, traces(ASKED)) == ("sent", "", 0)


@pytest.mark.usefixtures("first_mails")
def test_whoever_left_alone_is_nowhere(registration):
    anna = enter(registration)
    send_all()
    remove_delegate(delegate=anna, at=timezone.now(), by_delegate=True)
    assert traces(ASKED) == 0


@pytest.mark.usefixtures("first_mails")
def test_a_former_address_is_nowhere(registration):
    anna = enter(registration)
    send_all()
    person = DelegateData(full_name="Anna", email="new@example.org")
    correct_delegate(delegate=anna, person=person, at=timezone.now())
    send_all()
    assert (traces(ASKED), traces("new@example.org")) == (0, 2)


@pytest.mark.usefixtures("first_mails")
def test_what_an_address_that_others_share_was_sent_stays(registration):
    anna = enter(registration)
    enter(registration, "Bohdan")
    send_all()
    remove_delegate(delegate=anna, at=timezone.now(), by_delegate=True)
    told = OutgoingEmail.objects.filter(kind="delegate_told", recipient=ASKED)
    assert told.count() == 2


@pytest.mark.usefixtures("first_mails")
def test_a_removal_that_the_server_refuses_is_forgotten_too(registration, monkeypatch):
    anna = enter(registration)
    send_all()
    remove_delegate(delegate=anna, at=timezone.now())

    def refuse(_message):
        raise smtplib.SMTPRecipientsRefused(
            {ASKED: (550, b"5.1.1 <asked@example.org>")}
        )

    monkeypatch.setattr(tasks, "send", refuse)
    send_all()
    assert traces(ASKED) == 0


# The day that a mail names is not said as if the visit took place then.


@pytest.mark.parametrize("state", ["planned", "postponed"])
def test_every_mail_about_a_postponed_visit_says_so_beside_the_day(state):
    build_centre()
    visit = build_visit()
    anna = enter(build_registration(visit))
    anna.registration.visit.state = state
    postponed = int(state == "postponed")
    for kind in Kind.RECEIVED, Kind.LINK, Kind.CHANGED:
        mail = compose_contact_email(kind, anna.registration)
        assert mail.text.count(f"(Kraków time): {POSTPONED}\n") == postponed
        assert mail.html.count(f":\n<strong>{POSTPONED}</strong>") == postponed
    mail = compose_delegate_email(Kind.DELEGATE_TOLD, anna)
    assert mail.text.count(f"(Kraków time): {POSTPONED}\n") == postponed
