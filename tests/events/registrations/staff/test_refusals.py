"""How a refusal reads for staff."""

import pytest
from django.utils import translation

from events.exceptions import (
    AlreadyRegistered,
    GroupTooLarge,
    NotEnoughPlaces,
    NotOneVisit,
    PartFull,
    PartGone,
    PartsDiffer,
    PartsOverlap,
    RegistrationClosed,
    StatusesDiffer,
    TooManyNames,
    TransitionNotAllowed,
    UnknownCode,
)
from events.registrations.staff.refusals import refusal_message
from tests.builders import build_part, build_visit

NOT_NOW = "Registration for this visit is not possible now."


@pytest.mark.parametrize(
    ("refusal", "text"),
    [
        (TransitionNotAllowed("declined", "confirmed"), "already: declined"),
        (TransitionNotAllowed("accepted", "refused"), "already: accepted"),
        (
            AlreadyRegistered(),
            "This address has a registration for this visit already.",
        ),
        (GroupTooLarge(1), "One delegation may bring at most 1 person"),
        (NotEnoughPlaces(2), "Only 2 places are left"),
        (NotOneVisit(), "These are not two delegations of one visit."),
        (
            StatusesDiffer("confirmed", "waitlisted"),
            "The two are not in the same state (confirmed, on the waiting list). "
            "First approve the one that waits, or put both on the waiting list.",
        ),
        (TooManyNames(), "There are more names than people"),
        (RegistrationClosed(), NOT_NOW),
        (UnknownCode(), NOT_NOW),
    ],
)
def test_a_refusal_says_why(refusal, text):
    with translation.override("en"):
        assert refusal_message(refusal) == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "possible", "text"),
    [
        (PartFull, 1, "Only 1 place is left here"),
        (
            PartsOverlap,
            0,
            "Nobody can be here, because all of you are elsewhere then",
        ),
        (PartGone, 0, "One of the parts is no longer there"),
        (
            PartsDiffer,
            0,
            "one delegation is in, the other waits; first change the parts of one of "
            "them",
        ),
    ],
)
def test_a_refused_part_is_named(kind, possible, text):
    part = build_part(build_visit())
    with translation.override("en"):
        assert refusal_message(kind(part.pk, possible)) == f"Part tour: {text}"
        part.delete()
        assert refusal_message(kind(part.pk or 0, possible)) == f"–: {text}"
