"""Mail goes out once: whatever breaks, and wherever it does."""

import smtplib
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events.mail import tasks
from events.mail.admin import send_again
from events.mail.delivery import REFUSED, build_message
from events.models import OutgoingEmail
from tests.builders import build_centre, build_registration, build_visit
from tests.events.mail import dying_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def row():
    """A confirmation that waits to be sent."""
    build_centre()
    build_registration(build_visit())
    return OutgoingEmail.objects.get()


@pytest.fixture
def server(settings, monkeypatch, tmp_path):
    """The server at the end of a line that breaks where a test says."""
    settings.EMAIL_BACKEND = "tests.events.mail.dying_server.Backend"
    book = tmp_path / "book"
    book.touch()
    monkeypatch.setattr(dying_server.Backend, "book", book, raising=False)

    def breaks(point):
        monkeypatch.setattr(dying_server.Backend, "point", point)

    breaks.book = lambda: book.read_text().splitlines()
    return breaks


def send_all(later=timedelta(0)):
    """All mail that will be due by a moment is sent now, as if it were that moment."""
    OutgoingEmail.objects.update(sending_since=F("sending_since") - later)
    queued = OutgoingEmail.objects.filter(state="queued")
    queued.filter(due_at__lte=timezone.now() + later).update(due_at=timezone.now())
    return tasks.deliver_due_mail.func()


def test_what_is_not_due_yet_or_was_sent_is_left_alone(row):
    for state, due_in in [("queued", timedelta(minutes=1)), ("sent", timedelta(0))]:
        OutgoingEmail.objects.update(state=state, due_at=timezone.now() + due_in)
        assert tasks.deliver(row.pk) is False
    assert (mail.outbox, now_is(row)) == ([], ("sent", 0, False))


def now_is(row):
    row.refresh_from_db()
    return row.state, row.attempts, row.perhaps_sent


def a_killed_worker_was_at(row, kind=None):
    """The row as it is left behind, found a little later."""
    since = timezone.now() - 2 * tasks.SURELY_LOCKED_AFTER
    row.state, row.sending_since, row.attempts = "sending", since, 1
    row.kind = kind or row.kind
    row.save()


def test_that_it_is_being_sent_is_known_before_the_server_is_called(row, monkeypatch):
    seen = []
    monkeypatch.setattr(tasks, "send", lambda _mail: seen.append(now_is(row)))
    assert send_all() == 1
    assert seen == [("sending", 1, False)]
    assert now_is(row) == ("sent", 1, False)


@pytest.mark.once
@pytest.mark.parametrize(
    ("point", "state", "taken"),
    [
        ("before", ("queued", 1, False), 0),
        ("called", ("queued", 1, False), 0),
        ("during", ("queued", 1, True), 0),
        ("after", ("queued", 1, True), 1),
        ("goodbye", ("sent", 1, False), 1),
    ],
)
def test_what_is_known_when_the_line_breaks(row, server, point, state, taken):
    server(point)
    assert send_all() == int(point == "goodbye")
    assert now_is(row) == state
    assert server.book() == [f"contact@example.org {row.message_id}"] * taken


def test_a_confirmation_perhaps_sent_goes_out_once_more_as_the_same_mail(row, server):
    server("after")
    send_all()
    assert send_all(later=timedelta(minutes=4)) == 0
    server("")
    assert send_all(later=timedelta(minutes=6)) == 1
    assert now_is(row) == ("sent", 2, True)
    assert server.book() == [f"contact@example.org {row.message_id}"] * 2
    assert send_all(later=timedelta(days=9)) == 0


def test_perhaps_sent_twice_is_for_staff_to_decide(row, server):
    server("after")
    send_all()
    send_all(later=timedelta(minutes=6))
    assert now_is(row) == ("unsure", 2, True)
    assert send_all(later=timedelta(days=9)) == 0
    assert row.failure == "interrupted"
    assert row.text != ""


@pytest.mark.parametrize("kind", ["visit_reminder", "names_due", "visit_thanks"])
def test_a_reminder_perhaps_sent_is_not_sent_twice(row, server, kind):
    OutgoingEmail.objects.update(kind=kind)
    server("after")
    send_all()
    assert now_is(row) == ("unsure", 1, True)
    server("before")
    OutgoingEmail.objects.update(state="queued", perhaps_sent=False)
    send_all(later=MINUTE)
    assert now_is(row) == ("queued", 2, False)


def test_what_a_killed_worker_was_at_is_found(row):
    a_killed_worker_was_at(row)
    assert send_all() == 0
    assert now_is(row) == ("queued", 1, True)
    assert row.failure == "interrupted"
    assert send_all(later=timedelta(minutes=6)) == 1
    assert [m.to for m in mail.outbox] == [["contact@example.org"]]


def test_what_has_only_just_begun_is_left_alone(row):
    a_killed_worker_was_at(row)
    OutgoingEmail.objects.update(sending_since=timezone.now())
    assert send_all() == 0
    assert now_is(row) == ("sending", 1, False)


def test_a_mail_is_sent_by_whoever_holds_its_lock_which_is_then_free(row):
    key = "(hashtextextended(%s, %s))"
    named = [OutgoingEmail._meta.db_table, row.pk]
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock{key}", named)
        assert tasks.deliver(row.pk) is False
        assert now_is(row) == ("queued", 0, False)
        cursor.execute(f"SELECT pg_advisory_unlock{key}", named)
        assert tasks.deliver(row.pk) is True
        cursor.execute(f"SELECT pg_try_advisory_lock{key}", named)
        assert cursor.fetchone() == (True,)


def test_what_another_worker_has_begun_since_is_for_that_one_to_note(row, monkeypatch):
    since = timezone.now() + timedelta(minutes=6)

    def slowly(_mail):
        OutgoingEmail.objects.update(sending_since=since, attempts=2)

    monkeypatch.setattr(tasks, "send", slowly)
    assert send_all() == 0
    assert now_is(row) == ("sending", 2, False)


def test_what_was_erased_meanwhile_never_goes_out_empty(row):
    a_killed_worker_was_at(row)
    OutgoingEmail.objects.update(text="", html="")
    send_all(later=timedelta(days=9))
    assert now_is(row) == ("unsure", 1, True)
    assert mail.outbox == []


def test_what_the_server_was_not_given_is_not_out(row, monkeypatch):
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", lambda *_given: 0)
    assert send_all() == 0
    assert now_is(row) == ("queued", 1, False)
    assert row.error == "ValueError: The mail server was given nothing."


@pytest.mark.parametrize(
    ("code", "state"), [(550, ("failed", 1, False)), (450, ("queued", 1, False))]
)
def test_an_address_that_does_not_exist_is_told_to_staff_at_once(
    row, monkeypatch, code, state
):
    def refuse(_mail):
        raise smtplib.SMTPRecipientsRefused({"contact@example.org": (code, b"no")})

    monkeypatch.setattr(tasks, "send", refuse)
    send_all()
    assert now_is(row) == state


def test_a_servers_no_is_never_taken_for_perhaps(row, server, monkeypatch):
    def refuse():
        raise smtplib.SMTPDataError(451, b"later")

    assert issubclass(smtplib.SMTPDataError, REFUSED)
    monkeypatch.setattr(dying_server.Backend, "die", staticmethod(refuse))
    server("during")
    send_all()
    assert now_is(row) == ("queued", 1, False)
    assert (row.failure, row.error) == ("later", "451 later")


@pytest.mark.parametrize(
    ("lines", "method"),
    [
        ("METHOD:PUBLISH", "PUBLISH"),
        ("METHOD:CANCEL", "CANCEL"),
        ("METHOD:PUBLISH\r\nDESCRIPTION:METHOD:CANCEL", "PUBLISH"),
    ],
)
def test_a_calendar_is_sent_with_its_own_method(row, lines, method):
    row.calendar = f"BEGIN:VCALENDAR\r\n{lines}\r\nEND:VCALENDAR\r\n"
    (part,) = build_message(row).attachments
    assert part.mimetype == f"text/calendar; method={method}"


def more_mail(number):
    """Write so many more mails, due after the first one."""
    for key in map(str, range(number)):
        OutgoingEmail.objects.create(
            kind="visit_reminder",
            recipient=f"{key}@example.org",
            language="en",
            subject="S",
            text="T",
            message_id=key,
            due_at=timezone.now(),
        )


def attempts():
    return [*OutgoingEmail.objects.order_by("pk").values_list("attempts", flat=True)]


@pytest.mark.parametrize("point", ["before", "during", "after"])
def test_a_server_that_does_not_answer_is_asked_by_one_mail_a_minute(
    row, server, point
):
    more_mail(3)
    server(point)
    for _worker_or_clock in range(3):
        assert send_all() == 0
        assert attempts() == [1, 0, 0, 0]
    # The next one's turn comes, whatever the first one met.
    assert send_all(later=timedelta(seconds=60)) == 0
    assert sum(attempts()) == 2
    server("")
    assert send_all() == 0
    sent = send_all(later=timedelta(minutes=6))
    states = OutgoingEmail.objects.values_list("state", flat=True)
    assert {*states} <= {"sent", "unsure"}
    assert sent == [*states].count("sent")


def test_one_address_that_is_refused_holds_no_other_up(row, monkeypatch):
    more_mail(2)

    def refuse(message):
        if message.to == ["0@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"0@example.org": (450, b"later\0")})

    monkeypatch.setattr(tasks, "send", refuse)
    assert send_all() == 2
    states = OutgoingEmail.objects.order_by("pk").values_list("state", "error")
    assert list(states) == [("sent", ""), ("queued", "450 later"), ("sent", "")]


def test_a_long_queue_gives_other_work_its_turn(row, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    DBTaskResult.objects.all().delete()
    more_mail(2)
    monkeypatch.setattr(tasks, "SEND_FOR", 0)
    assert [tasks.deliver_due_mail.func() for _task in range(4)] == [0, 0, 0, 0]
    assert DBTaskResult.objects.count() == 4
    monkeypatch.setattr(tasks, "SEND_FOR", 60)
    assert tasks.deliver_due_mail.func() == 3
    assert DBTaskResult.objects.count() == 4


def test_a_mail_that_cannot_be_written_calls_nobody(row, server):
    server("called")
    OutgoingEmail.objects.update(subject="two\nlines")
    send_all()
    assert now_is(row) == ("queued", 1, False)
    assert row.error.startswith("BadHeaderError: ")


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
class TestWithRealProcesses:
    """Here commits are real, and so is dying."""

    @pytest.mark.parametrize(
        ("point", "taken"), [("called", 0), ("during", 0), ("after", 1), ("goodbye", 1)]
    )
    def test_a_killed_worker_loses_nothing(self, row, server, tmp_path, point, taken):
        name, book = connection.settings_dict["NAME"], str(tmp_path / "book")
        moment = str(timezone.now().timestamp())
        arguments = [name, book, point, moment]
        program = [sys.executable, "-m", "tests.events.mail.dying_server", *arguments]
        killed = subprocess.run(program, check=False, capture_output=True)
        assert killed.returncode == 9, killed.stderr.decode()
        assert now_is(row) == ("sending", 1, False)
        assert len(server.book()) == taken
        # The next worker finds it, waits a little, and sends the same mail.
        OutgoingEmail.objects.update(
            sending_since=timezone.now() - timedelta(minutes=2)
        )
        assert send_all() == 0
        assert now_is(row) == ("queued", 1, True)
        assert send_all(later=timedelta(minutes=6)) == 1
        assert server.book() == [f"contact@example.org {row.message_id}"] * (taken + 1)

    def test_a_slow_worker_is_not_taken_for_a_dead_one(self, row, monkeypatch):
        calls, talking, go_on = [], threading.Event(), threading.Event()

        def slowly(_mail):
            calls.append(1)
            talking.set()
            go_on.wait(timeout=60)

        def work():
            tasks.deliver(row.pk)
            connection.close()

        monkeypatch.setattr(tasks, "send", slowly)
        worker = threading.Thread(target=work)
        worker.start()
        talking.wait(timeout=60)
        assert tasks.find_interrupted(timezone.now() + timedelta(hours=1)) == 0
        assert tasks.deliver_due_mail.func() == 0
        go_on.set()
        worker.join()
        assert now_is(row) == ("sent", 1, False)
        assert calls == [1]

    def test_what_is_about_to_be_sent_is_never_found_as_interrupted(
        self, row, monkeypatch
    ):
        begin, found = tasks._begin, []

        def look(at):
            found.append(tasks.find_interrupted(at))
            connection.close()

        def slow(pk):
            begun = begin(pk)
            at = begun.sending_since + 2 * tasks.SURELY_LOCKED_AFTER
            other = threading.Thread(target=look, args=[at])
            other.start()
            other.join()
            return begun

        monkeypatch.setattr(tasks, "_begin", slow)
        assert send_all() == 1
        assert (found, now_is(row)) == ([0], ("sent", 1, False))

    def test_two_workers_send_it_once(self, row, monkeypatch):
        calls, both = [], threading.Barrier(2)
        monkeypatch.setattr(tasks, "send", lambda _mail: calls.append(1))

        def work():
            both.wait()
            tasks.deliver(row.pk)
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert calls == [1]
        assert now_is(row) == ("sent", 1, False)

    def test_nobody_sends_within_a_transaction(self, row):
        """Else a rollback would take back what is known about a mail that is out."""
        with pytest.raises(RuntimeError), transaction.atomic():
            tasks.deliver(row.pk)
        assert now_is(row) == ("queued", 0, False)


def test_what_was_decided_while_the_server_had_it_stays(row, monkeypatch):
    def decide(_message):
        OutgoingEmail.objects.update(state="failed", failure="ended")

    monkeypatch.setattr(tasks, "send", decide)
    assert tasks.deliver(row.pk) is False
    row.refresh_from_db()
    assert (row.state, row.failure, row.sent_at) == ("failed", "ended", None)


def test_it_is_tried_seven_times_and_staff_may_begin_anew(row, monkeypatch):
    def refuse(_message):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(tasks, "send", refuse)
    waits = []
    with time_machine.travel(timezone.now(), tick=False):
        for _attempt in range(7):
            OutgoingEmail.objects.update(due_at=timezone.now())
            assert tasks.deliver(row.pk) is False
            row.refresh_from_db()
            waits.append((row.state, (row.due_at - timezone.now()) / MINUTE))
    hours = [("queued", each) for each in (1, 5, 30, 120, 720, 1440)]
    assert (waits, row.attempts) == ([*hours, ("failed", 0)], 7)
    assert send_again(OutgoingEmail.objects.all()) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)
    tasks.deliver(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 1)
