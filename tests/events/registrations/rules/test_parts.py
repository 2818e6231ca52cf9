"""Parts of a visit: who is in, who waits for a place, who hears of what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import ProtectedError
from django.utils import timezone, translation
from icalendar import Calendar

from centre.text.typography import plain
from events.exceptions import (
    ChangesClosed,
    PartFull,
    PartGone,
    PartsOverlap,
    TransitionNotAllowed,
)
from events.models import OutgoingEmail, PartChoice, Registration, VisitPart
from events.registrations.part_text import part_lines
from events.registrations.rules.decisions import put_on_waiting_list
from events.registrations.rules.part_selection import select_parts
from events.registrations.rules.parts import PartSelection, overlap
from events.registrations.rules.reinstatement import reinstate_registration
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.rules.verification import expire_unverified
from events.registrations.rules.waiting import lapse_offers
from events.visits.changes import Arrangements, announce_changes, cancel_visit
from tests.builders import DAY, HOUR, build_part, build_staff, build_visit, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    return build_visit(capacity=20, largest_group=10, waiting_list="fill")


@pytest.fixture
def tour(visit):
    return build_part(visit)


def wish(part, seats, *, wait=False):
    return PartSelection(part=part.pk, seats=seats, may_wait=wait)


def join(visit, name, *wishes, seats=4, **fields):
    return register(
        visit,
        seats=seats,
        contact_email=f"{name}@example.org",
        parts=wishes,
        **fields,
    ).registration


def choose(registration, *wishes, **fields):
    return select_parts(
        registration=registration, selections=wishes, at=timezone.now(), **fields
    )


def chosen(registration):
    """Each choice: the part's primary key, the people, whether they wait."""
    rows = registration.part_choices.order_by("part").values_list(
        "part", "seats", "waiting_since"
    )
    return [(part, seats, since is not None) for part, seats, since in rows]


def people(part):
    return VisitPart.objects.with_people().get(pk=part.pk).people


def mails(registration):
    return [*registration.emails.order_by("pk").values_list("kind", flat=True)]


def change_visit(visit, act):
    before = Arrangements.of(visit)
    act()
    return announce_changes(visit=visit, before=before, at=timezone.now())


# --- Choosing ---------------------------------------------------------------------


def test_registering_says_who_goes_where(visit, tour):
    first = join(visit, "a", wish(tour, 3))
    assert chosen(first) == [(tour.pk, 3, False)]
    assert people(tour) == 3


def test_a_full_part_refuses_and_says_how_many_are_possible(visit, tour):
    join(visit, "a", wish(tour, 4))
    with pytest.raises(PartFull) as refusal:
        join(visit, "b", wish(tour, 3))
    assert (refusal.value.part, refusal.value.possible) == (tour.pk, 2)
    assert Registration.objects.count() == 1


def test_a_part_of_another_visit_is_refused(visit):
    other = build_part(build_visit("inna"))
    with pytest.raises(PartGone):
        join(visit, "a", wish(other, 1))


def test_nobody_is_in_two_places_at_once(visit, tour):
    same = build_part(visit, "panel", starts_at=visit.starts_at + HOUR / 2)
    with pytest.raises(PartsOverlap) as refusal:
        join(visit, "a", wish(tour, 3), wish(same, 2))
    assert (refusal.value.part, refusal.value.possible) == (same.pk, 1)
    split = join(visit, "a", wish(tour, 3), wish(same, 1))
    assert chosen(split) == [(tour.pk, 3, False), (same.pk, 1, False)]


def test_parts_after_each_other_may_have_everybody(visit, tour):
    later = build_part(
        visit, "panel", starts_at=tour.ends_at, ends_at=tour.ends_at + HOUR
    )
    both = join(visit, "a", wish(tour, 4), wish(later, 4))
    assert chosen(both) == [(tour.pk, 4, False), (later.pk, 4, False)]


def test_two_short_parts_beside_a_long_one_are_not_added_up(visit):
    start = visit.starts_at
    long = build_part(visit, "long", ends_at=start + 2 * HOUR)
    early = build_part(visit, "early")
    late = build_part(visit, "late", starts_at=start + HOUR, ends_at=start + 2 * HOUR)
    assert overlap({early: 2, late: 2}, long) == 2
    assert overlap({early: 2, long: 2}, late) == 2
    assert overlap({}, long) == 0


def test_more_people_in_a_part_than_in_the_delegation_are_refused(visit, tour):
    with pytest.raises(PartsOverlap) as refusal:
        join(visit, "a", wish(tour, 5))
    assert refusal.value.possible == 4


@pytest.mark.usefixtures("first_mails")
def test_a_choice_is_changed_until_the_deadline_and_then_by_staff(visit, tour):
    other = build_part(visit, "panel")
    first = join(visit, "a", wish(tour, 3))
    choose(first, wish(other, 2))
    assert chosen(first) == [(other.pk, 2, False)]
    assert mails(first) == ["registration_received", "parts_changed"]
    visit.edits_until = timezone.now() - HOUR
    visit.save()
    with pytest.raises(ChangesClosed):
        choose(first, wish(tour, 1))
    choose(first, wish(tour, 1), staff=build_staff())
    assert chosen(first) == [(tour.pk, 1, False)]


@pytest.mark.usefixtures("first_mails")
def test_the_same_choice_again_mails_nothing(visit, tour):
    first = join(visit, "a", wish(tour, 3))
    choose(first, wish(tour, 3))
    assert mails(first) == ["registration_received"]


def test_more_of_a_part_only_if_there_is_room(visit, tour):
    first = join(visit, "a", wish(tour, 2))
    join(visit, "b", wish(tour, 3))
    with pytest.raises(PartFull) as refusal:
        choose(first, wish(tour, 4, wait=True))
    assert refusal.value.possible == 3
    assert chosen(first) == [(tour.pk, 2, False)]


def test_who_has_ended_chooses_nothing(visit, tour):
    first = join(visit, "a")
    withdraw_registration(registration=first, at=timezone.now())
    with pytest.raises(TransitionNotAllowed):
        choose(first, wish(tour, 1))


# --- A part that is full while the visit is not --------------------------------------


def test_who_waits_for_a_part_is_confirmed_in_the_visit(visit, tour):
    join(visit, "a", wish(tour, 4))
    waits = join(visit, "b", wish(tour, 3, wait=True))
    assert (waits.status, chosen(waits)) == ("confirmed", [(tour.pk, 3, True)])
    assert people(tour) == 4


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
@pytest.mark.parametrize("how", ["withdraw", "seats", "choice", "capacity", "wait"])
def test_places_that_come_free_go_to_those_who_wait(visit, tour, how):
    now, staff = timezone.now(), build_staff()
    visit.approval = "manual"
    visit.save()
    first = join(visit, "a", wish(tour, 4))
    waits = join(visit, "b", wish(tour, 3, wait=True))
    OutgoingEmail.objects.all().delete()
    match how:
        case "withdraw":
            withdraw_registration(registration=first, at=now)
        case "seats":
            change_seats(registration=first, seats=3, at=now)
        case "choice":
            choose(first, wish(tour, 3))
        case "capacity":
            change_visit(visit, lambda: visit.parts.update(capacity=7))
        case "wait":
            put_on_waiting_list(registration=first, at=now, staff=staff)
    assert chosen(waits) == [(tour.pk, 3, False)]
    assert mails(waits) == ["part_free"]


@pytest.mark.once
def test_they_come_in_by_the_order_of_the_queue_as_far_as_they_fit(visit, tour):
    first = join(visit, "a", wish(tour, 6), seats=6)
    large = join(visit, "b", wish(tour, 4, wait=True))
    small = [join(visit, n, wish(tour, 1, wait=True), seats=1) for n in "cde"]
    change_seats(registration=first, seats=4, at=timezone.now())
    assert [chosen(s)[0][2] for s in (large, *small)] == [True, False, False, True]
    withdraw_registration(registration=first, at=timezone.now())
    assert [chosen(s)[0][2] for s in (large, *small)] == [False, False, False, True]
    assert people(tour) == 6


@pytest.mark.usefixtures("first_mails")
def test_a_smaller_wish_of_who_waits_may_fit_at_once(visit, tour):
    join(visit, "a", wish(tour, 4))
    waits = join(visit, "b", wish(tour, 3, wait=True))
    choose(waits, wish(tour, 2, wait=True))
    assert chosen(waits) == [(tour.pk, 2, False)]
    assert mails(waits) == ["registration_received", "parts_changed"]


def test_nobody_comes_in_once_the_visit_has_begun_or_is_postponed(visit, tour):
    first = join(visit, "a", wish(tour, 4))
    waits = join(visit, "b", wish(tour, 3, wait=True))
    withdraw_registration(registration=first, at=visit.starts_at)
    assert chosen(waits) == [(tour.pk, 3, True)]
    visit.state = "postponed"
    visit.save()
    change_visit(visit, lambda: None)
    assert chosen(waits) == [(tour.pk, 3, True)]
    visit.state = "planned"
    visit.save()
    change_visit(visit, lambda: None)
    assert chosen(waits) == [(tour.pk, 3, False)]


# --- With the visit's own waiting list ----------------------------------------------


@pytest.mark.usefixtures("first_mails")
def test_who_waits_for_the_visit_takes_no_place_of_a_part(visit, tour):
    full = [join(visit, n, seats=10) for n in "ab"]
    waits = join(visit, "c", wish(tour, 4), may_wait=True)
    assert (waits.status, chosen(waits)) == ("waitlisted", [(tour.pk, 4, True)])
    assert people(tour) == 0
    withdraw_registration(registration=full[0], at=timezone.now())
    waits.refresh_from_db()
    assert (waits.status, chosen(waits)) == ("offered", [(tour.pk, 4, False)])
    assert mails(waits) == ["registration_waitlisted", "registration_offered"]


def test_an_offer_of_fewer_places_lowers_the_choice(visit, tour):
    full = join(visit, "a", seats=9)
    join(visit, "b", seats=10)
    waits = join(visit, "c", wish(tour, 4), min_seats=1, may_wait=True)
    change_seats(registration=full, seats=8, at=timezone.now())
    waits.refresh_from_db()
    assert (waits.status, waits.seats) == ("offered", 2)
    assert chosen(waits) == [(tour.pk, 2, False)]


def test_an_offer_that_lapses_frees_the_part(visit, tour):
    full = [join(visit, n, seats=10) for n in "ab"]
    asks = join(visit, "c", wish(tour, 6), seats=6, may_wait=True)
    withdraw_registration(registration=full[0], at=timezone.now())
    late = join(visit, "d", wish(tour, 2, wait=True), seats=2)
    assert chosen(late) == [(tour.pk, 2, True)]
    asks.refresh_from_db()
    lapse_offers(visit=visit, at=asks.offer_expires_at)
    assert (chosen(asks), chosen(late)) == ([], [(tour.pk, 2, False)])


@pytest.mark.usefixtures("first_mails")
def test_an_expired_delegation_comes_back_to_its_parts_behind_who_waits(visit, tour):
    expired = join(visit, "a", wish(tour, 4), proven=False)
    early = join(visit, "b", wish(tour, 3, wait=True))
    last = join(visit, "c", wish(tour, 4, wait=True))
    later = expired.proof_due_at
    OutgoingEmail.objects.update(state="sent", sent_at=later - DAY)
    expire_unverified(visit=visit, at=later)
    assert (chosen(expired), chosen(early)) == (
        [(tour.pk, 4, True)],
        [(tour.pk, 3, False)],
    )
    reinstate_registration(registration=expired, at=later + HOUR)
    assert chosen(expired) == [(tour.pk, 4, True)]
    withdraw_registration(registration=early, at=later + HOUR)
    assert (chosen(last), chosen(expired)) == (
        [(tour.pk, 4, False)],
        [(tour.pk, 4, True)],
    )


# --- Fewer people, another time, a part taken away -----------------------------------


def test_fewer_people_lower_the_choices_the_later_part_first(visit, tour):
    beside = build_part(visit, "beside", starts_at=visit.starts_at + HOUR / 2)
    after = build_part(
        visit,
        "after",
        starts_at=visit.starts_at + 2 * HOUR,
        ends_at=visit.starts_at + 3 * HOUR,
    )
    first = join(visit, "a", wish(tour, 2), wish(beside, 2), wish(after, 4))
    change_seats(registration=first, seats=3, at=timezone.now())
    assert chosen(first) == [
        (tour.pk, 2, False),
        (beside.pk, 1, False),
        (after.pk, 3, False),
    ]
    change_seats(registration=first, seats=2, at=timezone.now())
    assert chosen(first) == [(tour.pk, 2, False), (after.pk, 2, False)]


def test_who_is_in_keeps_the_place_before_who_waits(visit, tour):
    join(visit, "a", wish(tour, 6), seats=6)
    beside = build_part(visit, "beside", starts_at=visit.starts_at + HOUR / 2)
    first = join(visit, "b", wish(tour, 2, wait=True), wish(beside, 2))
    change_seats(registration=first, seats=2, at=timezone.now())
    assert chosen(first) == [(beside.pk, 2, False)]


def test_less_room_drops_nobody(visit, tour):
    first = join(visit, "a", wish(tour, 4))
    waits = join(visit, "b", wish(tour, 3, wait=True))
    assert change_visit(visit, lambda: visit.parts.update(capacity=2)) == 0
    assert (chosen(first), chosen(waits)) == (
        [(tour.pk, 4, False)],
        [(tour.pk, 3, True)],
    )
    choose(first, wish(tour, 3))
    assert chosen(first) == [(tour.pk, 3, False)]
    with pytest.raises(PartFull) as refusal:
        choose(first, wish(tour, 4))
    assert refusal.value.possible == 3


@pytest.mark.usefixtures("first_mails")
def test_another_time_of_a_part_is_told_to_those_who_chose_it(visit, tour):
    first, other = join(visit, "a", wish(tour, 3)), join(visit, "b")
    OutgoingEmail.objects.all().delete()
    later = {"starts_at": tour.starts_at + HOUR, "ends_at": tour.ends_at + HOUR}
    assert change_visit(visit, lambda: visit.parts.update(**later)) == 1
    assert (mails(first), mails(other)) == (["visit_changed"], [])
    (event,) = Calendar.from_ical(first.emails.get().calendar).walk("VEVENT")
    assert event["SEQUENCE"] == 1 + 1  # the step of its history, and this change
    with translation.override("en"):
        assert str(event["DESCRIPTION"]).splitlines() == [
            plain(part_lines(first)[0]),
            str(event["URL"]),
        ]


@pytest.mark.usefixtures("first_mails")
def test_a_change_of_a_part_leaves_the_mail_to_the_others(visit, tour):
    first, other = join(visit, "a", wish(tour, 3)), join(visit, "b")
    OutgoingEmail.objects.all().delete()
    visit_moved = {"starts_at": visit.starts_at + timedelta(minutes=5)}

    def move_visit():
        for name, value in visit_moved.items():
            setattr(visit, name, value)
        visit.save()

    assert change_visit(visit, move_visit) == 2
    assert change_visit(visit, lambda: visit.parts.update(room="7")) == 1
    assert (mails(first), mails(other)) == (["visit_changed"], ["visit_changed"])
    assert first.emails.get().text.count("7, 3 people") == 1


def test_a_part_that_people_chose_stays(visit, tour):
    first = join(visit, "a", wish(tour, 3))
    with pytest.raises(ProtectedError):
        tour.delete()
    withdraw_registration(registration=first, at=timezone.now())
    tour.delete()
    assert PartChoice.objects.count() == 0


@pytest.mark.usefixtures("first_mails")
def test_a_cancelled_visit_lets_nobody_in(visit, tour):
    join(visit, "a", wish(tour, 4))
    waits = join(visit, "b", wish(tour, 3, wait=True))
    cancel_visit(visit=visit, at=timezone.now(), staff=build_staff())
    assert mails(waits) == ["registration_received", "registration_cancelled"]


# --- In words ---------------------------------------------------------------------


@pytest.mark.usefixtures("first_mails")
def test_the_mail_lists_the_parts_in_the_delegations_language(visit, tour):
    tour.starts_at = datetime(2027, 6, 17, 7, 0, tzinfo=UTC)
    tour.ends_at = tour.starts_at + HOUR
    tour.room = "Sala 2"
    tour.save()
    join(visit, "a", wish(tour, 6), seats=6)
    waits = join(visit, "b", wish(tour, 3, wait=True), language="en")
    line = (
        "Thursday, 17 June, 9:00–10:00, Part tour (in English), Sala 2, "
        "3 people, on the waiting list"
    )
    mail = waits.emails.get()
    assert mail.text.count(line) == 1
    assert mail.html.count(line) == 1


@pytest.mark.usefixtures("first_mails")
def test_who_chose_nothing_reads_nothing_of_parts(visit, tour):
    mail = join(visit, "a").emails.get()
    assert mail.text.count("Parts of the visit") == 0
    (event,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert event["DESCRIPTION"] == event["URL"]


def test_of_who_waits_for_the_visit_and_withdraws_no_choice_is_kept(visit, tour):
    join(visit, "a", seats=10)
    join(visit, "b", seats=10)
    waiting = join(visit, "c", wish(tour, 4), may_wait=True)
    assert (waiting.status, chosen(waiting)) == ("waitlisted", [(tour.pk, 4, True)])
    withdraw_registration(registration=waiting, at=timezone.now())
    assert chosen(waiting) == []
