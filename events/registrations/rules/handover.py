"""Handover: the contact names another one, who has to agree by e-mail.

So nobody gets rid of a delegation by typing a stranger's address, and nobody becomes
the contact of people they never heard of. Staff correct a contact without asking
(`events/registrations/rules/contact.py`).
"""

from datetime import datetime

from django.db import transaction

from events.exceptions import TooManyHandovers, TransitionNotAllowed
from events.links import tokens
from events.models import HandOver, OutgoingEmail, Registration
from events.places.locks import lock_booking
from events.registrations.mail import handover_emails
from events.registrations.rules.links import transfer_registration

# How many people one delegation may ask in all: their addresses are merely typed.
MAX_HANDOVER_QUESTIONS = 3


@transaction.atomic
def request_handover(
    *, registration: Registration, name: str, email: str, at: datetime
) -> HandOver:
    """Ask somebody by e-mail to become the contact; nothing changes until they agree.

    One person is asked at a time: asking another one takes the earlier question back.
    Whether the address has a registration for the visit is not checked here, so that
    nobody finds out by asking.

    Raises TransitionNotAllowed for a registration that has ended, and TooManyHandovers
    where MAX_HANDOVER_QUESTIONS people were asked already.
    """
    registration = lock_booking(registration)
    if registration.status not in Registration.ACTIVE:
        raise TransitionNotAllowed(registration.status, registration.status)
    questions = registration.emails.filter(kind=OutgoingEmail.Kind.TAKE_OVER_ASKED)
    if questions.count() >= MAX_HANDOVER_QUESTIONS:
        raise TooManyHandovers
    HandOver.objects.filter(registration=registration).forget()
    question = HandOver(registration=registration, name=name, email=email, asked_at=at)
    question.token_hash = tokens.link_hash(tokens.handover_token(question))
    question.save()
    handover_emails.queue_handover_question(question, at=at)
    return question


@transaction.atomic
def accept_handover(*, question: HandOver, at: datetime) -> Registration:
    """Make the person who was asked the contact; their answer verifies their address.

    Both contacts are notified, and the former link stops working.

    Raises HandOver.DoesNotExist where the question was taken back meanwhile,
    TransitionNotAllowed where the registration has ended, and AlreadyRegistered where
    the address has another registration for the visit.
    """
    registration, question = _lock(question)
    if registration.status not in Registration.ACTIVE:
        raise TransitionNotAllowed(registration.status, registration.status)
    return transfer_registration(
        registration=registration, name=question.name, email=question.email, at=at
    )


@transaction.atomic
def decline_handover(*, question: HandOver) -> None:
    """Erase the question and the address that was asked; nothing else changes.

    Raises HandOver.DoesNotExist where the question was taken back meanwhile.
    """
    _registration, question = _lock(question)
    HandOver.objects.filter(pk=question.pk).forget()


def open_handover(registration: Registration, at: datetime) -> HandOver | None:
    """Return the question that waits for an answer, if any."""
    question = getattr(registration, "hand_over", None)
    return question if question and question.ends_at > at else None


def _lock(question: HandOver) -> tuple[Registration, HandOver]:
    registration = lock_booking(question.registration)
    return registration, HandOver.objects.select_for_update().get(pk=question.pk)
