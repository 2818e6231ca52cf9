"""Many delegations ask at once, over real parallel connections."""

import threading
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from events.exceptions import (
    NotEnoughPlaces,
    PartFull,
    TooManyNames,
    TransitionNotAllowed,
)
from events.links import throttling
from events.models import (
    OutgoingEmail,
    Registration,
    StudyVisit,
    VisitPart,
)
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules import register as register_module
from events.registrations.rules import waiting as waiting_module
from events.registrations.rules.decisions import approve_registration
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.merge import merge_delegations
from events.registrations.rules.part_selection import select_parts
from events.registrations.rules.parts import PartSelection
from events.registrations.rules.register import register_delegation
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.rules.verification import verify_email
from events.registrations.rules.waiting import accept_offer
from tests.builders import (
    build_centre,
    build_part,
    build_staff,
    build_visit,
    delegation,
    register,
)
from tests.helpers import fill_in_steps, step_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.race,
    pytest.mark.once,
]

DELEGATIONS = 20
PLACES = 10


def all_at_once(act):
    """Run `act(number)` in as many threads as there are delegations; count answers."""
    barrier = threading.Barrier(DELEGATIONS)
    answers = Counter()

    def run(number):
        try:
            barrier.wait()
            answers[act(number)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[n]) for n in range(DELEGATIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def asks_for_three(visit):
    def act(number):
        try:
            register_delegation(
                visit=visit,
                delegation=delegation(seats=3, contact_email=f"c{number}@example.org"),
                submission_key=f"key-{number}",
                at=timezone.now(),
            )
        except NotEnoughPlaces:
            return "refused"
        return "registered"

    return act


def people(visit):
    return Registration.objects.filter(visit=visit).holding_seats().seats()


@pytest.fixture
def visit():
    build_centre()
    # A group as large as all places: so addresses not verified may hold them all.
    return build_visit(capacity=PLACES, largest_group=PLACES)


def test_twenty_delegations_of_three_never_get_more_than_ten_places(visit):
    answers = all_at_once(asks_for_three(visit))
    assert answers == {"registered": 3, "refused": 17}
    assert people(visit) == 9


def test_without_the_lock_they_would_be_overbooked(visit, monkeypatch):
    """The control: the same test fails when the lock is taken away, so it tests it.

    Everybody counts before anybody writes, which is what the lock forbids.
    """
    counted = threading.Barrier(DELEGATIONS)
    first_status = register_module._first_status

    def count_then_wait(*args):
        status = first_status(*args)
        counted.wait()
        return status

    monkeypatch.setattr(
        register_module, "lock", lambda visit: StudyVisit.objects.get(pk=visit.pk)
    )
    monkeypatch.setattr(register_module, "_first_status", count_then_wait)
    answers = all_at_once(asks_for_three(visit))
    assert answers == {"registered": DELEGATIONS}
    assert people(visit) == 3 * DELEGATIONS


def test_the_same_form_sent_many_times_at_once_registers_once(visit):
    def act(number):
        done = register_delegation(
            visit=visit,
            delegation=delegation(seats=3),
            submission_key="one-key",
            at=timezone.now(),
        )
        return "new" if done.is_new else "same"

    assert all_at_once(act) == {"new": 1, "same": DELEGATIONS - 1}
    assert people(visit) == 3


def test_withdrawing_many_times_at_once_writes_history_once(visit):
    registration = register_delegation(
        visit=visit,
        delegation=delegation(seats=3),
        submission_key="key",
        at=timezone.now(),
    ).registration

    def act(number):
        return withdraw_registration(
            registration=registration, at=timezone.now()
        ).status

    assert all_at_once(act) == {"withdrawn": DELEGATIONS}
    assert registration.history.count() == 2


def test_two_processes_at_once_count_as_two(monkeypatch):
    monkeypatch.setitem(throttling.LIMITS, "register", DELEGATIONS - 5)

    def act(number):
        try:
            throttling.hit("register", "192.0.2.1")
        except throttling.RateLimitExceeded:
            return "too often"
        return "counted"

    answers = all_at_once(act)
    assert answers == {"counted": DELEGATIONS - 5, "too often": 5}


def test_a_full_visit_with_a_list_confirms_ten_and_lets_the_rest_wait(visit):
    StudyVisit.objects.filter(pk=visit.pk).update(waiting_list="fill")

    def act(number):
        done = register_delegation(
            visit=visit,
            delegation=delegation(
                seats=1 + number % 5,
                contact_email=f"c{number}@example.org",
                may_wait=True,
            ),
            submission_key=f"key-{number}",
            at=timezone.now(),
        )
        return done.registration.status

    answers = all_at_once(act)
    assert sum(answers.values()) == DELEGATIONS
    assert set(answers) == {"confirmed", "waitlisted"}
    waiting = Registration.objects.filter(visit=visit).waiting()
    assert people(visit) <= PLACES
    assert all(w.seats > PLACES - people(visit) for w in waiting)


def test_the_last_place_of_a_part_goes_to_one(visit):
    """All at once, some registering with it, some choosing it later: one is in."""
    StudyVisit.objects.filter(pk=visit.pk).update(capacity=60, largest_group=60)
    part = build_part(visit, capacity=1)
    wish = PartSelection(part=part.pk, seats=1)
    registered = {
        number: register(visit, seats=1, contact_email=f"c{number}@example.org")
        for number in range(0, DELEGATIONS, 2)
    }

    def act(number):
        try:
            if number in registered:
                select_parts(
                    registration=registered[number].registration,
                    selections=[wish],
                    at=timezone.now(),
                )
            else:
                register(visit, contact_email=f"c{number}@example.org", parts=(wish,))
        except PartFull as refusal:
            return f"{refusal.possible} possible"
        return "in"

    assert all_at_once(act) == {"in": 1, "0 possible": DELEGATIONS - 1}
    assert VisitPart.objects.with_people().get().people == 1


def test_twenty_who_verify_at_once_get_the_places_that_there_are(visit):
    """Most of them wait for that; whoever gets no place is on the list."""
    StudyVisit.objects.filter(pk=visit.pk).update(waiting_list="fill", largest_group=3)
    visit.refresh_from_db()
    unverified = [
        register(visit, proven=False, contact_email=f"c{n}@example.org").registration
        for n in range(DELEGATIONS)
    ]
    assert Counter(r.status for r in unverified) == {"confirmed": 1, "waitlisted": 19}

    def act(number):
        registration = unverified[number]
        return verify_email(registration=registration, at=timezone.now()).status

    assert all_at_once(act) == {"confirmed": 3, "waitlisted": 17}
    assert people(visit) == 9


def test_twenty_who_never_verify_hold_one_group_and_leave_the_rest(visit):
    StudyVisit.objects.filter(pk=visit.pk).update(largest_group=3)
    visit.refresh_from_db()
    assert all_at_once(asks_for_three(visit)) == {"registered": DELEGATIONS}
    assert people(visit) == 3


@pytest.mark.usefixtures("first_mails")
def test_twenty_proofs_at_once_tell_the_people_once(visit):
    registration = register(visit, proven=False).registration
    person = DelegateData(full_name="Anna", email="anna@example.org")
    add_delegate(registration=registration, person=person, at=timezone.now())

    def act(number):
        verify_email(registration=registration, at=timezone.now())
        return "proven"

    assert all_at_once(act) == {"proven": 20}
    assert registration.emails.filter(kind="delegate_told").count() == 1
    assert registration.history.count() == 2


def two_delegations(visit):
    return [
        register(visit, seats=3, contact_email=f"c{number}@example.org").registration
        for number in range(2)
    ]


@pytest.mark.usefixtures("first_mails")
def test_twenty_who_join_two_delegations_either_way_join_them_once(visit):
    pair, staff = two_delegations(visit), build_staff()

    def act(number):
        kept, joining = pair if number % 2 else reversed(pair)
        try:
            merge_delegations(
                kept=kept, joining=joining, at=timezone.now(), staff=staff
            )
        except TransitionNotAllowed as refusal:
            return refusal.from_status
        return "done"

    assert all_at_once(act) == {"done": 1, "joined": DELEGATIONS - 1}
    rows = Registration.objects.order_by("status").values_list("status", "seats")
    assert [*rows] == [("confirmed", 6), ("joined", 3)]
    kinds = OutgoingEmail.objects.filter(kind__startswith="registration_joined")
    assert kinds.count() == 2


def test_a_delegation_that_withdraws_while_it_is_joined_does_one_of_the_two(visit):
    kept, joining = two_delegations(visit)
    staff = build_staff()

    def act(number):
        try:
            if number % 2:
                withdraw_registration(registration=joining, at=timezone.now())
                return "withdrawn"
            merge_delegations(
                kept=kept, joining=joining, at=timezone.now(), staff=staff
            )
        except TransitionNotAllowed as refusal:
            return f"already {refusal.from_status}"
        return "joined"

    answers = all_at_once(act)
    joining.refresh_from_db()
    half = DELEGATIONS // 2
    if joining.status == "withdrawn":
        assert answers == {"withdrawn": half, "already withdrawn": half}
    else:
        assert answers == {"joined": 1, "already joined": DELEGATIONS - 1}
    assert people(visit) == {"withdrawn": 3, "joined": 6}[joining.status]
    assert joining.history.count() == 2


@pytest.mark.usefixtures("first_mails")
def test_approving_while_the_delegation_withdraws_mails_each_step_once(visit):
    StudyVisit.objects.filter(pk=visit.pk).update(approval="manual")
    visit.refresh_from_db()
    registration = register(visit, seats=3).registration
    staff = build_staff()

    def act(number):
        try:
            if number % 2:
                withdraw_registration(registration=registration, at=timezone.now())
                return "withdrawn"
            approve_registration(
                registration=registration, at=timezone.now(), staff=staff
            )
        except TransitionNotAllowed as refusal:
            return f"already {refusal.from_status}"
        return "approved"

    answers = all_at_once(act)
    half = DELEGATIONS // 2
    approved = answers["approved"]
    already = sum(n for said, n in answers.items() if said.startswith("already"))
    assert (answers["withdrawn"], approved + already, approved <= 1) == (
        half,
        half,
        True,
    )
    kinds = [*registration.emails.order_by("pk").values_list("kind", flat=True)]
    middle = ["registration_received"] * approved
    assert kinds == ["registration_requested", *middle, "registration_withdrawn"]
    assert (people(visit), registration.history.count()) == (0, 2 + approved)


@pytest.mark.usefixtures("first_mails")
def test_one_address_from_many_browsers_at_once_registers_once(visit):
    """Whoever is not the first gets the answer that says nothing, and the same link."""
    written = [" Contact@Example.org", "CONTACT@example.org ", "contact@example.org"]
    clients = [Client() for _address in written]
    for client, email in zip(clients, written, strict=True):
        fill_in_steps(client, contact={"contact_email": email})
    forms = [client.get(step_url("check")).context["form"] for client in clients]
    keys = [form["submission_key"].value() for form in forms]
    check = step_url("check")

    def act(number):
        if number >= len(clients):
            return "nobody"
        return clients[number].post(check, {"submission_key": keys[number]}).url

    answers = all_at_once(act)
    assert answers[step_url("done")] == len(clients)
    pages = Counter(
        client.get(step_url("done")).context.get("reason", "registered")
        for client in clients
    )
    assert pages == {"registered": 1, "already": len(clients) - 1}
    registration = Registration.objects.get()
    assert registration.token_version == 1
    kinds = Counter(registration.emails.values_list("kind", flat=True))
    assert kinds == {"registration_received": 1, "registration_link": 2}


def test_names_never_exceed_the_places_of_an_offer_taken_at_once(visit):
    StudyVisit.objects.update(waiting_list="fill", largest_group=9)
    visit.refresh_from_db()
    first = register(visit, seats=9, contact_email="first@example.org").registration
    second = register(visit, seats=1, contact_email="second@example.org").registration
    waiting = register(
        visit, names=("A", "B", "C"), seats=3, min_seats=1, may_wait=True
    ).registration
    withdraw_registration(registration=second, at=timezone.now())
    names = dict(waiting.delegates.values_list("full_name", "pk"))
    choices = [{names["A"], names["B"]}, {names["B"], names["C"]}, set()]

    def act(number):
        try:
            if number % 4 == 3:
                person = DelegateData(full_name=f"Person {number}")
                add_delegate(registration=waiting, person=person, at=timezone.now())
                return "added"
            taken = accept_offer(
                registration=waiting, at=timezone.now(), leaving=choices[number % 4]
            )
        except TooManyNames:
            return "too many"
        return taken.status

    answers = all_at_once(act)
    waiting.refresh_from_db()
    assert first.status == "confirmed"
    assert (waiting.status, waiting.seats, waiting.delegates.count()) == (
        "confirmed",
        1,
        1,
    )
    assert answers["added"] == 0


def test_names_never_exceed_a_number_that_is_lowered_while_some_are_added(visit):
    registration = register(visit, names=("A", "B"), seats=3).registration
    a = registration.delegates.get(full_name="A").pk

    def act(number):
        try:
            if number % 2:
                person = DelegateData(full_name=f"Person {number}")
                add_delegate(
                    registration=registration, person=person, at=timezone.now()
                )
            else:
                change_seats(
                    registration=registration, seats=1, at=timezone.now(), leaving={a}
                )
        except TooManyNames:
            return "too many"
        return "done"

    all_at_once(act)
    registration.refresh_from_db()
    assert registration.delegates.count() <= registration.seats


@pytest.mark.usefixtures("first_mails")
def test_a_first_email_that_is_written_while_places_are_offered_is_written_once(
    monkeypatch,
):
    """The worker takes the row of the registration alone, not the visit's."""
    visit = build_visit(capacity=3, largest_group=3, waiting_list="fill")
    full = register(visit, seats=3, contact_email="a@example.org").registration
    late = register(visit, seats=3, may_wait=True).registration
    Registration.objects.filter(pk=late.pk).update(first_mail_due=True)
    late.emails.all().delete()

    def work():
        try:
            write_first_emails.func()
        finally:
            connection.close()

    def look(*asked, look=waiting_module.next_to_offer):
        turn = look(*asked)
        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
        return turn

    monkeypatch.setattr(waiting_module, "next_to_offer", look)
    withdraw_registration(registration=full, at=timezone.now())
    assert [*late.emails.order_by("pk").values_list("kind", flat=True)] == [
        "registration_waitlisted",
        "registration_offered",
    ]
