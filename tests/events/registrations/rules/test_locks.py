"""What a rule reads in order to change it is locked, from the visit's row on.

Tests of two people at once need as many connections; these see the order of the locks,
which keeps any two rules from waiting for each other.
"""

import pytest
from django.utils import timezone

from events.models import HandOver, Invitee
from events.registrations.needs import NeedEntry
from events.registrations.rules.change_requests import (
    accept_change,
    refuse_change,
    request_change,
)
from events.registrations.rules.consents import agree_to_pictures
from events.registrations.rules.contact import correct_contact
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    correct_delegate,
    remove_delegate,
    save_needs,
    send_delegate_links,
)
from events.registrations.rules.handover import (
    accept_handover,
    decline_handover,
    request_handover,
)
from events.registrations.rules.invitees import ask_invitees_again
from events.registrations.rules.names import fit_names
from events.registrations.rules.register import DisplayedText
from events.registrations.rules.seats import withdraw_registration
from events.registrations.rules.verification import expire_unverified
from events.registrations.rules.waiting import end_waiting_list, lapse_offers
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_invitee,
    build_registration,
    build_staff,
    build_visit,
    register,
)
from tests.helpers import locks

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ANNA = DelegateData(full_name="Łucja Żak", email="anna@example.org", language="uk")
BOOKING = ["studyvisit", "registration"]
IN_TURN = BOOKING  # the visit again, and who waits for its free places
MAIL = "outgoingemail"
FREE_MAIL = f"{MAIL} SKIP LOCKED"


@pytest.fixture
def registration(db):
    build_centre()
    return build_registration(build_visit())


@pytest.fixture
def person(registration):
    return add_delegate(registration=registration, person=ANNA, at=timezone.now())


def now():
    return timezone.now()


TEXT = DisplayedText("I agree.", "en")


@pytest.mark.parametrize(
    ("rule", "arguments", "expected"),
    [
        (agree_to_pictures, {"text": TEXT}, [*BOOKING, "delegate", "consent"]),
        (
            correct_delegate,
            {"person": DelegateData(full_name="Łucja Żak", email="other@example.org")},
            [*BOOKING, "delegate", FREE_MAIL],
        ),
        (remove_delegate, {}, [*BOOKING, "delegate", FREE_MAIL]),
        (remove_delegate, {"by_delegate": True}, [*BOOKING, "delegate"]),
    ],
)
def test_of_a_person(person, rule, arguments, expected):
    assert locks(rule, delegate=person, at=now(), **arguments) == expected


def test_of_the_needs_of_a_person(registration, person):
    needs = {"needs": [NeedEntry("diet", "vegan")], "consent": TEXT}
    asked = {"registration": registration, "delegate": person, "at": now()}
    assert locks(save_needs, **needs, **asked) == [*BOOKING, "delegate", "consent"]


def test_of_people_whose_links_are_mailed_again(person):
    assert locks(send_delegate_links, email=person.email, at=now()) == ["delegate"]


def test_of_people_who_do_not_fit_any_more(registration, person):
    asked = {"registration": registration, "seats": 0, "leaving": [person.pk]}
    assert locks(fit_names, **asked, at=now()) == ["delegate", FREE_MAIL]


def test_of_what_was_asked_for(registration):
    staff = build_staff()
    change = request_change(registration=registration, at=now(), seats=2)
    decided = {"change": change, "at": now(), "staff": staff}
    assert locks(refuse_change, **decided) == [*BOOKING, "changerequest", MAIL]
    change = request_change(registration=registration, at=now(), seats=2)
    expected = [*BOOKING, "changerequest", *BOOKING, "delegate", *IN_TURN, MAIL]
    assert locks(accept_change, **decided | {"change": change}) == expected


def test_of_who_is_asked_to_be_the_contact(registration):
    for answer, more, expected in (
        (decline_handover, {}, []),
        (accept_handover, {"at": now()}, [*BOOKING, MAIL]),
    ):
        request_handover(
            registration=registration, name="Jo", email="jo@example.org", at=now()
        )
        question = HandOver.objects.get()
        found = locks(answer, question=question, **more)
        assert found == [*BOOKING, "handover", *expected]


@pytest.mark.usefixtures("first_mails")
def test_of_mail_to_a_wrong_address(registration):
    registration.emails.update(state="failed")
    new = {"name": "Jo", "email": "jo@example.org", "phone": ""}
    asked = {"registration": registration, "at": now(), "staff": build_staff()}
    assert locks(correct_contact, **new, **asked) == [*BOOKING, MAIL]


def test_of_mail_that_waits_and_is_written_anew(registration):
    found = locks(withdraw_registration, registration=registration, at=now())
    assert found == [*BOOKING, MAIL, *IN_TURN]


def test_of_who_is_asked_again(registration):
    build_invitee()
    Invitee.objects.update(agreed_at=now() - 5000 * DAY, asked_at=None)
    found = locks(ask_invitees_again, at=now())
    assert found == ["invitee SKIP LOCKED"]


def test_of_those_whose_time_is_over(registration):
    visit = registration.visit
    register(visit, proven=False, contact_email="late@example.org")
    at = visit.starts_at - HOUR
    visit.registrations.unverified().update(proof_due_at=at - DAY)
    assert [
        locks(rule, visit=visit, at=at)
        for rule in (expire_unverified, lapse_offers, end_waiting_list)
    ] == [[*BOOKING, "registration"], BOOKING, BOOKING]
