"""A mail is the same whatever language staff, or another reader, use at that moment."""

import pytest
from django.db import transaction
from django.utils import timezone, translation

from events.mail.kinds import Kind
from events.models import ChangeRequest, HandOver, OutgoingEmail, StaffMessage
from events.registrations.mail import contact_emails, delegate_emails
from events.registrations.mail.handover_emails import queue_handover_question
from events.registrations.mail.invitation_emails import (
    compose_invitation,
    compose_renewal,
)
from events.registrations.mail.message_emails import compose_message_email
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.visit_requests.emails import accepted_text, queue_request_email
from tests.builders import (
    build_centre,
    build_invitee,
    build_registration,
    build_visit,
)
from tests.helpers import request_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def registration(db):
    build_centre()
    return build_registration(build_visit(), language="uk")


@pytest.fixture
def at():
    return timezone.now()


def written(language, write, *args, **kwargs):
    """What a function writes into the outbox while a language is in use."""
    before = {*OutgoingEmail.objects.values_list("pk", flat=True)}
    with translation.override(language), transaction.atomic():
        write(*args, **kwargs)
        rows = OutgoingEmail.objects.exclude(pk__in=before).order_by("pk")
        found = [*rows.values_list("subject", "text", "html", "calendar")]
        transaction.set_rollback(True)
    return found


def composed(compose, *args):
    """A mail as it is while its reader's language is in use, and another one."""
    for code in ("uk", "pl"):
        with translation.override(code):
            yield compose(*args)


def assert_same(write, *args, number=1, **kwargs):
    own, other = (written(code, write, *args, **kwargs) for code in ("uk", "pl"))
    assert (len(own), own) == (number, other)


def test_of_what_a_contact_is_told(registration, at):
    assert_same(contact_emails.queue_status, registration, at=at)
    assert_same(contact_emails.queue_link, registration, at=at, renewed=True)
    assert_same(contact_emails.queue_visit_changed, registration, at=at, due_at=at)
    assert_same(contact_emails.queue_once, Kind.REMINDER, registration, at)


@pytest.mark.parametrize("status", ["accepted", "refused"])
def test_of_what_a_contact_asked_for(registration, at, status):
    change = ChangeRequest(registration=registration, status=status)
    assert_same(contact_emails.queue_change_answer, change, at=at, reason="")


def test_of_what_two_delegations_hear_that_are_one(registration, at):
    other = build_registration(
        registration.visit, language="uk", contact_email="other@example.org"
    )
    registration.joined_to = other
    assert_same(contact_emails.queue_merged, registration, at=at, number=2)


def test_of_what_a_delegate_is_told(registration, at):
    person = DelegateData(full_name="Łucja Żak", email="o@example.org", language="uk")
    delegate = add_delegate(registration=registration, person=person, at=at)
    assert_same(delegate_emails.queue_delegate_added, delegate, at=at, once="x")
    assert_same(delegate_emails.queue_delegate_removed, delegate, at=at, once="y")


def test_of_the_question_who_is_the_contact(registration, at):
    question = HandOver(
        registration=registration, name="Jo", email="jo@example.org", asked_at=at
    )
    assert_same(queue_handover_question, question, at=at)


def test_of_invitations(registration, at):
    invitee = build_invitee(language="uk")
    own, other = composed(compose_invitation, invitee, registration.visit)
    assert own == other
    own, other = composed(compose_renewal, invitee, at)
    assert own == other


def test_of_a_message_that_is_not_in_the_readers_language(registration):
    message = StaffMessage.objects.create(visit=registration.visit, key="key")
    message.texts.create(language="en", subject="Rain", body="{visit}: {when}, {place}")
    own, other = composed(compose_message_email, message, registration)
    assert own == other


def test_of_the_answer_to_who_asks_for_a_visit(at):
    build_centre()
    request = request_visit(language="uk")
    assert_same(queue_request_email, request, at=at)
    request.visit, request.status = build_visit(), "proposed"
    assert_same(queue_request_email, request, at=at)
    own, other = composed(accepted_text, request)
    assert own == other
