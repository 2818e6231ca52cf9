"""What was begun before registration closed and sent after that is kept."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.exceptions import (
    AlreadyRegistered,
    GroupTooLarge,
    NotEnoughPlaces,
    RegistrationClosed,
)
from events.links.tokens import new_key
from events.models import OutgoingEmail, Registration
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules.decisions import (
    approve_registration,
    decline_registration,
)
from events.registrations.rules.late import MAX_DRAFT_AGE, is_late
from events.registrations.rules.register import register_delegation
from events.registrations.rules.reinstatement import (
    reinstate_registration,
    status_on_reinstatement,
)
from events.registrations.rules.seats import withdraw_registration
from events.registrations.rules.verification import expire_unverified
from events.registrations.rules.waiting import end_waiting_list, promote_waiting
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
    delegation,
)
from tests.helpers import STEP_ANSWERS, send_registration, step_url, template_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def closed():
    """A visit whose registration closed an hour ago."""
    build_centre()
    now = timezone.now()
    return build_visit(
        capacity=10,
        largest_group=6,
        waiting_list="fill",
        registration_opens_at=now - 9 * DAY,
        registration_closes_at=now - HOUR,
    )


def come(visit, begun_at, at=None, **fields):
    registration = register_delegation(
        visit=visit,
        delegation=delegation(**fields),
        submission_key=new_key(),
        at=at or timezone.now(),
        begun_at=begun_at,
    ).registration
    write_first_emails.func()
    return registration


def in_time(visit):
    return visit.registration_closes_at - MINUTE


@pytest.mark.usefixtures("first_mails")
def test_it_is_kept_without_places_and_told(closed):
    registration = come(closed, in_time(closed), seats=3)
    assert registration.status == "late"
    closed.refresh_from_db()
    assert (closed.count_seats_taken(), registration.history.get().to_status) == (
        0,
        "late",
    )
    assert [*OutgoingEmail.objects.values_list("kind", flat=True)] == [
        "registration_late"
    ]


def test_a_full_visit_and_a_parts_places_do_not_matter(closed):
    closed.registration_closes_at = timezone.now() + HOUR
    closed.save()
    build_registration(closed, seats=6, contact_email="a@example.org")
    build_registration(closed, seats=4, contact_email="b@example.org")
    closed.registration_closes_at = timezone.now() - HOUR
    closed.save()
    assert come(closed, in_time(closed)).status == "late"


@pytest.mark.parametrize(
    ("begun", "sent", "late"),
    [
        # In minutes from the deadline, which is the end of its minute.
        (-1, 1, True),
        (0.9, 1, True),
        (1, 1, False),  # begun when it had closed
        (-1, 0.9, False),  # still open: an ordinary one
        (-9 * 24 * 60 + 60, 5, True),  # begun when it opened
        (-9 * 24 * 60 + 59, 5, False),  # begun before it opened
        (-1, 24 * 60, True),
        (-1, 24 * 60 + 1, False),
    ],
)
def test_begun_in_time_and_sent_within_a_day(closed, begun, sent, late):
    closes_at = closed.registration_closes_at
    moments = {
        "begun_at": closes_at + begun * MINUTE,
        "at": closes_at + sent * MINUTE,
    }
    assert is_late(closed, **moments) is late


@pytest.mark.parametrize("name", ["registration_opens_at", "registration_closes_at"])
def test_without_an_opening_or_a_closing_nothing_is_late(closed, name):
    moments = {"begun_at": in_time(closed), "at": timezone.now()}
    assert is_late(closed, **moments) is True
    setattr(closed, name, None)
    assert is_late(closed, **moments) is False


@pytest.mark.parametrize(
    "change",
    [
        {"state": "cancelled"},
        {"state": "postponed"},
        {"published_at": None},
        {"registration_opens_at": None, "registration_closes_at": None},
    ],
)
def test_it_is_refused_where_nobody_is_received(closed, change):
    begun_at = in_time(closed)
    type(closed).objects.filter(pk=closed.pk).update(**change)
    with pytest.raises(RegistrationClosed):
        come(closed, begun_at)


def test_it_is_refused_once_the_visit_has_begun(closed):
    now = timezone.now()
    closed.starts_at, closed.ends_at = now, now + HOUR
    closed.names_due_at = closed.edits_until = None
    closed.save()
    with pytest.raises(RegistrationClosed):
        come(closed, in_time(closed), at=now)


def test_what_is_wrong_with_it_is_said_as_ever(closed):
    with pytest.raises(GroupTooLarge):
        come(closed, in_time(closed), seats=7)
    come(closed, in_time(closed))
    with pytest.raises(AlreadyRegistered):
        come(closed, in_time(closed))


@pytest.mark.usefixtures("first_mails")
def test_nothing_but_staff_moves_it(closed):
    registration = come(closed, in_time(closed))
    now = timezone.now()
    promote_waiting(visit=closed, at=now)
    end_waiting_list(visit=closed, at=now)
    registration.refresh_from_db()
    assert registration.status == "late"
    approve_registration(registration=registration, at=now, staff=build_staff())
    registration.refresh_from_db()
    assert registration.status == "confirmed"
    kinds = registration.emails.order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == ["registration_late", "registration_received"]


def test_staff_hear_if_there_is_no_room(closed):
    registration = come(closed, in_time(closed), seats=6)
    closed.capacity, closed.largest_group = 5, 5
    closed.save()
    with pytest.raises(NotEnoughPlaces) as refusal:
        approve_registration(
            registration=registration, at=timezone.now(), staff=build_staff()
        )
    registration.refresh_from_db()
    assert (refusal.value.left, registration.status) == (5, "late")


def test_staff_decline_and_the_delegation_withdraws(closed):
    now, staff = timezone.now(), build_staff()
    first, second = (
        come(closed, in_time(closed), contact_email=f"{n}@example.org") for n in "ab"
    )
    decline_registration(registration=first, at=now, staff=staff)
    withdraw_registration(registration=second, at=now)
    statuses = Registration.objects.order_by("pk").values_list("status", flat=True)
    assert [*statuses] == ["declined", "withdrawn"]


@pytest.mark.usefixtures("first_mails")
def test_what_expired_as_late_comes_back_as_late(closed):
    registration = come(closed, in_time(closed))
    registration.emails.update(state="sent", sent_at=timezone.now() - DAY)
    later = timezone.now() + 2 * DAY
    expire_unverified(visit=closed, at=later)
    registration.refresh_from_db()
    assert registration.status == "expired"
    reinstate_registration(registration=registration, at=later)
    registration.refresh_from_db()
    assert registration.status == "late"


# --- On the pages ---


@pytest.fixture
def begun(client: Client, closed):
    """A visitor with all answers given, when registration closes meanwhile."""
    closes_at = closed.registration_closes_at
    closed.registration_closes_at = timezone.now() + HOUR
    closed.save()
    for step, answers in STEP_ANSWERS.items():
        client.post(step_url(step), answers)
    session = client.session
    name = f"registration-{closed.pk}"
    draft = session[name] | {"begun_at": (closes_at - MINUTE).isoformat()}
    session[name] = draft
    session.save()
    closed.registration_closes_at = closes_at
    closed.save()
    return closed


NOTICE = "Registration has closed meanwhile. You began in time"


def test_the_pages_say_that_it_is_late_and_keep_it(client, begun):
    assert client.get(step_url("people")).text.count(NOTICE) == 1
    assert client.post(step_url("people"), STEP_ANSWERS["people"]).url == step_url(
        "check"
    )
    page = client.get(step_url("check"))
    assert (page.text.count(NOTICE), page.text.count("Register the delegation")) == (
        1,
        0,
    )
    assert send_registration(client).url == step_url("done")
    page = client.get(step_url("done"))
    assert "One more step: confirm your address" in page.text
    assert "Your form came after registration had closed." in page.text
    assert "No places are held for you until we answer." in page.text
    assert Registration.objects.get().status == "late"


def test_the_pages_say_how_long_it_is_still_taken(client, begun, monkeypatch):
    monkeypatch.setattr("events.registrations.form.views.MAX_DRAFT_AGE", 2 * HOUR)
    for page in ("people", "check"):
        text = client.get(step_url(page)).text
        assert text.count("send your answers within 2 hours, and") == 1


def test_it_is_taken_as_long_as_the_answers_are_kept(settings):
    assert MAX_DRAFT_AGE.total_seconds() == settings.SESSION_COOKIE_AGE


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("pl", "Formularz dotarł po zamknięciu zgłoszeń."),
        ("en", "Your form came after registration had closed."),
        ("uk", "Форма надійшла, коли реєстрацію вже закрили."),
    ],
)
def test_it_is_said_in_the_visitors_language(client, begun, language, says):
    send_registration(client, language=language)
    assert says in client.get(step_url("done", language=language)).text


def test_who_begins_now_is_refused(client, closed):
    page = client.get(step_url("delegation"))
    assert template_of(page) == "events/registrations/form/refused.html"
    assert NOTICE not in page.text


def test_the_delegations_page_claims_no_place_in_a_queue(client, begun):
    send_registration(client)
    link = client.get(step_url("done")).context["manage_url"].split("8000")[1]
    text = client.get(link).text
    assert "Your form came after registration had closed." in text
    assert "waiting list" not in text


def test_the_desk_lists_it_and_staff_approve_it(client, begun):
    registration = come(begun, in_time(begun))
    client.force_login(build_staff())
    desk = client.get(f"/en/admin/events/studyvisit/{begun.pk}/desk/")
    items = {item.name: item.rows for item in desk.context["dashboard"].items}
    assert items["late"] == [registration]
    url = f"/en/admin/events/registration/act/approve/?id={registration.pk}"
    client.post(url, {"confirmed": "yes"})
    registration.refresh_from_db()
    assert registration.status == "confirmed"


def test_the_last_step_is_the_one_written_last_whatever_its_moment(begun):
    """Of two at once the later one may have been asked for first."""
    registration, now = come(begun, in_time(begun)), timezone.now()
    for came_from, moment in (("requested", now), ("late", now - HOUR)):
        registration.history.create(
            from_status=came_from,
            to_status="expired",
            actor="clock",
            at=moment,
            seats=registration.seats,
        )
    assert [step.from_status for step in registration.history.all()][1:] == [
        "requested",
        "late",
    ]
    registration.status = "expired"
    assert status_on_reinstatement(registration, now) == "late"
