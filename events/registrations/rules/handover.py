"""Another contact for a delegation: asked by the present one, and only if she agrees.

So nobody gets rid of a delegation by typing a stranger's address, and nobody becomes
the contact of people she never heard of. Staff correct a contact by themselves
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

# So many people may be asked for one delegation: their addresses are only typed.
MAX_OPEN_HANDOVERS = 3


@transaction.atomic
def request_handover(
    *, registration: Registration, name: str, email: str, at: datetime
) -> HandOver:
    """Ask somebody by mail to be the contact; nothing changes until she agrees.

    One person is asked at a time: asking the next one takes the question to the former
    one back. Whether she has a registration of her own is not said here, so that
    nobody finds out by asking. Raises TransitionNotAllowed for a registration that has
    ended, and TooManyHandovers.
    """
    registration = lock_booking(registration)
    if registration.status not in Registration.ACTIVE:
        raise TransitionNotAllowed(registration.status, registration.status)
    asked = registration.emails.filter(kind=OutgoingEmail.Kind.TAKE_OVER_ASKED)
    if asked.count() >= MAX_OPEN_HANDOVERS:
        raise TooManyHandovers
    HandOver.objects.filter(registration=registration).delete()
    question = HandOver(registration=registration, name=name, email=email, asked_at=at)
    question.token_hash = tokens.digest(tokens.handover_token(question))
    question.save()
    handover_emails.queue_handover_question(question, at=at)
    return question


@transaction.atomic
def accept_handover(*, question: HandOver, at: datetime) -> Registration:
    """Make her who was asked the contact; her answer proves her address.

    Both are told, and the former link is dead. Raises HandOver.DoesNotExist where the
    question was taken back meanwhile, TransitionNotAllowed where the registration has
    ended, and AlreadyRegistered where she has one of her own for the visit.
    """
    registration, question = _lock(question)
    if registration.status not in Registration.ACTIVE:
        raise TransitionNotAllowed(registration.status, registration.status)
    return transfer_registration(
        registration=registration, name=question.name, email=question.email, at=at
    )


@transaction.atomic
def decline_handover(*, question: HandOver) -> None:
    """Say no: her address is erased at once, and everything stays as it is."""
    _registration, question = _lock(question)
    question.delete()


def open_handover(registration: Registration, at: datetime) -> HandOver | None:
    """The question that waits for an answer."""
    question = getattr(registration, "hand_over", None)
    return question if question and question.ends_at > at else None


def _lock(question: HandOver) -> tuple[Registration, HandOver]:
    registration = lock_booking(question.registration)
    return registration, HandOver.objects.select_for_update().get(pk=question.pk)
