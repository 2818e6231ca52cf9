"""The waiting list: who is offered freed places, for how long, and when it ends."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from events.exceptions import NotEnoughPlaces, OfferLapsed, TransitionNotAllowed
from events.links.tokens import code_hash, new_key
from events.models import OutgoingEmail, Registration, RegistrationEvent
from events.models.seat_blocks import SeatBlock
from events.registrations.rules.decisions import (
    approve_registration,
    decline_registration,
    reopen_registration,
)
from events.registrations.rules.register import register_delegation
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.rules.waiting import (
    accept_offer,
    end_waiting_list,
    lapse_offers,
    offer_duration,
    promote_waiting,
)
from events.visits.changes import cancel_visit
from tests.builders import (
    DAY,
    HOUR,
    build_staff,
    build_visit,
    delegation,
    register,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    return build_visit(capacity=10, largest_group=10, waiting_list="fill")


def join(visit, seats, name, **fields):
    return register(
        visit,
        seats=seats,
        contact_email=f"{name}@example.org",
        may_wait=True,
        **fields,
    ).registration


def statuses(*registrations):
    return [Registration.objects.get(pk=r.pk).status for r in registrations]


def withdraw(registration, at=None):
    return withdraw_registration(registration=registration, at=at or timezone.now())


def test_too_few_places_and_a_yes_to_waiting_lead_to_the_list(visit):
    join(visit, 8, "a")
    waiting = join(visit, 3, "b")
    assert (waiting.status, waiting.place_in_queue) == ("waitlisted", 1)
    assert join(visit, 3, "c").place_in_queue == 2
    assert visit.registrations.holding_seats().seats() == 8


def test_who_was_offered_places_meanwhile_has_no_place_in_the_queue(visit):
    first = join(visit, 8, "a")
    waiting = join(visit, 3, "b")
    withdraw(first)
    assert (waiting.status, waiting.place_in_queue) == ("waitlisted", 0)


def test_without_a_yes_it_is_refused_and_told_of_the_list(visit):
    join(visit, 8, "a")
    with pytest.raises(NotEnoughPlaces) as refusal:
        register(visit, seats=3, contact_email="b@example.org")
    assert (refusal.value.left, refusal.value.can_wait) == (2, True)


def test_without_a_list_nobody_waits():
    visit = build_visit(capacity=10, largest_group=10, waiting_list="none")
    join(visit, 8, "a")
    with pytest.raises(NotEnoughPlaces) as refusal:
        join(visit, 3, "b")
    assert refusal.value.can_wait is False


def test_one_group_that_leaves_makes_room_for_several(visit):
    large = join(visit, 8, "large")
    waiting = [join(visit, 3, name) for name in "abc"]
    withdraw(large)
    assert statuses(*waiting) == ["offered", "offered", "offered"]
    assert visit.registrations.holding_seats().seats() == 9


def test_a_filling_list_offers_to_the_first_that_fits(visit):
    large, small = join(visit, 6, "large"), join(visit, 4, "small")
    first, second = join(visit, 8, "a"), join(visit, 4, "b")
    withdraw(small)
    assert statuses(large, first, second) == ["confirmed", "waitlisted", "offered"]
    first.refresh_from_db()
    assert first.passed_over == 1


def test_a_strict_list_waits_for_its_head():
    visit = build_visit(capacity=10, largest_group=10, waiting_list="strict")
    large, small = join(visit, 6, "large"), join(visit, 4, "small")
    first, second = join(visit, 8, "a"), join(visit, 4, "b")
    withdraw(small)
    assert statuses(first, second) == ["waitlisted", "waitlisted"]
    withdraw(large)
    assert statuses(first, second) == ["offered", "waitlisted"]


def test_newcomers_queue_behind_a_strict_list():
    visit = build_visit(capacity=10, largest_group=10, waiting_list="strict")
    join(visit, 8, "a")
    join(visit, 3, "b")
    assert join(visit, 1, "c").status == "waitlisted"


@pytest.mark.parametrize(("least", "then"), [(None, 6), (2, 2)])
def test_who_waits_for_all_or_none_waits_for_all_of_more(visit, least, then):
    join(visit, 9, "a")
    waiting = join(visit, 4, "b", min_seats=least)
    now = timezone.now()
    raised = change_seats(registration=waiting, seats=6, at=now)
    assert (raised.seats, raised.min_seats) == (6, then)


def test_who_comes_with_more_queues_behind_a_strict_list_too():
    visit = build_visit(capacity=10, largest_group=10, waiting_list="strict")
    first, head = join(visit, 7, "a"), join(visit, 5, "head")
    now = timezone.now()
    with pytest.raises(NotEnoughPlaces) as refusal:
        change_seats(registration=first, seats=8, at=now)
    assert refusal.value.left == 7
    staff = build_staff()
    raised = change_seats(registration=first, seats=8, at=now, staff=staff)
    assert (raised.seats, statuses(head)) == (8, ["waitlisted"])


@pytest.mark.once
@pytest.mark.parametrize(("capacity", "possible"), [(10, 8), (9, 7)])
def test_more_people_come_into_the_seats_held_for_them(visit, capacity, possible):
    """No further, and fewer where staff have lowered the places since."""
    block = SeatBlock.objects.create(
        visit=visit,
        label="Exampletown",
        seats=8,
        code_hash=code_hash("ABCD"),
        expires_at=timezone.now() + DAY,
    )
    ours = join(visit, 5, "ours", code="ABCD")
    join(visit, 2, "other")
    waiting = join(visit, 4, "waiting")
    type(visit).objects.filter(pk=visit.pk).update(capacity=capacity, largest_group=9)
    with pytest.raises(NotEnoughPlaces) as refusal:
        change_seats(registration=ours, seats=9, at=timezone.now())
    assert refusal.value.left == possible
    change_seats(registration=ours, seats=possible, at=timezone.now())
    assert visit.registrations.holding_seats().seats() == possible + 2
    assert (block.registrations.get(), statuses(waiting)) == (ours, ["waitlisted"])


def test_who_was_passed_over_twice_gets_the_next_freed_places(visit):
    ones = [join(visit, 2, f"small-{n}") for n in range(5)]
    head = join(visit, 8, "head")
    others = [join(visit, 2, f"other-{n}") for n in range(3)]
    for one in ones[:3]:
        withdraw(one)
    assert statuses(head, *others) == [
        "waitlisted", "offered", "offered", "waitlisted",
    ]  # fmt: skip
    assert join(visit, 1, "newcomer").status == "waitlisted"


def test_an_offer_may_be_of_fewer_places_but_not_too_few(visit):
    large, small = join(visit, 5, "large"), join(visit, 5, "small")
    waiting = join(visit, 8, "a", min_seats=5)
    withdraw(small)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.seats, waiting.wanted_seats) == ("offered", 5, 8)
    event = waiting.history.last()
    assert (event.seats, event.actor) == (5, RegistrationEvent.Actor.CLOCK)
    assert statuses(large) == ["confirmed"]


@pytest.mark.usefixtures("first_mails")
def test_taking_an_offer_twice_confirms_once(visit):
    first = join(visit, 10, "a")
    waiting = join(visit, 3, "b")
    withdraw(first)
    for _ in range(2):
        taken = accept_offer(registration=waiting, at=timezone.now())
        assert (taken.status, taken.offer_expires_at) == ("confirmed", None)
    kinds = OutgoingEmail.objects.filter(registration=waiting).order_by("pk")
    assert [m.kind for m in kinds] == [
        "registration_waitlisted",
        "registration_offered",
        "registration_received",
    ]


def test_where_staff_approve_an_accepted_offer_still_waits_for_them():
    visit = build_visit(
        capacity=10, largest_group=10, waiting_list="fill", approval="manual"
    )
    first = join(visit, 10, "a")
    assert first.status == "requested"
    waiting = join(visit, 3, "b")
    withdraw(first)
    taken = accept_offer(registration=waiting, at=timezone.now())
    assert taken.status == "requested"


def test_an_offer_lapses_and_the_next_in_line_is_tried(visit):
    first = join(visit, 10, "a")
    slow, next_one = join(visit, 8, "slow", min_seats=6), join(visit, 9, "next")
    withdraw(first)
    assert statuses(slow, next_one) == ["offered", "waitlisted"]
    ends_at = Registration.objects.get(pk=slow.pk).offer_expires_at
    assert lapse_offers(visit=visit, at=ends_at - HOUR) == []
    with pytest.raises(OfferLapsed):
        accept_offer(registration=slow, at=ends_at)
    lapse_offers(visit=visit, at=ends_at)
    assert statuses(slow, next_one) == ["lapsed", "offered"]
    with pytest.raises(OfferLapsed):
        accept_offer(registration=slow, at=ends_at)


def test_nobody_is_offered_what_a_waiting_group_leaves(visit):
    join(visit, 10, "a")
    first, second = join(visit, 5, "b"), join(visit, 5, "c")
    withdraw(first)
    assert statuses(second) == ["waitlisted"]


@pytest.mark.parametrize(
    ("left", "hours"), [(30 * DAY, 48), (4 * DAY, 24), (10 * HOUR, 4)]
)
def test_an_offer_lasts_a_quarter_of_the_time_left(visit, left, hours):
    assert offer_duration(visit, visit.starts_at - left) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"state": "postponed"},
        {"registration_closes_at": timezone.now() - HOUR},
    ],
)
def test_nobody_is_promoted_when_it_makes_no_sense(visit, fields):
    first = join(visit, 10, "a")
    waiting = join(visit, 3, "b")
    type(visit).objects.filter(pk=visit.pk).update(**fields)
    withdraw(first)
    assert statuses(waiting) == ["waitlisted"]


def test_whoever_waits_is_offered_places_although_nobody_new_may_wait(visit):
    first, waiting = join(visit, 10, "a"), join(visit, 3, "b")
    type(visit).objects.filter(pk=visit.pk).update(waiting_list="none")
    withdraw(first)
    assert statuses(waiting) == ["offered"]


def test_shortly_before_the_visit_staff_phone_instead(visit):
    first = join(visit, 10, "a")
    waiting = join(visit, 3, "b")
    type(visit).objects.filter(pk=visit.pk).update(
        registration_closes_at=visit.starts_at
    )
    withdraw(first, at=visit.starts_at - 7 * HOUR)
    assert statuses(waiting) == ["waitlisted"]


def test_the_list_ends_when_registration_closes(visit):
    join(visit, 10, "a")
    waiting = join(visit, 3, "b")
    closes_at = visit.registration_closes_at
    assert end_waiting_list(visit=visit, at=closes_at) == []
    end_waiting_list(visit=visit, at=closes_at + timedelta(minutes=1))
    assert statuses(waiting) == ["lapsed"]


def test_more_capacity_is_offered_and_less_drops_nobody(visit):
    confirmed = join(visit, 10, "a")
    waiting = join(visit, 3, "b")
    type(visit).objects.filter(pk=visit.pk).update(capacity=6, largest_group=6)
    promote_waiting(visit=visit, at=timezone.now())
    assert statuses(confirmed, waiting) == ["confirmed", "waitlisted"]
    type(visit).objects.filter(pk=visit.pk).update(capacity=13)
    promote_waiting(visit=visit, at=timezone.now())
    assert statuses(confirmed, waiting) == ["confirmed", "offered"]


@pytest.mark.usefixtures("first_mails")
def test_the_second_of_two_who_decide_hears_so_and_nobody_is_mailed_twice(visit):
    type(visit).objects.filter(pk=visit.pk).update(approval="manual")
    visit.refresh_from_db()
    asked = join(visit, 3, "a")
    staff, now = build_staff(), timezone.now()
    approve_registration(registration=asked, at=now, staff=staff)
    with pytest.raises(TransitionNotAllowed):
        approve_registration(registration=asked, at=now, staff=staff)
    assert OutgoingEmail.objects.filter(kind="registration_received").count() == 1
    withdraw(asked)
    with pytest.raises(TransitionNotAllowed):
        decline_registration(registration=asked, at=now, staff=staff)


@pytest.mark.usefixtures("first_mails")
def test_a_declined_group_frees_its_places_for_those_who_wait(visit):
    type(visit).objects.filter(pk=visit.pk).update(approval="manual")
    visit.refresh_from_db()
    asked, waiting = join(visit, 9, "a"), join(visit, 3, "b")
    decline_registration(
        registration=asked, at=timezone.now(), staff=build_staff(), reason="Full."
    )
    assert statuses(asked, waiting) == ["declined", "offered"]
    assert OutgoingEmail.objects.get(kind="registration_declined").text.count("Full.")


def test_what_has_ended_may_begin_anew_at_the_end_of_the_queue(visit):
    first = join(visit, 10, "a")
    early, late = join(visit, 10, "early"), join(visit, 10, "late")
    withdraw(early)
    again = reopen_registration(
        registration=early, at=timezone.now(), staff=build_staff()
    )
    assert (again.status, again.place_in_queue) == ("waitlisted", 2)
    assert statuses(first, late) == ["confirmed", "waitlisted"]


@pytest.mark.usefixtures("first_mails")
def test_a_cancelled_visit_tells_all_and_promotes_nobody(visit):
    confirmed, waiting = join(visit, 10, "a"), join(visit, 3, "b")
    staff = build_staff()
    told = cancel_visit(visit=visit, at=timezone.now(), staff=staff)
    assert len(told) == 2
    assert statuses(confirmed, waiting) == ["cancelled", "cancelled"]
    assert OutgoingEmail.objects.filter(kind="registration_cancelled").count() == 2
    again = cancel_visit(visit=visit, at=timezone.now(), staff=staff)
    assert again == []
    assert mail.outbox == []


def test_staff_confirm_out_of_turn_only_who_fits(visit):
    join(visit, 8, "a")
    large, small = join(visit, 5, "b"), join(visit, 2, "c", min_seats=2)
    visit.refresh_from_db()
    staff, now = build_staff(), timezone.now()
    with pytest.raises(NotEnoughPlaces) as refusal:
        approve_registration(registration=large, at=now, staff=staff)
    assert refusal.value.left == 0
    assert statuses(large, small) == ["waitlisted", "confirmed"]
    withdraw_registration(registration=small, at=now)
    small = join(visit, 3, "d")
    with pytest.raises(NotEnoughPlaces) as refusal:
        approve_registration(registration=small, at=now, staff=staff)
    assert refusal.value.left == 2


@pytest.mark.parametrize("status", ["waitlisted", "expired"])
def test_who_was_offered_nothing_takes_nothing(visit, status):
    join(visit, 8, "a")
    waiting = join(visit, 3, "b")
    Registration.objects.filter(pk=waiting.pk).update(status=status, proven_at=None)
    with pytest.raises(TransitionNotAllowed):
        accept_offer(registration=waiting, at=timezone.now())
    assert visit.registrations.holding_seats().seats() == 8


def test_staff_don_t_approve_what_has_expired(visit):
    join(visit, 8, "a")
    expired = join(visit, 3, "b")
    Registration.objects.filter(pk=expired.pk).update(status="expired", proven_at=None)
    with pytest.raises(TransitionNotAllowed):
        approve_registration(
            registration=expired, at=timezone.now(), staff=build_staff()
        )
    assert statuses(expired) == ["expired"]


@pytest.mark.usefixtures("first_mails")
def test_who_comes_with_fewer_too_is_offered_what_is_free_at_once(visit):
    """No mail says that she waits, a minute before the one that offers places."""
    join(visit, 2, "a")
    asking = register_delegation(
        visit=visit,
        delegation=delegation(seats=10, may_wait=True, min_seats=3),
        submission_key=new_key(),
        at=timezone.now(),
        staff=build_staff(),
    ).registration
    assert (asking.status, asking.seats, asking.wanted_seats) == ("offered", 8, 10)
    kinds = asking.emails.order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == ["registration_offered"]
    steps = asking.history.values_list("from_status", "to_status")
    assert [*steps] == [("", "waitlisted"), ("waitlisted", "offered")]


@pytest.mark.usefixtures("first_mails")
def test_who_comes_with_fewer_too_still_waits_behind_others_who_wait(visit):
    visit.waiting_list = "strict"
    visit.save()
    join(visit, 2, "a")
    head = join(visit, 9, "head")
    asking = join(visit, 10, "b", min_seats=3)
    assert statuses(head, asking) == ["waitlisted", "waitlisted"]
    assert asking.emails.get().kind == "registration_waitlisted"
