"""How many places addresses that nobody has verified may hold together."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from events import due
from events.exceptions import NotEnoughPlaces
from events.links.tokens import code_hash, mailed_token
from events.models import OutgoingEmail, Registration, SeatBlock
from events.registrations.rules.reinstatement import reinstate_registration
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.rules.verification import (
    TIME_TO_CORRECT,
    expire_unverified,
    places_before_verifying,
    verification_deadline,
    verify_email,
)
from events.registrations.rules.waiting import end_waiting_list
from tests.builders import DAY, HOUR, build_centre, build_staff, build_visit, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    build_centre()
    return build_visit(capacity=30, largest_group=6)


def ask(visit, seats, name, **fields):
    """One that a stranger may have sent."""
    email = f"{name}@example.org"
    sent = register(visit, proven=False, seats=seats, contact_email=email, **fields)
    return sent.registration


def verify(registration):
    return verify_email(registration=registration, at=timezone.now())


def again(registration):
    return Registration.objects.select_related("visit").get(pk=registration.pk)


@pytest.mark.parametrize(
    ("capacity", "group", "most"), [(30, 6, 10), (30, 15, 15), (31, 6, 10), (3, 3, 3)]
)
def test_it_is_a_third_of_the_visit_or_one_largest_group(capacity, group, most):
    visit = build_visit(capacity=capacity, largest_group=group)
    assert places_before_verifying(visit) == most


def test_beyond_that_verifying_is_what_takes_the_places(visit):
    found = [ask(visit, 5, name) for name in "abc"]
    assert [r.status for r in found] == ["confirmed", "confirmed", "waitlisted"]
    assert visit.seats_left == 20
    assert verify(found[2]).status == "confirmed"
    assert visit.registrations.holding_seats().seats() == 15


def test_whoever_has_verified_makes_room_for_others(visit):
    verify(ask(visit, 6, "a"))
    assert places_before_verifying(visit) == 10
    assert ask(visit, 6, "b").status == "confirmed"
    assert places_before_verifying(visit) == 4


def test_staff_and_codes_are_not_counted(visit):
    SeatBlock.objects.create(
        visit=visit,
        label="Partner",
        seats=6,
        code_hash=code_hash("ABCD"),
        expires_at=timezone.now() + DAY,
    )
    for name in "ab":
        ask(visit, 5, name)
    assert ask(visit, 6, "code", code="ABCD").status == "confirmed"
    assert places_before_verifying(visit) == 0
    assert ask(visit, 1, "c").status == "waitlisted"


def test_more_people_are_no_way_around_it(visit):
    first = ask(visit, 5, "a")
    ask(visit, 4, "b")
    third, now = ask(visit, 1, "c"), timezone.now()
    with pytest.raises(NotEnoughPlaces) as refusal:
        change_seats(registration=third, seats=2, at=now)
    assert refusal.value.left == 1
    raised = change_seats(registration=first, seats=6, at=now, staff=build_staff())
    assert raised.seats == 6


def test_where_staff_approve_it_is_a_request_then():
    build_centre()
    visit = build_visit(capacity=9, largest_group=3, approval="manual")
    first, second = ask(visit, 3, "a"), ask(visit, 3, "b")
    assert (first.status, second.status) == ("requested", "waitlisted")
    assert verify(second).status == "requested"


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize("waiting_list", ["none", "fill", "strict"])
def test_without_places_it_waits_since_it_was_sent(waiting_list):
    """Also where nobody new may wait: it was registered while there were places."""
    build_centre()
    visit = build_visit(capacity=6, largest_group=3, waiting_list=waiting_list)
    ask(visit, 3, "a")
    early, late = ask(visit, 2, "early"), ask(visit, 3, "late")
    assert (early.status, late.status) == ("waitlisted", "waitlisted")
    assert verify(late).status == "confirmed"
    assert verify(early).status == "waitlisted"
    assert again(early).place_in_queue == 1
    mail = early.emails.order_by("pk").last()
    assert (mail.kind, mail.subject[:19]) == (
        "registration_waitlisted",
        "On the waiting list",
    )
    withdraw_registration(registration=again(late), at=timezone.now())
    assert again(early).status == "offered"


def test_whoever_has_not_verified_holds_up_nobody():
    """A stranger at the head of a strict list would close the visit for everybody."""
    build_centre()
    visit = build_visit(capacity=9, largest_group=3, waiting_list="strict")
    ask(visit, 3, "a")
    assert ask(visit, 3, "b").status == "waitlisted"
    first, second = verify(ask(visit, 3, "c")), verify(ask(visit, 3, "d"))
    assert (first.status, second.status) == ("confirmed", "confirmed")


def test_whoever_has_not_verified_is_offered_nothing_until_then():
    build_centre()
    visit = build_visit(capacity=6, largest_group=6, waiting_list="fill")
    taken = register(visit, seats=6, contact_email="a@example.org").registration
    waiting = ask(visit, 3, "b", may_wait=True)
    withdraw_registration(registration=taken, at=timezone.now())
    assert again(waiting).status == "waitlisted"
    assert verify(waiting).status == "confirmed"


def test_it_queues_behind_those_who_were_before_it_and_have_verified():
    build_centre()
    visit = build_visit(capacity=6, largest_group=6, waiting_list="strict")
    taken = register(visit, seats=4, contact_email="a@example.org").registration
    head = verify(ask(visit, 6, "head", may_wait=True))
    behind = ask(visit, 2, "behind", may_wait=True)
    assert (taken.status, head.status) == ("confirmed", "waitlisted")
    assert verify(behind).status == "waitlisted"


@pytest.mark.usefixtures("first_mails")
def test_of_too_few_places_it_is_offered_some_at_once():
    build_centre()
    visit = build_visit(capacity=6, largest_group=6, waiting_list="fill")
    register(visit, seats=2, contact_email="a@example.org")
    waiting = ask(visit, 6, "b", may_wait=True, min_seats=3)
    found = verify(waiting)
    assert (found.status, found.seats) == ("offered", 4)
    kinds = waiting.emails.order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == ["registration_waitlisted", "registration_offered"]


def test_closing_ends_no_registration_that_may_still_be_verified(visit):
    for name in "ab":
        ask(visit, 5, name)
    waiting = ask(visit, 5, "c")
    closed = visit.closed_from + HOUR
    assert end_waiting_list(visit=visit, at=closed) == []
    assert verify_email(registration=waiting, at=closed).status == "confirmed"


@pytest.mark.usefixtures("first_mails")
def test_the_mail_says_what_confirming_does(visit):
    for name in "ab":
        ask(visit, 5, name)
    mail = ask(visit, 5, "c").emails.get()
    assert mail.subject.startswith("Please confirm your address (")
    sentence = (
        "We have the registration of your delegation, but no places are held for it "
        "yet. With your confirmed address it gets them if enough are free; if not, it "
        "waits in the order in which it was sent."
    )
    assert mail.text.count(sentence) == 1
    assert mail.text.count("Without that your registration will end.\n") == 1
    assert "places it holds" not in mail.text


@pytest.mark.parametrize(("seats", "hours"), [(3, 24), (6, 12)])
def test_there_is_less_time_where_the_visit_is_nearly_full(seats, hours):
    build_centre()
    visit = build_visit(capacity=9, largest_group=6)
    asked = ask(visit, seats, "a")
    assert asked.proof_due_at - asked.queue_at == hours * HOUR


def test_nearer_to_the_visit_it_is_a_quarter_of_the_time_left(visit):
    at = visit.starts_at - 20 * HOUR
    assert verification_deadline(visit, at, scarce=True) == at + 5 * HOUR


@pytest.mark.usefixtures("first_mails")
def test_an_address_that_refuses_our_mail_expires_two_days_later(visit):
    refused = ask(visit, 5, "a")
    refused.emails.update(state="failed")
    ends_at = refused.proof_due_at + TIME_TO_CORRECT
    assert expire_unverified(visit=visit, at=ends_at - timedelta(seconds=1)) == []
    due.do_due_work(ends_at)
    assert again(refused).status == "expired"
    step = refused.history.last()
    with translation.override("pl"):
        assert step.reason == gettext("Our e-mail to this address was refused.")
    assert TIME_TO_CORRECT == 2 * DAY


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize("state", ["queued", "sending", "unsure"])
def test_where_our_mail_may_still_arrive_nothing_expires(visit, state):
    asked = ask(visit, 5, "a")
    asked.emails.update(state=state, sending_since=timezone.now())
    ends_at = asked.proof_due_at + TIME_TO_CORRECT
    assert expire_unverified(visit=visit, at=ends_at) == []


@pytest.mark.usefixtures("first_mails")
def test_what_expired_comes_back_verified_and_is_not_counted(visit):
    asked = ask(visit, 5, "a")
    OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())
    expire_unverified(visit=visit, at=asked.proof_due_at)
    back = reinstate_registration(registration=again(asked), at=timezone.now())
    assert (back.status, places_before_verifying(visit)) == ("confirmed", 10)


def test_the_pages_say_what_confirming_does(client, visit):
    for name in "ab":
        ask(visit, 5, name)
    waiting = ask(visit, 5, "c")
    sentence = "No places are held for your delegation before the address is confirmed."
    with translation.override("en"):
        address = reverse("events:registration", args=[mailed_token(waiting)])
        confirm = reverse("events:registration-confirm", args=[mailed_token(waiting)])
    assert client.get(address).text.count(sentence) == 1
    page = client.post(confirm, follow=True)
    assert page.text.count(sentence) == 0
    assert again(waiting).status == "confirmed"
