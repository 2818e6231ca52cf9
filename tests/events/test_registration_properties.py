"""Random lives of registrations against the rules that always hold.

Whatever delegations, staff and the clock do in whatever order: seats never exceed the
capacity unless staff lowered it below what was taken, nobody is promoted twice from
one wait, and the history explains every state and every seat.
"""

from datetime import timedelta
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
    rule,
    run_state_machine_as_test,
)

from events import services
from events.exceptions import (
    ChangesClosed,
    GroupTooLarge,
    NotEnoughPlaces,
    OfferLapsed,
    RegistrationRefused,
    TransitionNotAllowed,
)
from events.models import OutgoingEmail, Registration, RegistrationEvent, StudyVisit
from tests.builders import build_staff, build_visit, register

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


class Life(RuleBasedStateMachine):
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

    @rule(seats=st.integers(1, 8), fewer=st.integers(0, 3), wait=st.booleans())
    def ask(self, seats, fewer, wait):
        self.number += 1
        try:
            register(
                self.visit,
                seats=seats,
                min_seats=max(1, seats - fewer),
                may_wait=wait,
                proven=False,
                contact_email=f"{self.number}@example.org",
            )
        except REFUSALS:
            assert not Registration.objects.filter(
                contact_email=f"{self.number}@example.org"
            ).exists()

    @rule(number=st.integers(0, 20), seats=st.integers(1, 8))
    def change(self, number, seats):
        self.attempt(services.change_seats, number, seats=seats)

    @rule(number=st.integers(0, 20))
    def withdraw(self, number):
        self.attempt(services.withdraw_registration, number)

    @rule(number=st.integers(0, 20))
    def approve(self, number):
        self.attempt(services.approve_registration, number, staff=self.staff)

    @rule(number=st.integers(0, 20))
    def decline(self, number):
        self.attempt(services.decline_registration, number, staff=self.staff)

    @rule(number=st.integers(0, 20))
    def let_wait(self, number):
        self.attempt(services.put_on_waiting_list, number, staff=self.staff)

    @rule(number=st.integers(0, 20))
    def reopen(self, number):
        self.attempt(services.reopen_registration, number, staff=self.staff)

    @rule(number=st.integers(0, 20))
    def take_offer(self, number):
        self.attempt(services.accept_offer, number)

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        later = self.now + timedelta(hours=hours)
        if later < self.visit.registration_closes_at:
            self.now = later
            OutgoingEmail.objects.update(
                state="sent", sent_at=later - timedelta(days=1)
            )
            services.lapse_offers(visit=self.visit, at=self.now)
            services.remind_unproven(self.now)
            services.expire_unproven(visit=self.visit, at=self.now)

    @rule(number=st.integers(0, 20))
    def confirm_the_address(self, number):
        self.attempt(services.prove_address, number)

    @rule(number=st.integers(0, 20))
    def come_back(self, number):
        self.attempt(services.come_back, number)

    @rule(capacity=st.integers(8, 14))
    def change_capacity(self, capacity):
        StudyVisit.objects.filter(pk=self.visit.pk).update(capacity=capacity)
        services.promote_waiting(visit=self.visit, at=self.now)

    @rule()
    def promote(self):
        services.promote_waiting(visit=self.visit, at=self.now)

    @invariant()
    def nobody_new_gets_in_beyond_the_places(self):
        if not hasattr(self, "visit"):
            return
        visit = StudyVisit.objects.get(pk=self.visit.pk)
        taken = visit.registrations.holding_seats().seats()
        highest = getattr(self, "taken", 0)
        # Over the capacity only what staff left over by lowering it.
        assert taken <= max(visit.capacity, highest)
        self.taken = taken if taken > visit.capacity else 0

    @invariant()
    def history_explains_every_state(self):
        for registration in Registration.objects.all():
            steps = [*registration.history.order_by("pk")]
            assert steps[0].from_status == ""
            for one, next_one in pairwise(steps):
                assert next_one.from_status == one.to_status
            assert steps[-1].to_status == registration.status
            assert steps[-1].seats == registration.seats
            assert all(allowed(step) for step in steps[1:])

    @invariant()
    def everybody_is_told_once_of_each_step(self):
        for registration in Registration.objects.all():
            offers = registration.history.filter(to_status=Status.OFFERED).count()
            mails = registration.emails.filter(kind="registration_offered").count()
            assert mails == offers

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
        overdue = rows.unproven().told_before(self.now - timedelta(hours=4))
        assert not overdue.filter(proof_due_at__lte=self.now).exists()

    @invariant()
    def the_smallest_number_is_respected(self):
        for registration in Registration.objects.all():
            assert registration.min_seats <= registration.seats
            assert registration.seats <= registration.wanted_seats


def state_of(registration):
    return (
        registration.status,
        registration.seats,
        registration.offer_expires_at,
        registration.history.count(),
        registration.emails.count(),
    )


def allowed(step: RegistrationEvent) -> bool:
    """Whether a step is in the table, or a change within one status."""
    same = step.from_status == step.to_status
    return same or step.to_status in Registration.TRANSITIONS[step.from_status]


LIVES = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.mark.django_db
def test_whatever_happens_the_rules_hold():
    run_state_machine_as_test(Life, settings=LIVES)
