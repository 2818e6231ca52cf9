"""Asking for a visit: each change of a request, one at a time and two at once."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from events.exceptions import NotEnoughPlaces, RegistrationClosed, TransitionNotAllowed
from events.models import OutgoingEmail, Registration, VisitRequest
from events.visit_requests.rules import (
    accept_request,
    ask_for_visit,
    decline_request,
    propose_visit,
    take_proposal,
    turn_down_proposal,
    withdraw_request,
)
from events.visits.changes import Arrangements, announce_changes, cancel_visit
from tests import fixtures
from tests.builders import (
    build_registration,
    build_visit,
)
from tests.helpers import (
    NOW,
    days_ahead,
    queued_emails,
    request_visit,
    reread,
    visit_request_data,
)

pytestmark = pytest.mark.django_db
Status = VisitRequest.Status
QUARTER = timedelta(minutes=15)
visit, user = fixtures.visit, fixtures.user


@pytest.mark.usefixtures("first_mails")
def test_asking_keeps_what_was_said_and_mails_the_link(visit):
    asked = ask_for_visit(data=visit_request_data(), submission_key="key", at=NOW)
    request = reread(asked.request)
    assert (request.status, request.dates, request.languages) == (
        "received",
        list(days_ahead(30, 40)),
        ["en", "uk"],
    )
    assert request.notice.text == "<p>Information on data.</p>"
    mail = OutgoingEmail.objects.get()
    assert (mail.kind, mail.request, mail.recipient) == (
        "visit_request_received",
        request,
        "contact@example.org",
    )
    assert asked.token in mail.text
    assert asked.token in mail.html


def test_the_same_key_asks_once(visit):
    first = ask_for_visit(data=visit_request_data(), submission_key="key", at=NOW)
    second = ask_for_visit(
        data=visit_request_data(city="Elsewhere"), submission_key="key", at=NOW
    )
    assert (first.is_new, second.is_new) == (True, False)
    assert second.request == first.request
    assert second.token == first.token
    assert len(queued_emails()) == 1


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_mails_are_in_the_askers_language(user, language):
    request = request_visit(language=language)
    decline_request(request=request, at=NOW, staff=user, answer="Тест <a>")
    assert queued_emails() == [
        ("visit_request_received", language),
        ("visit_request_answer", language),
    ]
    mail = OutgoingEmail.objects.order_by("pk").last()
    assert "Тест <a>" in mail.text
    assert "Тест &lt;a&gt;" in mail.html
    assert f'<html lang="{language}"' in mail.html
    assert f"/{language}/" in mail.text


@pytest.mark.usefixtures("first_mails")
def test_an_answer_makes_no_links(user):
    answer = "See https://example.org/x"
    decline_request(request=request_visit(), at=NOW, staff=user, answer=answer)
    html = OutgoingEmail.objects.order_by("pk").last().html
    assert "https://example.org/x" in html
    assert 'href="https://example.org/x' not in html


@pytest.mark.usefixtures("first_mails")
def test_accepting_registers_the_delegation(visit, user):
    request = request_visit()
    registered = accept_request(request=request, visit=visit, at=NOW, staff=user)
    request, registration = reread(request), registered.registration
    assert (request.status, request.registration, request.visit, request.staff) == (
        "accepted",
        registration,
        visit,
        user,
    )
    assert (registration.status, registration.seats, registration.message) == (
        "confirmed",
        5,
        "Schools for newcomers",
    )
    assert [(c.text.text, c.text.language) for c in registration.consents.all()] == [
        ("<p>Information on data.</p>", "pl")
    ]
    assert queued_emails() == [
        ("visit_request_received", "en"),
        ("registration_received", "en"),
    ]
    answer = f"This is the answer to your request {request.reference}."
    assert answer in OutgoingEmail.objects.latest("pk").text.splitlines()


def test_what_cannot_be_registered_stays_as_it_was(visit, user):
    build_registration(visit, seats=12, contact_email="a@example.org")
    build_registration(visit, seats=12, contact_email="b@example.org")
    request = request_visit(seats=7)
    count = len(queued_emails())
    with pytest.raises(NotEnoughPlaces):
        accept_request(request=request, visit=visit, at=NOW, staff=user)
    request = reread(request)
    assert (request.status, request.visit, request.decided_at) == (
        "received",
        None,
        None,
    )
    assert len(queued_emails()) == count


@pytest.mark.parametrize("change", [{"state": "cancelled"}, {"state": "postponed"}])
def test_a_visit_that_does_not_take_place_is_not_proposed(visit, user, change):
    type(visit).objects.filter(pk=visit.pk).update(**change)
    with pytest.raises(RegistrationClosed):
        propose_visit(request=request_visit(), visit=visit, at=NOW, staff=user)


def test_a_visit_that_has_begun_is_not_proposed(visit, user):
    with pytest.raises(RegistrationClosed):
        propose_visit(
            request=request_visit(), visit=visit, at=visit.starts_at, staff=user
        )


def test_a_proposal_is_taken_once_without_approval(visit, user):
    type(visit).objects.filter(pk=visit.pk).update(
        approval="manual", published_at=None, registration_closes_at=NOW
    )
    request = request_visit()
    propose_visit(request=request, visit=visit, at=NOW, staff=user, answer="Come")
    first = take_proposal(request=request, at=NOW)
    second = take_proposal(request=request, at=NOW)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.token == first.token
    assert (first.registration.status, reread(request).answer) == ("confirmed", "Come")
    assert len(queued_emails()) == 3


def test_nothing_proposed_is_nothing_to_take(visit):
    with pytest.raises(TransitionNotAllowed):
        take_proposal(request=request_visit(), at=NOW)


def change(visit, at=NOW, **fields):
    before = Arrangements.of(visit)
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save()
    announce_changes(visit=visit, before=before, at=at)


def proposal_mails():
    rows = OutgoingEmail.objects.filter(kind="visit_request_answer").order_by("pk")
    return [(row.due_at, row.subject.partition(" (")[0]) for row in rows]


@pytest.mark.usefixtures("first_mails")
def test_a_proposed_visit_that_moves_is_proposed_again(visit, user):
    request = request_visit()
    propose_visit(request=request, visit=visit, at=NOW, staff=user)
    asked = (NOW, "A visit for you")
    moved = (NOW + QUARTER, "A visit for you")
    change(visit, venue_en="Upstairs")
    assert proposal_mails() == [asked, moved]
    assert OutgoingEmail.objects.latest("pk").text.count("Upstairs") == 1
    change(visit, venue_en="Above")
    assert proposal_mails() == [asked, moved]
    assert OutgoingEmail.objects.latest("pk").text.count("Above") == 1
    change(visit, venue_en="")
    assert proposal_mails() == [asked]
    assert reread(request).status == "proposed"


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_a_proposal_ends_with_its_visit(visit, user, state):
    request, other = request_visit(), request_visit(key="other")
    propose_visit(request=request, visit=visit, at=NOW, staff=user)
    decline_request(request=other, at=NOW, staff=user)
    change(visit, state=state)
    assert (reread(request).status, reread(other).status) == ("unsuitable", "declined")
    assert proposal_mails()[-1] == (NOW, "We are looking for another visit for you")
    assert "STATUS:CANCELLED" in OutgoingEmail.objects.latest("pk").calendar


@pytest.mark.once
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_taking_a_proposal_while_its_visit_is_cancelled_ends_one_way(visit, user):
    request = request_visit()
    propose_visit(request=request, visit=visit, at=NOW, staff=user)

    def take():
        try:
            take_proposal(request=request, at=NOW)
        except (RegistrationClosed, TransitionNotAllowed):
            return "too late"
        return "taken"

    def cancel():
        cancel_visit(visit=visit, at=NOW, staff=user)
        return "cancelled"

    outcomes = at_once(take, cancel)
    taken = outcomes.get("taken", 0)
    assert outcomes == Counter({"cancelled": 1, "taken" if taken else "too late": 1})
    registrations = Registration.objects.values_list("status", flat=True)
    assert [*registrations] == ["cancelled"] * taken


def test_withdrawing_twice_is_the_same_as_once(visit):
    request = request_visit()
    withdraw_request(request=request, at=NOW)
    withdraw_request(request=request, at=NOW)
    assert reread(request).status == "withdrawn"
    assert queued_emails() == [
        ("visit_request_received", "en"),
        ("visit_request_answer", "en"),
    ]


@pytest.mark.usefixtures("first_mails")
def test_staff_propose_again_what_suits_better(visit, user):
    request, other = request_visit(), build_visit("inna")
    propose_visit(request=request, visit=visit, at=NOW, staff=user, answer="First")
    for _twice in range(2):
        turn_down_proposal(request=request, at=NOW, reply="On a Monday")
    request = reread(request)
    assert (request.status, request.reply, request.answer, request.visit) == (
        "unsuitable",
        "On a Monday",
        "",
        visit,
    )
    propose_visit(request=request, visit=other, at=NOW, staff=user)
    registered = take_proposal(request=request, at=NOW).registration
    assert (registered.visit, registered.status) == (other, "confirmed")
    subjects = OutgoingEmail.objects.filter(request=request).order_by("pk")
    assert [mail.subject.partition(" (")[0] for mail in subjects] == [
        "We have your request for a visit",
        "A visit for you",
        "We are looking for another visit for you",
        "A visit for you",
    ]


@pytest.mark.parametrize("change", [{"status": "x"}, {"dates": []}, {"seats": 0}])
def test_what_no_request_can_be_is_refused_by_the_database(visit, change):
    request = request_visit()
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitRequest.objects.filter(pk=request.pk).update(**change)


def test_four_dates_are_refused_by_the_database(visit):
    with pytest.raises(IntegrityError), transaction.atomic():
        request_visit(dates=days_ahead(1, 2, 3, 4))


ACTS = {
    Status.PROPOSED: lambda r, v, u: propose_visit(request=r, visit=v, at=NOW, staff=u),
    Status.UNSUITABLE: lambda r, v, u: turn_down_proposal(request=r, at=NOW),
    Status.ACCEPTED: lambda r, v, u: accept_request(
        request=r, visit=v, at=NOW, staff=u
    ),
    Status.DECLINED: lambda r, v, u: decline_request(request=r, at=NOW, staff=u),
    Status.WITHDRAWN: lambda r, v, u: withdraw_request(request=r, at=NOW),
}


@pytest.mark.once
@pytest.mark.parametrize("to", ACTS)
@pytest.mark.parametrize("status", Status.values)
def test_only_the_table_of_transitions_is_followed(visit, user, status, to):
    request = request_visit()
    VisitRequest.objects.filter(pk=request.pk).update(status=status)
    if to in VisitRequest.TRANSITIONS[status]:
        ACTS[to](request, visit, user)
        assert reread(request).status == to
    elif status == to and to in {Status.WITHDRAWN, Status.UNSUITABLE}:
        assert ACTS[to](request, visit, user).status == to
    else:
        with pytest.raises(TransitionNotAllowed):
            ACTS[to](request, visit, user)
        assert reread(request).status == status


# --- At once ----------------------------------------------------------------------


def at_once(*acts):
    """Run all in threads of their own; count what they return."""
    barrier, answers = threading.Barrier(len(acts)), Counter()

    def run(act):
        try:
            barrier.wait()
            answers[act()] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def tried(act):
    def run():
        try:
            act()
        except TransitionNotAllowed:
            return "already"
        return "done"

    return run


@pytest.mark.once
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_staff_who_decide_at_once_one_is_told(visit, user):
    request = request_visit()
    accept = tried(lambda: ACTS[Status.ACCEPTED](request, visit, user))
    decline = tried(lambda: ACTS[Status.DECLINED](request, visit, user))
    assert at_once(accept, decline, accept, decline) == {"done": 1, "already": 3}
    accepted = reread(request).status == "accepted"
    assert Registration.objects.count() == accepted
    answer = "registration_received" if accepted else "visit_request_answer"
    assert [kind for kind, _language in queued_emails()] == [
        "visit_request_received",
        answer,
    ]


@pytest.mark.once
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_many_times_at_once_asks_once(visit):
    def send():
        return ask_for_visit(
            data=visit_request_data(), submission_key="key", at=NOW
        ).is_new

    assert at_once(*[send] * 8) == {True: 1, False: 7}
    assert len(queued_emails()) == 1


def test_a_month_stands_for_dates_and_a_length_has_bounds(visit):
    request = request_visit(dates=(), month=days_ahead(40)[0].replace(day=1), days=14)
    assert (request.dates, request.days, request.flexible) == ([], 14, False)
    for change in ({"days": 0}, {"days": 15}, {"month": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitRequest.objects.filter(pk=request.pk).update(**change)
