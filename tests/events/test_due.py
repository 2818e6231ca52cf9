"""What the passing of time does, and that it does it once."""

import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from icalendar import Calendar

from events import due
from events.management.commands import do_due_work
from events.models import (
    ClockRun,
    Delegate,
    OutgoingEmail,
    Registration,
    RetentionRun,
    SeatBlock,
    StudyVisit,
)
from events.registrations.rules.seats import withdraw_registration
from events.visits.changes import Arrangements, announce_changes
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
    register,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    build_centre()
    return build_visit(capacity=10, largest_group=10, waiting_list="fill")


def kinds():
    return [*OutgoingEmail.objects.order_by("pk").values_list("kind", flat=True)]


def test_an_offer_ends_by_itself(visit):
    first = register(visit, seats=10).registration
    waiting = register(
        visit, seats=3, contact_email="b@example.org", may_wait=True
    ).registration
    now = timezone.now()
    withdraw_registration(registration=first, at=now)
    due.do_due_work(now + 49 * HOUR)
    waiting.refresh_from_db()
    assert waiting.status == "lapsed"
    assert due.do_due_work(now + 50 * HOUR)["offers"] == 0


def test_the_clock_notes_when_it_went_last():
    now = timezone.now()
    for at in (now, now + HOUR):
        due.do_due_work(at)
    assert [run.at for run in ClockRun.objects.all()] == [now + HOUR]


@pytest.mark.usefixtures("first_mails")
def test_one_kind_of_work_that_fails_stops_no_other(visit, monkeypatch, caplog):
    def fail(at):
        raise ValueError("broken")

    build_registration(visit)
    monkeypatch.setattr(due, "_verifications", fail)
    done = due.do_due_work(timezone.now())
    assert (done.get("proofs"), done["mail"]) == (None, 1)
    assert caplog.messages == ["Due work failed: proofs"]
    assert [run.failing for run in ClockRun.objects.all()] == [["proofs"]]
    monkeypatch.undo()
    due.do_due_work(timezone.now())
    assert [run.failing for run in ClockRun.objects.all()] == [[]]


def test_the_clock_goes_on_when_the_database_is_back(monkeypatch, caplog):
    answers = [OperationalError("gone"), InterfaceError("closed"), {"mail": 1}]

    def work(at):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def wait(seconds):
        if not answers:
            raise KeyboardInterrupt

    monkeypatch.setattr(do_due_work, "do_due_work", work)
    monkeypatch.setattr(time, "sleep", wait)
    monkeypatch.setattr(do_due_work, "close_old_connections", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        call_command("do_due_work", "--every", "60")
    assert caplog.messages == [
        "No due work was done: gone",
        "No due work was done: closed",
    ]
    answers.append(OperationalError("gone"))
    with pytest.raises(OperationalError):  # a timer's job says that it failed
        call_command("do_due_work")


@pytest.mark.parametrize("pause", [29 * DAY, -HOUR])
def test_a_pause_or_a_clock_set_back_stops_nothing(pause):
    ClockRun.objects.create(at=timezone.now() - pause)
    call_command("do_due_work")
    assert RetentionRun.objects.exists()


def test_a_clock_that_jumped_does_nothing_until_a_person_says_so():
    ClockRun.objects.create(at=timezone.now() - 31 * DAY)
    with pytest.raises(CommandError, match="went last 31 days ago"):
        call_command("do_due_work")
    assert not RetentionRun.objects.exists()
    call_command("do_due_work", "--after-pause")
    assert RetentionRun.objects.exists()


def test_held_seats_go_to_those_who_wait_when_their_time_is_over(visit):
    SeatBlock.objects.create(
        visit=visit,
        label="Exampletown",
        seats=9,
        code_hash="x",
        expires_at=timezone.now() + DAY,
    )
    waiting = register(visit, seats=3, may_wait=True).registration
    assert waiting.status == "waitlisted"
    due.do_due_work(timezone.now())
    waiting.refresh_from_db()
    assert waiting.status == "waitlisted"
    SeatBlock.objects.update(expires_at=timezone.now() - HOUR)
    due.do_due_work(timezone.now())
    waiting.refresh_from_db()
    assert waiting.status == "offered"


@pytest.mark.usefixtures("first_mails")
def test_a_delegation_is_reminded_once(visit):
    build_registration(visit)
    assert due.do_due_work(visit.starts_at - 4 * DAY)["reminders"] == 0
    assert due.do_due_work(visit.starts_at - 2 * DAY)["reminders"] == 1
    assert due.do_due_work(visit.starts_at - DAY)["reminders"] == 0
    assert kinds() == ["registration_received", "visit_reminder"]


@pytest.mark.usefixtures("first_mails")
def test_missing_names_are_asked_for_once(visit):
    visit.names_due_at = visit.starts_at - 10 * DAY
    visit.save()
    complete = build_registration(visit, seats=1, names=("A",))
    build_registration(visit, seats=2, contact_email="b@example.org", names=("A",))
    at = visit.names_due_at - 3 * DAY
    assert due.do_due_work(at)["names"] == 1
    assert due.do_due_work(at + DAY)["names"] == 0
    assert not complete.emails.filter(kind="names_due").exists()
    assert Delegate.objects.count() == 2


@pytest.mark.usefixtures("first_mails")
def test_those_who_came_are_thanked_once_and_not_weeks_later(visit):
    came = build_registration(visit)
    Registration.objects.filter(pk=came.pk).update(status="attended")
    build_registration(visit, contact_email="b@example.org")
    assert due.do_due_work(visit.ends_at + HOUR)["thanks"] == 0
    assert due.do_due_work(visit.ends_at + DAY)["thanks"] == 1
    assert due.do_due_work(visit.ends_at + 2 * DAY)["thanks"] == 0
    OutgoingEmail.objects.all().delete()
    assert due.do_due_work(visit.ends_at + 8 * DAY)["thanks"] == 0


@pytest.mark.usefixtures("first_mails")
def test_mail_that_a_killed_worker_left_goes_out(visit):
    build_registration(visit)
    assert mail.outbox == []
    call_command("do_due_work")
    assert len(mail.outbox) == 1
    call_command("do_due_work")
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("first_mails")
def test_the_work_goes_on_at_the_distance_that_is_asked_for(visit, monkeypatch):
    build_registration(visit)
    done, out = [], StringIO()

    def wait(seconds):
        done.append(seconds)
        if len(done) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", wait)
    monkeypatch.setattr(
        do_due_work, "close_old_connections", lambda: done.append("closed")
    )
    with pytest.raises(KeyboardInterrupt):
        call_command("do_due_work", "--every", "7", "--verbosity", "2", stdout=out)
    quiet = "proofs: 0, offers: 0, reminders: 0, names: 0, thanks: 0, messages: 0, "
    quiet += "invitees: 0, purge: "
    new = "wishes: 0, prepared: 0, ended: 0, presence: 0, "
    assert done == ["closed", 7, "closed", 7]
    assert out.getvalue().splitlines() == [
        f"{quiet}1, interrupted: 0, pictures: 0, words: 1, {new}first: 0, mail: 1",
        f"{quiet}0, interrupted: 0, pictures: 0, words: 1, {new}first: 0, mail: 0",
    ]


def change(visit, **fields):
    before = Arrangements.of(visit)
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save()
    return announce_changes(
        visit=visit, before=before, at=timezone.now(), staff=build_staff_once()
    )


def build_staff_once():
    from django.contrib.auth.models import User

    return User.objects.filter(username="staff").first() or build_staff()


@pytest.mark.usefixtures("first_mails")
def test_several_edits_become_one_mail_that_moves_the_calendar_entry(visit):
    build_registration(visit)
    OutgoingEmail.objects.all().delete()
    assert change(visit, starts_at=visit.starts_at + HOUR) == 1
    assert change(visit, venue_en="Upstairs") == 1
    row = OutgoingEmail.objects.get()
    assert row.due_at - row.created_at > timedelta(minutes=14)
    (event,) = Calendar.from_ical(row.calendar).walk("VEVENT")
    assert event["SEQUENCE"] == 1 + 2  # registered, moved twice
    assert event["UID"] == f"visit-{visit.pk}@127.0.0.1"
    assert event.decoded("DTSTART") == visit.starts_at.replace(microsecond=0)


@pytest.mark.usefixtures("first_mails")
def test_what_is_not_in_a_calendar_is_no_reason_to_write(visit):
    build_registration(visit)
    OutgoingEmail.objects.all().delete()
    assert change(visit, title_en="Another title") == 0
    assert kinds() == []


@pytest.mark.usefixtures("first_mails")
def test_cancelling_a_visit_cancels_its_registrations(visit):
    registration = build_registration(visit)
    assert change(visit, state="cancelled") == 1
    registration.refresh_from_db()
    assert registration.status == "cancelled"
    row = OutgoingEmail.objects.get(kind="registration_cancelled")
    assert Calendar.from_ical(row.calendar)["METHOD"] == "CANCEL"


def test_more_places_are_offered_when_the_visit_is_saved(visit):
    build_registration(visit, seats=10)
    waiting = register(
        visit, seats=3, contact_email="b@example.org", may_wait=True
    ).registration
    assert change(visit, capacity=13) == 0
    waiting.refresh_from_db()
    assert waiting.status == "offered"
    assert StudyVisit.objects.get(pk=visit.pk).seats_left == 0


def test_personal_data_is_purged_once_a_day(visit):
    now = timezone.now()
    assert due.do_due_work(now)["purge"] == 1
    assert due.do_due_work(now + HOUR)["purge"] == 0
    assert due.do_due_work(now + DAY)["purge"] == 1
