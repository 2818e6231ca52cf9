"""What a delegation is sent: in its language, once, and never lost."""

import smtplib
from datetime import timedelta
from html import unescape
from unittest import mock

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from centre.text.dates import format_date, format_time_range
from centre.text.typography import plain
from events.links.qr import qr_png
from events.links.tokens import manage_token
from events.mail import tasks
from events.models import OutgoingEmail, Registration
from events.registrations.mail.contact_emails import compose_contact_email
from events.registrations.rules.links import replace_link
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.visits.changes import Arrangements, announce_changes
from tests.builders import build_centre, build_staff, build_visit, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]


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


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("pl", ["Wejście od podwórza.", "- Tramwajem: rozkład", "- mpk.example.org"]),
        ("en", ["Come in & up.", "- By tram"]),
        ("uk", ["Wejście od podwórza.", "- Tramwajem: rozkład", "- mpk.example.org"]),
    ],
)
def test_the_reminder_says_the_way_in_words_and_without_a_link(visit, language, way):
    link = '<a href="https://mpk.example.org">'
    build_centre(
        getting_there_pl="<p>Wejście od podwórza.</p><ul>"
        f"<li>Tramwajem: {link}rozkład</a></li>"
        f"<li>{link}https://www.mpk.example.org</a></li></ul>",
        getting_there_en="<p>Come in &amp; up.</p><ul><li>By tram</li></ul>",
    )
    registration = register(visit, language=language).registration
    sent = compose_contact_email("visit_reminder", registration)
    page = unescape(sent.html)
    assert "ul. Przykładowa 20, 30-000 Kraków\n" in sent.text
    assert "\n".join(["", *way, ""]) in sent.text
    assert "<br>".join(way) in page
    # What is in another language says so.
    foreign = ' lang="pl" dir="ltr"' if language == "uk" else ""
    assert f"<span{foreign}>{way[0]}" in page
    assert sent.text.count("http") == 1
    assert page.count("href=") == 1
    others = compose_contact_email("registration_received", registration)
    assert way[0] not in others.text


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
    with mock.patch.object(tasks, "send", side_effect=error):
        assert send_all() == 0
    row = OutgoingEmail.objects.get()
    assert (row.state, row.attempts) == ("queued", 1)
    assert (row.failure, row.error) == ("no-connection", "gone")
    assert row.due_at > timezone.now()
    row.due_at = timezone.now() - timedelta(seconds=1)
    row.sending_since -= tasks.ASK_AGAIN_AFTER
    row.save()
    assert send_all() == 1
    assert len(mail.outbox) == 1


def test_after_the_last_attempt_staff_see_it_as_failed(visit):
    register(visit)
    with mock.patch.object(tasks, "send", side_effect=OSError("down")):
        for _ in range(len(tasks.RETRY_AFTER) + 1):
            now = timezone.now()
            asked = now - tasks.ASK_AGAIN_AFTER
            OutgoingEmail.objects.update(due_at=now, sending_since=asked)
            send_all()
    row = OutgoingEmail.objects.get()
    assert (row.state, row.attempts) == ("failed", 7)
    assert row.text != ""


def test_one_bad_mail_does_not_hold_up_the_others(visit):
    register(visit, contact_email="a@example.org")
    register(visit, contact_email="b@example.org")
    real = tasks.send

    def send(message):
        if message.to == ["a@example.org"]:
            raise smtplib.SMTPDataError(554, b"refused")
        return real(message)

    with mock.patch.object(tasks, "send", send):
        assert send_all() == 1
    assert [m.to for m in mail.outbox] == [["b@example.org"]]


def test_withdrawing_is_confirmed_in_the_same_language(visit):
    done = register(visit, language="uk")
    send_all()
    withdraw_registration(registration=done.registration, at=timezone.now())
    send_all()
    message = mail.outbox[1]
    assert done.registration.reference in message.subject
    assert message.subject.endswith("Візит wizyta")
    (attachment,) = message.attachments
    calendar = Calendar.from_ical(attachment.content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 2)


# --- Many changes, one mail ---


def waiting(**fields):
    rows = OutgoingEmail.objects.filter(state="queued", **fields).order_by("pk")
    return [row.kind.removeprefix("registration_") for row in rows]


@pytest.fixture
def registration(visit):
    """A delegation whose confirmation is out."""
    done = register(visit, language="en")
    send_all()
    mail.outbox.clear()
    return done.registration


def seats_become(registration, *numbers):
    for seats in numbers:
        change_seats(registration=registration, seats=seats, at=timezone.now())


def later(**passed):
    """All that is due when so much time has passed goes out."""
    due = OutgoingEmail.objects.due(timezone.now() + timedelta(**passed))
    due.update(due_at=timezone.now())
    return send_all()


def test_trying_three_numbers_is_one_mail_with_the_last(registration):
    seats_become(registration, 4, 2, 5)
    assert waiting() == ["changed"]
    assert later(minutes=4) == 0
    assert later(minutes=6) == 1
    (message,) = mail.outbox
    assert message.subject.startswith("Number of people changed (")
    assert ": 5." in message.body


def test_a_change_after_the_mail_is_out_is_another_mail(registration):
    seats_become(registration, 4)
    later(minutes=6)
    seats_become(registration, 2)
    assert waiting() == ["changed"]
    later(minutes=6)
    assert [": 4." in m.body for m in mail.outbox] == [True, False]


def test_a_change_is_not_told_after_the_end(registration):
    seats_become(registration, 4)
    withdraw_registration(registration=registration, at=timezone.now())
    assert waiting() == ["withdrawn"]


def test_what_waits_has_the_newest_link(registration):
    seats_become(registration, 4)
    old = manage_token(registration)
    replace_link(registration=registration, at=timezone.now(), staff=build_staff())
    assert waiting() == ["link", "changed"]
    registration.refresh_from_db()
    for row in OutgoingEmail.objects.filter(state="queued"):
        assert manage_token(registration) in row.text
        assert old not in row.text
    changed = OutgoingEmail.objects.get(kind="registration_changed")
    assert changed.due_at > timezone.now() + timedelta(minutes=4)


def test_a_mail_that_is_being_sent_is_not_taken_back(registration):
    seats_become(registration, 4)
    OutgoingEmail.objects.filter(state="queued").update(
        state="sending", sending_since=timezone.now()
    )
    seats_become(registration, 2)
    states = OutgoingEmail.objects.filter(kind="registration_changed")
    assert sorted(states.values_list("state", flat=True)) == ["queued", "sending"]


def test_three_edits_of_a_visit_in_a_quarter_of_an_hour_are_one_mail(
    registration, visit
):
    for hours in (1, 2, 3):
        before = Arrangements.of(visit)
        visit.starts_at += timedelta(hours=1)
        visit.ends_at += timedelta(hours=1)
        visit.save()
        at = timezone.now() + timedelta(minutes=5 * hours)
        announce_changes(visit=visit, before=before, at=at)
    assert waiting() == ["visit_changed"]
    assert later(minutes=29) == 0
    assert later(minutes=31) == 1
    (message,) = mail.outbox
    hours = plain(format_time_range(visit.starts_at, visit.ends_at))
    assert f", {hours} (" in message.body
    (event,) = Calendar.from_ical(message.attachments[0].content).walk("VEVENT")
    assert event.decoded("DTSTART") == visit.starts_at.replace(microsecond=0)
    assert event["SEQUENCE"] == 1 + 3


def move(visit, minutes, **fields):
    """Change a visit so many minutes from now; return how many are to be told."""
    before = Arrangements.of(visit)
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save()
    at = timezone.now() + timedelta(minutes=minutes)
    return announce_changes(visit=visit, before=before, at=at)


def test_a_move_that_is_undone_before_it_is_mailed_is_not_mailed(registration, visit):
    assert (move(visit, 1, venue_en="Up"), waiting()) == (1, ["visit_changed"])
    assert (move(visit, 9, venue_en="Up", state="postponed"), waiting()) == (
        1,
        ["visit_changed"],
    )
    assert (move(visit, 23, venue_en="", state="planned"), waiting()) == (0, [])
    assert later(minutes=70) == 0
    visit.refresh_from_db()
    assert (visit.calendar_sequence, visit.settling) == (3, None)


def test_a_move_that_is_undone_after_it_was_mailed_is_mailed(registration, visit):
    move(visit, 1, venue_en="Up")
    assert later(minutes=17) == 1
    assert move(visit, 17, venue_en="") == 1
    assert later(minutes=33) == 1


def test_who_read_of_a_move_in_another_mail_hears_that_it_is_undone(
    registration, visit
):
    move(visit, 0, venue_en="Up")
    other = register(visit, contact_email="b@example.org").registration
    assert move(visit, 5, venue_en="") == 1
    assert OutgoingEmail.objects.get(kind="visit_changed").registration == other


def test_edits_without_end_are_mailed_within_an_hour_of_the_first(registration, visit):
    for minutes in range(0, 60, 10):
        move(visit, minutes, venue_en=f"Room {minutes}")
    assert later(minutes=59) == 0
    assert later(minutes=61) == 1
    assert mail.outbox[0].body.count("Room 50") == 1
    move(visit, 62, venue_en="Room 62")
    assert (later(minutes=76), later(minutes=78)) == (0, 1)


def test_a_move_waits_on_while_the_delegation_changes_its_number(registration, visit):
    before = Arrangements.of(visit)
    visit.venue_en = "Upstairs"
    visit.save()
    announce_changes(visit=visit, before=before, at=timezone.now())
    seats_become(registration, 4)
    assert waiting() == ["changed", "visit_changed"]
    assert later(minutes=6) == 1
    assert later(minutes=16) == 1
    assert mail.outbox[1].body.count(": 4\n") == 1


# --- A language that is not public any more ---


@pytest.mark.parametrize(
    ("kept", "subject"), [(["pl", "en"], "Wizyta wizyta"), (["en"], "Visit wizyta")]
)
def test_a_hidden_language_falls_along_its_chain(visit, settings, kept, subject):
    """Its pages are gone, so the links are in a language that has some."""
    done = register(visit, language="uk")
    OutgoingEmail.objects.all().delete()
    settings.LANGUAGES = [(code, code) for code in kept]
    withdraw_registration(registration=done.registration, at=timezone.now())
    row = OutgoingEmail.objects.get()
    assert row.language == kept[0]
    assert row.subject.endswith(subject)
    assert f"/{kept[0]}/" in row.text
    assert "/uk/" not in row.text + row.html
    assert len(row.text) > 200


def test_a_language_that_is_gone_from_the_table_falls_as_well(visit):
    done = register(visit)
    Registration.objects.update(language="de")
    OutgoingEmail.objects.all().delete()
    done.registration.refresh_from_db()
    withdraw_registration(registration=done.registration, at=timezone.now())
    assert OutgoingEmail.objects.get().language == "en"


@pytest.mark.once
def test_staff_are_warned_where_mails_fall_to_another_language(visit, settings, client):
    done = register(visit, language="uk")
    client.force_login(build_staff())
    url = f"/en/admin/events/registration/{done.registration.pk}/change/"
    assert "no longer public" not in client.get(url).text
    settings.LANGUAGES = [("pl", "Polski"), ("en", "English")]
    page = client.get(url)
    assert page.text.count("no longer public: mails go out in") == 1


# --- The code for the door ---


def parts_of(message):
    """Each part of a mail by its kind, in the order of the tree."""
    return {part.get_content_type(): part for part in message.message().walk()}


def test_the_confirmation_shows_the_code_that_is_scanned_at_the_door(visit):
    done = register(visit)
    send_all()
    (message,) = mail.outbox
    parts = parts_of(message)
    assert list(parts) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/calendar",
    ]
    html = parts["text/html"].get_payload(decode=True).decode()
    assert 'src="cid:code-at-the-door"' in html
    assert 'alt="QR code for the door"' in html
    picture = parts["image/png"]
    assert picture["Content-ID"] == "<code-at-the-door>"
    assert picture["Content-Disposition"] == 'inline; filename="qr.png"'
    assert picture.get_payload(decode=True) == qr_png(done.registration)
    assert parts["text/calendar"].get_param("method") == "PUBLISH"


def test_who_only_waits_for_an_answer_gets_no_code(visit):
    visit.approval = "manual"
    visit.save()
    register(visit)
    send_all()
    assert "image/png" not in parts_of(mail.outbox[0])


def test_the_code_is_on_the_delegations_page_while_it_is_to_come(visit, client):
    done = register(visit)
    page = client.get(f"/en/registration/{done.token}/", follow=True)
    assert page.text.count('class="qr"') == 1
    withdraw_registration(registration=done.registration, at=timezone.now())
    page = client.get(f"/en/registration/{done.token}/", follow=True)
    assert page.text.count('class="qr"') == 0
