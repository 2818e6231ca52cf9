"""How much mail one mailbox gets by the doing of whoever types its address."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from events.mail import tasks
from events.mail.admin import send_again
from events.mail.kinds import MAIL_KINDS, AskedBy, Kind
from events.models import OutgoingEmail, Registration
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    remove_delegate,
    send_delegate_links,
)
from events.registrations.rules.handover import request_handover
from events.registrations.rules.links import send_link_again
from events.registrations.rules.seats import withdraw_registration
from events.visits.changes import cancel_visit
from tests.builders import build_centre, build_staff, build_visit, register
from tests.helpers import request_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]

VICTIM = "victim@example.org"
HOUR = timedelta(hours=1)


@pytest.fixture
def visits():
    build_centre()
    return [build_visit(f"wizyta-{number}") for number in range(5)]


def send_all():
    tasks.deliver_due_mail.func()


def arrived():
    return [message.to[0] for message in mail.outbox].count(VICTIM)


def others(visit, number):
    """A delegation of somebody else, verified."""
    return register(visit, contact_email=f"other{number}@example.org").registration


def by_registering(visits):
    for visit in visits:
        register(visit, proven=False, contact_email=VICTIM)


def by_registering_and_withdrawing(visits):
    for _again in range(5):
        registration = register(visits[0], proven=False, contact_email=VICTIM)
        withdraw_registration(registration=registration.registration, at=timezone.now())


def by_lost_links(visits):
    register(visits[0], contact_email=VICTIM)
    OutgoingEmail.objects.all().delete()
    for _again in range(5):
        send_link_again(visit=visits[0], email=VICTIM, at=timezone.now())


def by_writing_down(visits):
    for number, visit in enumerate(visits):
        person = DelegateData(full_name="Anna", email=VICTIM.upper())
        add_delegate(
            registration=others(visit, number), person=person, at=timezone.now()
        )


def by_links_of_people(visits):
    by_writing_down(visits[:1])
    for _again in range(5):
        send_delegate_links(email=VICTIM, at=timezone.now())


def by_naming_as_the_contact(visits):
    for number, visit in enumerate(visits):
        request_handover(
            registration=others(visit, number),
            name="Anna",
            email=VICTIM,
            at=timezone.now(),
        )


def by_asking_for_visits(visits):
    for again in range(5):
        request_visit(key=f"key-{again}", contact_email=VICTIM)


def by_all_of_it(visits):
    by_registering(visits[:2])
    by_writing_down(visits[2:])
    by_asking_for_visits(visits)


DOORS = [
    by_registering,
    by_registering_and_withdrawing,
    by_lost_links,
    by_writing_down,
    by_links_of_people,
    by_naming_as_the_contact,
    by_asking_for_visits,
    by_all_of_it,
]


@pytest.mark.parametrize("door", DOORS)
def test_three_an_hour_come_in_by_any_door_and_the_rest_later(visits, door):
    door(visits)
    ours = OutgoingEmail.objects.filter(recipient__iexact=VICTIM)
    written = ours.count()
    assert written > 3
    for _minute in range(3):
        send_all()
    assert len([m for m in mail.outbox if m.to[0].lower() == VICTIM]) == 3
    waiting = ours.filter(state="queued")
    assert waiting.count() == written - 3
    assert {row.due_at.minute for row in waiting} == {0}
    with time_machine.travel(timezone.now() + HOUR, tick=False):
        send_all()
    assert len([m for m in mail.outbox if m.to[0].lower() == VICTIM]) == min(6, written)


def test_what_is_tried_again_is_not_counted_again(visits, monkeypatch):
    by_registering(visits[:3])

    def refuse(_message):
        raise smtplib.SMTPRecipientsRefused({"victim@example.org": (450, b"later")})

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "send", refuse)
        send_all()
    again = OutgoingEmail.objects.filter(state="queued", attempts=1)
    assert again.update(due_at=timezone.now()) == 3
    send_all()
    assert arrived() == 3


@pytest.mark.once
def test_whoever_is_not_the_victim_is_not_kept_waiting(visits):
    by_registering(visits)
    register(visits[0], contact_email="b@example.org")
    send_all()
    assert [m.to for m in mail.outbox].count(["b@example.org"]) == 1


@pytest.mark.once
def test_what_staff_do_is_never_put_off(visits):
    staff = build_staff()
    by_registering(visits)
    send_all()
    for visit in visits:
        cancel_visit(visit=visit, at=timezone.now(), staff=staff)
    send_all()
    cancelled = OutgoingEmail.objects.filter(kind="registration_cancelled")
    assert {row.state for row in cancelled} == {"sent"}


def test_after_a_day_staff_see_what_was_too_much_and_may_send_it(visits):
    by_registering(visits[:4])
    now = timezone.now()
    send_all()
    with time_machine.travel(now + 25 * HOUR, tick=False):
        for again in range(3):  # uses up this hour too
            request_visit(key=f"key-{again}", contact_email=VICTIM)
        OutgoingEmail.objects.filter(state="queued", registration=None).update(
            due_at=now
        )
        send_all()
        last = Registration.objects.order_by("pk").last().emails.get()
        assert (last.state, last.failure) == ("failed", "too-many")
        send_again(OutgoingEmail.objects.filter(pk=last.pk))
        send_all()
        last.refresh_from_db()
        assert last.state == "sent"


def test_a_code_that_comes_too_late_is_not_sent_and_the_page_says_so(client, visits):
    registered = register(visits[0], contact_email=VICTIM)
    for number in range(3):
        person = DelegateData(full_name="Anna", email=VICTIM)
        add_delegate(
            registration=others(visits[1 + number], number),
            person=person,
            at=timezone.now(),
        )
    send_all()
    with translation.override("en"):
        address = reverse(
            "events:registration-code", kwargs={"token": registered.token}
        )
    page = client.post(address, {"send": "1"})
    assert page.context["too_often"] is True
    assert OutgoingEmail.objects.filter(kind="mail_code").count() == 0
    assert MAIL_KINDS[Kind.CODE].can_wait is False


def test_what_says_nothing_later_is_not_put_off(visits):
    by_registering(visits[:4])
    OutgoingEmail.objects.filter(pk=OutgoingEmail.objects.latest("pk").pk).update(
        kind=Kind.CODE
    )
    send_all()
    last = OutgoingEmail.objects.latest("pk")
    assert (arrived(), last.state, last.failure) == (3, "failed", "too-many")


def test_one_delegation_writes_three_times_to_one_address_at_most(visits):
    registration, now = others(visits[0], 0), timezone.now()
    for number in range(6):
        person = DelegateData(full_name=f"Anna {number}", email=VICTIM)
        anna = add_delegate(registration=registration, person=person, at=now)
        OutgoingEmail.objects.update(state="sent")
        remove_delegate(delegate=anna, at=now)
        OutgoingEmail.objects.update(state="sent")
    kinds = registration.emails.exclude(kind="registration_received").order_by("pk")
    assert [*kinds.values_list("kind", flat=True)] == [
        "delegate_told",
        "delegate_removed",
        "delegate_told",
    ]


def test_every_kind_says_who_can_make_it_go_out():
    asked = {
        level: [kind for kind, row in MAIL_KINDS.items() if row.asked_by is level]
        for level in (AskedBy.CONTACT, AskedBy.ANYBODY)
    }
    assert asked == {
        AskedBy.CONTACT: [
            Kind.REQUESTED,
            Kind.RECEIVED,
            Kind.PROOF_DUE,
            Kind.EXPIRED,
            Kind.WAITLISTED,
            Kind.LATE,
            Kind.WITHDRAWN,
            Kind.CHANGED,
            Kind.PARTS,
        ],
        AskedBy.ANYBODY: [
            Kind.LINK,
            Kind.CODE,
            Kind.TAKE_OVER_ASKED,
            Kind.DELEGATE_TOLD,
            Kind.DELEGATE_REMOVED,
            Kind.REQUEST_RECEIVED,
        ],
    }
