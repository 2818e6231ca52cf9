"""What a delegation is sent: in its language, once, and never lost."""

import smtplib
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from centre.dates import format_date, format_time_range
from centre.typography import plain
from events import services, tasks
from events.models import OutgoingEmail
from tests.builders import build_centre, build_visit, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    build_centre()
    return build_visit()


def send_all():
    return tasks.deliver_due_mail.func()


@pytest.mark.parametrize(
    ("language", "subject", "house"),
    [
        ("pl", "Wizyta wizyta", "Dom Testowy"),
        ("en", "Visit wizyta", "Test House"),
        ("uk", "Візит wizyta", "Тестовий дім"),
    ],
)
def test_the_confirmation_is_in_the_registrations_language(
    visit, language, subject, house
):
    done = register(visit, language=language)
    send_all()
    (message,) = mail.outbox
    reference = done.registration.reference
    assert message.to == ["contact@example.org"]
    assert reference in message.subject
    assert message.subject.endswith(subject)
    link = f"/{language}/"
    html = message.alternatives[0].content
    for body in (message.body, html):
        assert reference in body
        assert house in body
        assert done.token in body
        assert link in body
    assert f'<html lang="{language}"' in html
    others = {"Wizyta wizyta", "Visit wizyta", "Візит wizyta"} - {subject}
    assert not any(other in message.body + html for other in others)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_nothing_invisible_is_in_a_mail(visit, language):
    visit.starts_at = visit.starts_at.replace(hour=9, minute=30)
    visit.ends_at = visit.starts_at + timedelta(hours=2)
    visit.save()
    register(visit, language=language)
    when = plain(format_date(visit.starts_at, language))
    hours = plain(format_time_range(visit.starts_at, visit.ends_at))
    text, html = OutgoingEmail.objects.values_list("text", "html").get()
    for body in (text, html):
        assert f"{when}, {hours} (" in body
    assert {"\u00a0", "\u2060"} & {*text, *html} == set()


def test_the_confirmation_carries_a_calendar_of_the_visit(visit):
    register(visit, language="uk")
    send_all()
    name, content, kind = mail.outbox[0].attachments[0]
    assert (name, kind) == ("visit.ics", "text/calendar; method=PUBLISH")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == "Візит wizyta"
    assert event.decoded("DTSTART") == visit.starts_at.replace(microsecond=0)
    assert event.decoded("DTSTART").tzinfo.key == "Europe/Warsaw"


def test_a_name_cannot_break_out_of_the_mail(visit):
    register(visit, contact_name="<script>x</script>", organisation="A\nBcc: b@c.org")
    send_all()
    (message,) = mail.outbox
    assert "<script>" not in message.alternatives[0].content
    assert message.recipients() == ["contact@example.org"]


def test_answers_go_to_the_house_and_the_mail_says_it_is_automatic(visit):
    register(visit)
    send_all()
    (message,) = mail.outbox
    assert message.reply_to == ["centrum@example.org"]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["Message-ID"] == OutgoingEmail.objects.get().message_id


def test_what_was_sent_is_not_kept_and_not_sent_again(visit):
    register(visit)
    assert send_all() == 1
    assert send_all() == 0
    row = OutgoingEmail.objects.get()
    assert (row.state, row.text, row.html, row.calendar) == ("sent", "", "", "")
    assert row.sent_at is not None
    assert len(mail.outbox) == 1


def test_a_dead_mail_server_loses_nothing(visit):
    register(visit)
    error = smtplib.SMTPServerDisconnected("gone")
    with mock.patch.object(tasks, "hand_over", side_effect=error):
        assert send_all() == 0
    row = OutgoingEmail.objects.get()
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.error == "SMTPServerDisconnected: gone"
    assert row.due_at > timezone.now()
    row.due_at = timezone.now() - timedelta(seconds=1)
    row.save()
    assert send_all() == 1
    assert len(mail.outbox) == 1


def test_after_the_last_attempt_staff_see_it_as_failed(visit):
    register(visit)
    with mock.patch.object(tasks, "hand_over", side_effect=OSError("down")):
        for _ in range(len(tasks.RETRY_AFTER) + 1):
            OutgoingEmail.objects.update(due_at=timezone.now())
            send_all()
    row = OutgoingEmail.objects.get()
    assert (row.state, row.attempts) == ("failed", 7)
    assert row.text != ""


def test_one_bad_mail_does_not_hold_up_the_others(visit):
    register(visit, contact_email="a@example.org")
    register(visit, contact_email="b@example.org")
    real = tasks.hand_over

    def send(message):
        if message.to == ["a@example.org"]:
            raise OSError("refused")
        return real(message)

    with mock.patch.object(tasks, "hand_over", send):
        assert send_all() == 1
    assert [m.to for m in mail.outbox] == [["b@example.org"]]


def test_withdrawing_is_confirmed_in_the_same_language(visit):
    done = register(visit, language="uk")
    send_all()
    services.withdraw_registration(registration=done.registration, at=timezone.now())
    send_all()
    message = mail.outbox[1]
    assert done.registration.reference in message.subject
    assert message.subject.endswith("Візит wizyta")
    (attachment,) = message.attachments
    calendar = Calendar.from_ical(attachment.content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 2)
