"""A contact has one active registration for a visit, whichever way a second comes."""

import pytest
from django.utils import timezone

from events.exceptions import AlreadyRegistered
from events.models import Registration
from events.registrations.rules.contact import correct_contact
from events.registrations.rules.decisions import reopen_registration
from events.registrations.rules.handover import accept_handover, request_handover
from events.registrations.rules.register import register_delegation
from events.registrations.rules.reinstatement import reinstate_registration
from events.registrations.rules.transitions import Change, transition
from tests.builders import build_centre, build_staff, build_visit, delegation, register

pytestmark = pytest.mark.django_db
Status = Registration.Status
BACK = [
    (was, becomes)
    for was, ways in Registration.TRANSITIONS.items()
    for becomes in ways
    if was not in Registration.ACTIVE and becomes in Registration.ACTIVE
]


@pytest.fixture
def visit():
    build_centre()
    return build_visit()


def ended(visit, status):
    registration = register(visit).registration
    Registration.objects.filter(pk=registration.pk).update(
        status=status, proven_at=None
    )
    registration.refresh_from_db()
    return registration


@pytest.mark.once
@pytest.mark.parametrize(("was", "becomes"), BACK)
def test_no_way_back_makes_a_second_one(visit, was, becomes):
    former = ended(visit, was)
    register(visit, contact_email="CONTACT@example.org")
    with pytest.raises(AlreadyRegistered):
        transition(former, becomes, Change(at=timezone.now()))
    assert Registration.objects.get(pk=former.pk).status == was


def correct(registration, at, staff):
    correct_contact(
        registration=registration,
        name="B",
        email="Contact@example.org",
        phone="",
        at=at,
        staff=staff,
    )


def hand_over(registration, at, staff):
    question = request_handover(
        registration=registration, name="B", email="contact@example.org", at=at
    )
    accept_handover(question=question, at=at)


def enter(registration, at, staff):
    register_delegation(
        visit=registration.visit,
        delegation=delegation(contact_email="CONTACT@example.org"),
        submission_key="another",
        at=at,
        staff=staff,
    )


def reopen(registration, at, staff):
    reopen_registration(
        registration=ended_beside(registration, Status.WITHDRAWN), at=at, staff=staff
    )


def reinstate(registration, at, staff):
    reinstate_registration(
        registration=ended_beside(registration, Status.EXPIRED), at=at
    )


def ended_beside(registration, status):
    """An ended one of the contact who has another one since."""
    former = register(registration.visit, contact_email="x@example.org").registration
    Registration.objects.filter(pk=former.pk).update(
        status=status, proven_at=None, contact_email="contact@example.org"
    )
    former.refresh_from_db()
    return former


@pytest.mark.once
@pytest.mark.parametrize("step", [correct, hand_over, enter, reopen, reinstate])
def test_every_step_that_could_make_a_second_one_is_refused_in_words(visit, step):
    register(visit)
    other = register(visit, contact_email="other@example.org").registration
    with pytest.raises(AlreadyRegistered):
        step(other, timezone.now(), build_staff())


def test_whoever_was_erased_is_nobodys_second_one(visit):
    former = ended(visit, Status.WITHDRAWN)
    other = register(visit, contact_email="b@example.org").registration
    Registration.objects.filter(pk__in=[former.pk, other.pk]).update(contact_email="")
    former.refresh_from_db()
    transition(former, Status.WAITLISTED, Change(at=timezone.now()))
    assert former.status == Status.WAITLISTED


def test_the_desk_says_why_it_is_not_reopened(client, visit):
    former = ended(visit, Status.WITHDRAWN)
    register(visit)
    client.force_login(build_staff())
    address = f"/en/admin/events/registration/act/reopen/?id={former.pk}"
    sentence = "This address has a registration for this visit already."
    assert client.get(address).text.count(sentence) == 1
    answer = client.post(address, {"confirmed": "1"}, follow=True)
    assert (answer.status_code, answer.text.count(sentence)) == (200, 1)
