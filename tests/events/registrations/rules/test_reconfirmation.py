"""After a move a confirmed delegation says whether it still comes; silence is shown."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from events.links.tokens import manage_token
from events.models import OutgoingEmail, Registration
from events.registrations.mail import contact_emails
from events.registrations.rules.reconfirmation import reconfirm_attendance
from events.registrations.rules.seats import withdraw_registration
from events.visits.changes import Arrangements, announce_changes
from tests.builders import (
    HOUR,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
)

pytestmark = pytest.mark.django_db
QUESTION = "Are you still coming?"


@pytest.fixture
def visit():
    build_centre()
    return build_visit(capacity=10, largest_group=4, waiting_list="fill")


@pytest.fixture
def registration(visit):
    return build_registration(visit)


def move(visit, at=None, **fields):
    before = Arrangements.of(visit)
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save()
    announce_changes(visit=visit, before=before, at=at or timezone.now())


def asked(registration):
    registration.refresh_from_db()
    return registration.move_to_answer


def answer(registration, number):
    return reconfirm_attendance(
        registration=registration, move=number, at=timezone.now()
    )


def url(name, registration, language="en"):
    with translation.override(language):
        return reverse(f"events:{name}", args=[manage_token(registration)])


def test_a_move_asks_who_is_confirmed_and_nobody_else(visit, registration):
    for number in range(3):
        build_registration(
            visit, seats=3, may_wait=True, contact_email=f"{number}@example.org"
        )
    move(visit, venue_en="Upstairs")
    rows = Registration.objects.order_by("pk").values_list("status", "move_to_answer")
    assert [*rows] == [
        ("confirmed", 1),
        ("confirmed", 1),
        ("confirmed", 1),
        ("waitlisted", None),
    ]


def test_what_is_no_move_asks_nothing(visit, registration):
    move(visit, title_en="Renamed", capacity=12)
    assert asked(registration) is None
    move(visit, state="postponed")
    assert asked(registration) is None


def test_a_postponed_visit_with_a_new_day_asks(visit, registration):
    now = timezone.now()
    move(visit, at=now, state="postponed")
    move(visit, at=now + HOUR, state="planned", ends_at=visit.ends_at + HOUR)
    assert asked(registration) == 2


def test_edits_that_undo_each_other_ask_nothing(visit, registration):
    move(visit, venue_en="Upstairs")
    move(visit, venue_en="")
    assert asked(registration) is None


def test_yes_is_written_down_once(visit, registration):
    move(visit, venue_en="Upstairs")
    before = registration.history.count()
    assert (answer(registration, 1), answer(registration, 1)) == (True, True)
    last = registration.history.order_by("-pk")[0]
    assert (asked(registration), registration.history.count()) == (None, before + 1)
    assert (last.actor, last.to_status, last.reason) == (
        "delegation",
        "confirmed",
        "Delegacja nadal przyjedzie po zmianie.",
    )


def test_yes_to_what_moved_again_is_not_taken(visit, registration):
    move(visit, venue_en="Upstairs")
    move(visit, venue_en="Downstairs")
    assert (answer(registration, 1), asked(registration)) == (False, 2)


def test_no_is_a_withdrawal(visit, registration):
    move(visit, venue_en="Upstairs")
    withdraw_registration(registration=registration, at=timezone.now())
    assert (asked(registration), registration.status) == (None, "withdrawn")


def test_silence_changes_nothing_and_the_desk_shows_it(visit, registration, client):
    move(visit, venue_en="Upstairs")
    client.force_login(build_staff())
    desk = f"/en/admin/events/studyvisit/{visit.pk}/desk/"
    items = {
        item.name: item.rows for item in client.get(desk).context["dashboard"].items
    }
    assert items["silent"] == [registration]
    answer(registration, 1)
    assert [item.name for item in client.get(desk).context["dashboard"].items] == []
    registration.refresh_from_db()
    assert registration.status == "confirmed"


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pl", "Czy nadal przyjedziecie?"),
        ("en", QUESTION),
        ("uk", "Ви все одно приїдете?"),
    ],
)
def test_the_page_asks_and_one_press_answers(
    client, visit, registration, language, question
):
    page = client.get(url("registration", registration, language))
    assert page.text.count(question) == 0
    move(visit, venue_en="Upstairs")
    page = client.get(url("registration", registration, language))
    assert page.text.count(question) == 1
    assert page.text.count('name="move" value="1"') == 1
    action = url("registration-coming", registration, language)
    assert client.get(action).status_code == 302
    assert asked(registration) == 1
    assert client.post(action, {"move": "1"}).url == url(
        "registration", registration, language
    )
    assert asked(registration) is None
    page = client.get(url("registration", registration, language))
    assert page.text.count(question) == 0


@pytest.mark.once
@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 40, "0"])
def test_nonsense_answers_nothing(client, visit, registration, sent):
    move(visit, venue_en="Upstairs")
    client.post(url("registration-coming", registration), {"move": sent})
    assert asked(registration) == 1


@pytest.mark.usefixtures("first_mails")
def test_the_mail_and_the_reminder_ask(visit, registration):
    sentence = "Please open the link and say whether you are still coming."
    move(visit, venue_en="Upstairs")
    mail = OutgoingEmail.objects.get(kind="visit_changed")
    assert (mail.text.count(sentence), mail.html.count(sentence)) == (1, 1)
    answer(registration, 1)
    registration.refresh_from_db()
    assert (
        sentence
        not in contact_emails.compose_contact_email("visit_reminder", registration).text
    )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_yes_that_meets_another_move_is_to_one_of_the_two(visit, registration):
    move(visit, venue_en="Upstairs")
    start, outcome = threading.Barrier(2), {}

    def say_yes():
        start.wait()
        outcome["taken"] = answer(registration, 1)
        connection.close()

    def move_again():
        start.wait()
        move(visit, at=timezone.now() + timedelta(minutes=1), venue_en="Downstairs")
        connection.close()

    threads = [threading.Thread(target=act) for act in (say_yes, move_again)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Whichever came first: the last arrangement has still to be answered.
    assert asked(registration) == 2
    answers = registration.history.filter(actor="delegation", from_status="confirmed")
    assert answers.count() == outcome["taken"]
