"""Random lives of registrations against the rules that always hold.

Whatever delegations, staff and the clock do in whatever order: seats never exceed the
capacity unless staff lowered it below what was taken, nobody is promoted twice from
one wait, and the history explains every state and every seat. The same of the visit's
parts: people in them never exceed their places, who waits for one is let in as soon as
there is room, the first in the queue first, and only who holds seats is in.
"""

from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from events.exceptions import (
    ChangesClosed,
    GroupTooLarge,
    NotEnoughPlaces,
    OfferLapsed,
    RegistrationRefused,
    TransitionNotAllowed,
)
from events.links.tokens import new_key
from events.models import (
    OutgoingEmail,
    PartChoice,
    Registration,
    RegistrationEvent,
    StudyVisit,
    VisitPart,
)
from events.registrations.rules.decisions import (
    approve_registration,
    decline_registration,
    put_on_waiting_list,
    reopen_registration,
)
from events.registrations.rules.merge import merge_delegations
from events.registrations.rules.part_selection import select_parts
from events.registrations.rules.parts import MAY_COME, PartSelection, overlap
from events.registrations.rules.register import register_delegation
from events.registrations.rules.reinstatement import reinstate_registration
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.rules.verification import (
    expire_unverified,
    remind_unverified,
    verify_email,
)
from events.registrations.rules.waiting import (
    accept_offer,
    lapse_offers,
    promote_waiting,
)
from events.visits.changes import Arrangements, announce_changes
from tests.builders import (
    HOUR,
    build_part,
    build_staff,
    build_visit,
    delegation,
    register,
)

Status = Registration.Status
REFUSALS = (
    ChangesClosed,
    GroupTooLarge,
    NotEnoughPlaces,
    OfferLapsed,
    RegistrationRefused,
    TransitionNotAllowed,
)
CAPACITY = 10
# How many of a delegation want each part; more than there are people is refused.
WISHES = st.tuples(*[st.integers(0, 2)] * 3)


class Parts:
    """The parts of the visit `self.visit`, and the rules that hold of them."""

    def begin_parts(self):
        start = self.visit.starts_at
        self.parts = [  # the first two at the same time, for fewer than may come
            build_part(self.visit, "tour", capacity=2),
            build_part(self.visit, "walk", capacity=2, starts_at=start + HOUR / 2),
            build_part(
                self.visit,
                "panel",
                capacity=2,
                starts_at=start + 2 * HOUR,
                ends_at=start + 3 * HOUR,
            ),
        ]
        self.people = {}
        self.queue = []

    def wishes(self, people, wait):
        return [
            PartSelection(part=part.pk, seats=seats, may_wait=wait)
            for part, seats in zip(self.parts, people, strict=True)
        ]

    @rule(which=st.integers(0, 2), capacity=st.integers(1, 5))
    def change_part(self, which, capacity):
        before = Arrangements.of(self.visit)
        VisitPart.objects.filter(pk=self.parts[which].pk).update(capacity=capacity)
        announce_changes(visit=self.visit, before=before, at=self.now)

    @invariant()
    def nobody_new_gets_into_a_part_beyond_its_places(self):
        for part in VisitPart.objects.with_people():
            # Over the places only what staff left over by lowering them.
            assert part.people <= max(part.capacity, self.people.get(part.pk, 0))
            self.people[part.pk] = part.people

    @invariant()
    def whoever_fits_into_a_part_is_in_it(self):
        """So nobody who waits is passed by somebody who takes what would fit her."""
        free = {part.pk: part.left for part in VisitPart.objects.with_people()}
        for choice in PartChoice.objects.queue():
            assert choice.seats > free[choice.part_id]

    @invariant()
    def parts_fill_in_the_order_of_their_queues(self):
        free = {part.pk: part.left for part in VisitPart.objects.with_people()}
        in_now = PartChoice.objects.taking_places().in_bulk()
        waiting = [*PartChoice.objects.queue()]
        for place, earlier in enumerate(self.queue):
            if earlier not in waiting or earlier.seats != seats_of(earlier, waiting):
                continue
            overtook = [
                in_now[later.pk].seats
                for later in self.queue[place + 1 :]
                if later.part_id == earlier.part_id and later.pk in in_now
            ]
            assert earlier.seats > free[earlier.part_id] + sum(overtook)
        self.queue = waiting

    @invariant()
    def only_who_holds_seats_is_in_a_part_and_never_in_two_at_once(self):
        for registration in Registration.objects.prefetch_related("part_choices__part"):
            choices = [*registration.part_choices.all()]
            status = registration.status
            if status not in MAY_COME:
                assert choices == []
            if status not in Registration.HOLDING:
                assert all(choice.waiting_since for choice in choices)
            people = {choice.part: choice.seats for choice in choices}
            for part, seats in people.items():
                assert seats + overlap(people, part) <= registration.seats


class Life(Parts, RuleBasedStateMachine):
    """One visit and all that may happen to its registrations."""

    @initialize(
        policy=st.sampled_from(["none", "strict", "fill"]),
        approval=st.sampled_from(["automatic", "manual"]),
    )
    def begin(self, policy, approval):
        self.savepoint = transaction.savepoint()
        self.visit = build_visit(
            capacity=CAPACITY,
            largest_group=8,
            waiting_list=policy,
            approval=approval,
        )
        self.begin_parts()
        self.staff = build_staff()
        self.now = timezone.now()
        self.number = 0

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def chosen(self, number):
        rows = [*Registration.objects.filter(visit=self.visit).order_by("pk")]
        return rows[number % len(rows)] if rows else None

    def attempt(self, act, number, **arguments):
        registration = self.chosen(number)
        if registration is None:
            return
        before = state_of(registration)
        try:
            act(registration=registration, at=self.now, **arguments)
        except REFUSALS:
            # A refusal changes nothing.
            registration.refresh_from_db()
            assert state_of(registration) == before

    @rule(
        seats=st.integers(1, 8),
        fewer=st.integers(0, 3),
        wait=st.booleans(),
        people=WISHES,
    )
    def ask(self, seats, fewer, wait, people):
        self.number += 1
        try:
            register(
                self.visit,
                seats=seats,
                min_seats=max(1, seats - fewer),
                may_wait=wait,
                proven=False,
                parts=tuple(self.wishes(people, wait)),
                contact_email=f"{self.number}@example.org",
            )
        except REFUSALS:
            assert not Registration.objects.filter(
                contact_email=f"{self.number}@example.org"
            ).exists()

    @rule(number=st.integers(0, 20), seats=st.integers(1, 8))
    def change(self, number, seats):
        self.attempt(change_seats, number, seats=seats)

    @rule(number=st.integers(0, 20), people=WISHES, wait=st.booleans())
    def choose(self, number, people, wait):
        self.attempt(select_parts, number, selections=self.wishes(people, wait))

    @rule(number=st.integers(0, 20))
    def withdraw(self, number):
        self.attempt(withdraw_registration, number)

    @rule(number=st.integers(0, 20))
    def approve(self, number):
        self.attempt(approve_registration, number, staff=self.staff)

    @rule(number=st.integers(0, 20))
    def decline(self, number):
        self.attempt(decline_registration, number, staff=self.staff)

    @rule(number=st.integers(0, 20))
    def let_wait(self, number):
        self.attempt(put_on_waiting_list, number, staff=self.staff)

    @rule(number=st.integers(0, 20))
    def reopen(self, number):
        self.attempt(reopen_registration, number, staff=self.staff)

    @rule(number=st.integers(0, 20), other=st.integers(0, 20))
    def merge(self, number, other):
        kept = self.chosen(number)
        if kept is None:
            return
        rows = Registration.objects.filter(visit=self.visit, status=kept.status)
        joining = [*rows.order_by("pk")][other % len(rows)]
        before = self.places_and_people_in_parts()
        merge = partial(merge_delegations, joining=joining, staff=self.staff)
        self.attempt(lambda registration, at: merge(kept=registration, at=at), number)
        assert self.places_and_people_in_parts() == before

    def places_and_people_in_parts(self):
        visit = StudyVisit.objects.get(pk=self.visit.pk)
        parts = VisitPart.objects.with_people()
        return visit.count_seats_taken(), {part.pk: part.people for part in parts}

    @rule(number=st.integers(0, 20))
    def take_offer(self, number):
        self.attempt(accept_offer, number)

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        later = self.now + timedelta(hours=hours)
        if later < self.visit.registration_closes_at:
            self.now = later
            OutgoingEmail.objects.update(
                state="sent", sent_at=later - timedelta(days=1)
            )
            self.queue = []  # offers end one by one: each end may let somebody in
            lapse_offers(visit=self.visit, at=self.now)
            remind_unverified(self.now)
            expire_unverified(visit=self.visit, at=self.now)

    @rule(number=st.integers(0, 20))
    def confirm_the_address(self, number):
        self.attempt(verify_email, number)

    @rule(number=st.integers(0, 20))
    def come_back(self, number):
        self.attempt(reinstate_registration, number)

    @rule(capacity=st.integers(8, 14))
    def change_capacity(self, capacity):
        StudyVisit.objects.filter(pk=self.visit.pk).update(capacity=capacity)
        promote_waiting(visit=self.visit, at=self.now)

    @rule()
    def promote(self):
        promote_waiting(visit=self.visit, at=self.now)

    @invariant()
    def nobody_new_gets_in_beyond_the_places(self):
        if not hasattr(self, "visit"):
            return
        visit = StudyVisit.objects.get(pk=self.visit.pk)
        taken = visit.registrations.holding_seats().seats()
        # Over the capacity only what staff left over by lowering it.
        assert taken <= max(visit.capacity, getattr(self, "taken", 0))
        self.taken = taken

    @invariant()
    def history_explains_every_state(self):
        for registration in Registration.objects.prefetch_related("history"):
            steps = sorted(registration.history.all(), key=lambda step: step.pk)
            assert steps[0].from_status == ""
            for one, next_one in pairwise(steps):
                assert next_one.from_status == one.to_status
            assert steps[-1].to_status == registration.status
            assert steps[-1].seats == registration.seats
            assert all(allowed(step) for step in steps[1:])

    @invariant()
    def everybody_is_told_once_of_each_step(self):
        for registration in Registration.objects.prefetch_related("history", "emails"):
            steps = [(s.from_status, s.to_status) for s in registration.history.all()]
            offers = sum(  # from one offer to another: joined
                old != Status.OFFERED and new == Status.OFFERED for old, new in steps
            )
            kinds = [mail.kind for mail in registration.emails.all()]
            assert kinds.count("registration_offered") == offers

    @invariant()
    def nobody_ends_without_being_asked_to_confirm(self):
        """Unproven entries alone expire, and none is left that should have."""
        if not hasattr(self, "visit"):
            return
        rows = Registration.objects.filter(visit=self.visit)
        for registration in rows.filter(status=Status.EXPIRED):
            reminded = registration.emails.filter(kind="proof_due").count()
            assert (registration.proven_at, reminded <= 1) == (None, True)
            assert registration.history.filter(staff__isnull=False).count() == 0
        overdue = rows.unverified().mailed_before(self.now - timedelta(hours=4))
        assert not overdue.filter(proof_due_at__lte=self.now).exists()

    @invariant()
    def the_smallest_number_is_respected(self):
        for registration in Registration.objects.all():
            assert registration.min_seats <= registration.seats
            assert registration.seats <= registration.wanted_seats


class LifeOfParts(Parts, RuleBasedStateMachine):
    """A visit with room for all, and parts with room for few."""

    @initialize()
    def begin(self):
        self.savepoint = transaction.savepoint()
        self.visit = build_visit(capacity=60, largest_group=6)
        self.now = timezone.now()
        self.coming = []
        self.begin_parts()

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    @precondition(lambda self: len(self.coming) < 6)
    @rule(people=WISHES)
    def join(self, people):
        self.now += timedelta(minutes=1)
        done = register_delegation(
            visit=self.visit,
            delegation=delegation(
                seats=4,
                contact_email=f"{new_key()}@example.org",
                parts=tuple(self.wishes(people, wait=True)),
            ),
            submission_key=new_key(),
            at=self.now,
        )
        self.coming.append(done.registration)

    @precondition(lambda self: self.coming)
    @rule(which=st.integers(0, 5), seats=st.integers(1, 4))
    def come_with(self, which, seats):
        registration = self.coming[which % len(self.coming)]
        change_seats(registration=registration, seats=seats, at=self.now)

    @precondition(lambda self: len(self.coming) > 3)
    @rule(which=st.integers(0, 1))
    def leave(self, which):
        registration = self.coming.pop(which)
        withdraw_registration(registration=registration, at=self.now)


def state_of(registration):
    return (
        registration.status,
        registration.seats,
        registration.offer_expires_at,
        registration.history.count(),
        registration.emails.count(),
        {*registration.part_choices.values_list("part", "seats", "waiting_since")},
    )


def seats_of(choice, choices):
    return next(other.seats for other in choices if other == choice)


def allowed(step: RegistrationEvent) -> bool:
    """Whether a step is in the table, or a change within one status."""
    same = step.from_status == step.to_status
    return same or step.to_status in Registration.TRANSITIONS[step.from_status]


# They pass through days and nights by themselves, and take long.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

LIVES = settings(
    max_examples=8,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_whatever_happens_the_rules_hold():
    run_state_machine_as_test(Life, settings=LIVES)


def test_whatever_happens_parts_fill_in_order_and_never_too_much():
    run_state_machine_as_test(LifeOfParts, settings=LIVES)
