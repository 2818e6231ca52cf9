"""Staff correct whom a delegation's mail goes to."""

import pytest
from django.utils import timezone
from django_tasks import default_task_backend

from events.exceptions import AlreadyRegistered
from events.links import tokens
from events.models import OutgoingEmail, Registration
from events.registrations.rules.contact import correct_contact, redirect_mail
from events.registrations.rules.delegates import DelegateData, add_delegate
from tests.builders import (
    DAY,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]


@pytest.fixture
def registration():
    build_centre()
    return build_registration(build_visit())


def correct(registration, email):
    return correct_contact(
        registration=registration,
        name="B",
        email=email,
        phone="12",
        at=timezone.now(),
        staff=build_staff(),
    )


def contact():
    found = Registration.objects.order_by("pk")
    return found.values_list("contact_name", "contact_email", "contact_phone").first()


def test_another_spelling_of_the_address_is_saved_and_mails_nobody(registration):
    mails, link = registration.emails.count(), registration.token_hash
    assert correct(registration, "Contact@Example.org") == registration
    assert contact() == ("B", "Contact@example.org", "12")
    registration.refresh_from_db()
    assert (registration.emails.count(), registration.token_hash) == (mails, link)


def test_where_nothing_was_mailed_the_new_link_goes_to_the_right_address(registration):
    registration.emails.all().delete()
    corrected = correct(registration, "b@example.org")
    assert contact() == ("B", "b@example.org", "12")
    mail = registration.emails.get()
    assert (mail.kind, mail.recipient) == ("registration_link", "b@example.org")
    assert mail.text.count(tokens.mailed_token(corrected)) == 1
    steps = registration.history.order_by("pk").values_list("to_status", "actor")
    assert [*steps] == [("confirmed", "delegation"), ("confirmed", "staff")]


def test_what_waits_goes_with_the_new_link_and_other_peoples_mail_stays(registration):
    old = tokens.mailed_token(registration)
    for name in ("anna", "clara"):
        person = DelegateData(full_name=name, email=f"{name}@example.org")
        add_delegate(registration=registration, person=person, at=timezone.now())
    mails = registration.emails.order_by("pk")
    mails.filter(recipient="clara@example.org").update(
        state="sent", sent_at=timezone.now()
    )
    new = tokens.mailed_token(correct(registration, "b@example.org"))
    assert [
        (mail.kind, mail.recipient, mail.text.count(old), mail.text.count(new))
        for mail in mails.all()
    ] == [
        ("registration_received", "b@example.org", 0, 1),
        ("delegate_told", "anna@example.org", 0, 0),
        ("delegate_told", "clara@example.org", 0, 0),
    ]


def test_an_address_that_has_another_registration_is_refused(registration):
    build_registration(registration.visit, contact_email="b@example.org")
    with pytest.raises(AlreadyRegistered):
        correct(registration, "B@example.org")
    assert contact() == ("Contact Person", "contact@example.org", "")


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "recipient", "goes_to"),
    [
        ("failed", "Wrong@example.org", "right@example.org"),
        ("unsure", "wrong@example.org", "right@example.org"),
        ("queued", "wrong@example.org", "right@example.org"),
        ("sent", "wrong@example.org", "wrong@example.org"),
        ("sending", "wrong@example.org", "wrong@example.org"),
        ("failed", "other@example.org", "other@example.org"),
    ],
)
def test_what_is_not_out_for_a_wrong_address_goes_to_the_right_one(
    registration, state, recipient, goes_to
):
    default_task_backend.clear()
    now = timezone.now()
    registration.emails.update(
        recipient=recipient,
        state=state,
        attempts=3,
        perhaps_sent=True,
        error="no such mailbox",
        due_at=now + DAY,
        sent_at=now if state == "sent" else None,
        sending_since=now if state == "sending" else None,
    )
    wrong = OutgoingEmail(registration=registration, recipient="wrong@example.org")
    goes = goes_to == "right@example.org"
    assert redirect_mail(mail=wrong, email="right@example.org", at=now) == int(goes)
    mail = registration.emails.get()
    found = (mail.recipient, mail.state, mail.attempts, mail.perhaps_sent, mail.error)
    as_it_was = (recipient, state, 3, True, "no such mailbox", now + DAY)
    assert (*found, mail.due_at) == (
        (goes_to, "queued", 0, False, "", now) if goes else as_it_was
    )
    assert len(default_task_backend.results) == 1
