"""What a changed number of people needs, and what it leaves alone."""

import pytest
from django.utils import timezone

from events.exceptions import TransitionNotAllowed
from events.registrations.rules.seats import change_seats, withdraw_registration
from tests.builders import build_registration, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]


@pytest.fixture
def registration():
    return build_registration(build_visit())


def change(registration, seats):
    return change_seats(registration=registration, seats=seats, at=timezone.now())


def test_the_same_number_again_is_written_and_mailed_nowhere(registration):
    assert change(registration, 3) == registration
    assert (registration.history.count(), registration.emails.count()) == (1, 1)


def test_the_number_of_what_has_ended_stays(registration):
    withdraw_registration(registration=registration, at=timezone.now())
    with pytest.raises(TransitionNotAllowed):
        change(registration, 2)
    registration.refresh_from_db()
    assert (registration.status, registration.seats) == ("withdrawn", 3)
