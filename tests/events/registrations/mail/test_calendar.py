"""The calendar file in each mail: as sure as the visit is, right on every night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.ical import visit_calendar
from events.links.tokens import delegate_token, manage_token
from events.models import OutgoingEmail, Registration, StudyVisit
from events.registrations.rules.decisions import (
    approve_registration,
    reopen_registration,
)
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.links import send_link_again, transfer_registration
from events.registrations.rules.seats import withdraw_registration
from events.visit_requests import rules as asking
from events.visits.changes import Arrangements, announce_changes, cancel_visit
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
    register,
)
from tests.desk import errors_of, filled
from tests.helpers import request_visit

pytestmark = pytest.mark.django_db

WARSAW = ZoneInfo("Europe/Warsaw")
# The nights on which the clock goes forward and back.
SPRING = datetime(2027, 3, 28, tzinfo=WARSAW)
AUTUMN = datetime(2027, 10, 31, tzinfo=WARSAW)


@pytest.fixture
def visit():
    build_centre()
    return build_visit(capacity=10, largest_group=10, waiting_list="fill")


def event_of(text):
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def last_entry(**mails):
    """Status and sequence in the newest mail's file."""
    row = OutgoingEmail.objects.filter(**mails).latest("pk")
    event = event_of(row.calendar)
    assert event["UID"].startswith("visit-")
    return event["STATUS"], event["SEQUENCE"]


@pytest.mark.usefixtures("first_mails")
def test_every_step_is_newer_than_the_one_before(visit):
    """From asking to coming, giving up and coming after all: none is taken for old."""
    visit.approval = "manual"
    visit.save()
    registration, staff = register(visit).registration, build_staff()

    def does(service, **more):
        service(registration=registration, at=timezone.now(), **more)
        return last_entry()

    assert last_entry() == ("TENTATIVE", 1)
    assert does(approve_registration, staff=staff) == ("CONFIRMED", 2)
    assert does(withdraw_registration) == ("CANCELLED", 3)
    # There is room, so it is offered places at once.
    assert does(reopen_registration, staff=staff) == ("TENTATIVE", 5)


@pytest.mark.usefixtures("first_mails")
def test_a_visit_that_is_only_waited_for_is_tentative_whatever_the_mail(visit):
    build_registration(visit, seats=10)
    email = "b@example.org"
    register(visit, seats=3, contact_email=email, may_wait=True)
    send_link_again(visit=visit, email=email, at=timezone.now())
    row = OutgoingEmail.objects.latest("pk")
    assert row.kind == "registration_link"
    assert last_entry() == ("TENTATIVE", 1)


@pytest.mark.usefixtures("first_mails")
def test_when_it_was_said_is_in_the_file(visit):
    build_registration(visit)
    row = OutgoingEmail.objects.get()
    stamp = event_of(row.calendar).decoded("DTSTAMP")
    assert stamp == row.due_at.replace(microsecond=0)
    assert "DTSTAMP:" in row.calendar  # in UTC, as it has to be


@pytest.mark.usefixtures("first_mails")
def test_who_is_no_contact_any_more_loses_the_entry_and_the_new_one_gets_it(visit):
    registration = build_registration(visit)
    transfer_registration(
        registration=registration, name="B", email="b@example.org", at=timezone.now()
    )
    assert last_entry(recipient="contact@example.org") == ("CANCELLED", 3)
    assert last_entry(recipient="b@example.org") == ("CONFIRMED", 2)


# --- People of a delegation ---


@pytest.fixture
def told(visit):
    """A delegation of the contact and one person who was told in Ukrainian."""
    registration = build_registration(visit)
    person = DelegateData(full_name="Олена", email="o@example.org", language="uk")
    add_delegate(registration=registration, person=person, at=timezone.now())
    return registration


def news():
    rows = OutgoingEmail.objects.filter(recipient="o@example.org").order_by("pk")
    return [(row.kind, row.language, event_of(row.calendar)["STATUS"]) for row in rows]


@pytest.mark.usefixtures("first_mails")
def test_who_is_entered_gets_the_visit_into_her_own_calendar(told):
    assert news() == [("delegate_told", "uk", "CONFIRMED")]


@pytest.mark.usefixtures("first_mails")
def test_what_is_in_her_calendar_moves_with_the_visit(told, visit):
    move(visit, starts_at=visit.starts_at + HOUR)
    assert news()[1:] == [("visit_changed", "uk", "CONFIRMED")]
    row = OutgoingEmail.objects.get(recipient="o@example.org", kind="visit_changed")
    assert event_of(row.calendar)["SEQUENCE"] == 1 + 1
    assert delegate_token(told.delegates.get()) in row.text
    assert manage_token(told) not in row.text + row.html


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize(
    ("ends", "kind"),
    [("withdraw", "registration_withdrawn"), ("cancel", "registration_cancelled")],
)
def test_what_is_in_her_calendar_goes_with_the_delegation(told, visit, ends, kind):
    if ends == "withdraw":
        withdraw_registration(registration=told, at=timezone.now())
    else:
        cancel_visit(visit=visit, at=timezone.now(), staff=None)
    assert news()[1:] == [(kind, "uk", "CANCELLED")]


@pytest.mark.usefixtures("first_mails")
def test_who_was_never_told_hears_nothing_later(visit):
    registration = build_registration(visit, names=("A",))
    registration.delegates.update(email="a@example.org")
    withdraw_registration(registration=registration, at=timezone.now())
    assert not OutgoingEmail.objects.filter(recipient="a@example.org").exists()


# --- Requests ---


@pytest.mark.usefixtures("first_mails")
def test_a_request_has_no_file_until_there_is_a_day(visit):
    request = request_visit()
    row = OutgoingEmail.objects.get(request=request)
    assert row.calendar == ""
    assert "kalend" not in row.text


@pytest.mark.usefixtures("first_mails")
def test_a_proposal_is_tentative_and_goes_when_it_is_not_taken(visit):
    staff, now = build_staff(), timezone.now()
    request = asking.propose_visit(
        request=request_visit(), visit=visit, at=now, staff=staff
    )
    assert last_entry(request=request) == ("TENTATIVE", 0)
    asking.withdraw_request(request=request, at=now)
    assert last_entry(request=request) == ("CANCELLED", 1)


@pytest.mark.usefixtures("first_mails")
def test_an_accepted_request_is_confirmed_by_its_registration(visit):
    staff, now = build_staff(), timezone.now()
    request = request_visit()
    done = asking.accept_request(request=request, visit=visit, at=now, staff=staff)
    assert last_entry(registration=done.registration) == ("CONFIRMED", 1)


# --- A change of the visit ---


def move(visit, at=None, **fields):
    before = Arrangements.of(visit)
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save()
    at = at or timezone.now()
    return announce_changes(visit=visit, before=before, at=at)


@pytest.mark.usefixtures("first_mails")
def test_a_postponed_visit_leaves_the_calendar_and_comes_back(visit):
    build_registration(visit, language="en")
    move(visit, state="postponed")
    row = OutgoingEmail.objects.get(kind="visit_changed")
    assert row.subject.startswith("Visit postponed (")
    assert last_entry(kind="visit_changed") == ("CANCELLED", 2)
    move(
        visit,
        state="planned",
        starts_at=visit.starts_at + DAY,
        ends_at=visit.ends_at + DAY,
    )
    row = OutgoingEmail.objects.get(kind="visit_changed")
    assert row.subject.startswith("The visit has changed (")
    assert last_entry(kind="visit_changed") == ("CONFIRMED", 3)


# --- The nights on which the clock changes ---


def at_night(day, hour, minute=0, before=False, fold=0):
    day = day - DAY if before else day
    return day.replace(hour=hour, minute=minute, fold=fold)


@pytest.mark.parametrize(
    ("day", "offsets", "lasts"),
    [(SPRING, ("+0100", "+0200"), 5 * HOUR), (AUTUMN, ("+0200", "+0100"), 7 * HOUR)],
)
def test_a_visit_over_the_night_is_right_by_the_clock_and_in_length(
    day, offsets, lasts
):
    build_centre()
    starts_at, ends_at = at_night(day, 22, before=True), at_night(day, 4)
    visit = build_visit(
        starts_at=starts_at.astimezone(UTC),
        ends_at=ends_at.astimezone(UTC),
        registration_opens_at=datetime(2027, 1, 1, tzinfo=UTC),
        registration_closes_at=datetime(2027, 2, 1, tzinfo=UTC),
    )
    text = visit_calendar(StudyVisit.objects.get(pk=visit.pk))
    event = event_of(text)
    start, end = event.decoded("DTSTART"), event.decoded("DTEND")
    assert [m.strftime("%H:%M%z") for m in (start, end)] == [
        f"22:00{offsets[0]}",
        f"04:00{offsets[1]}",
    ]
    assert end.astimezone(UTC) - start.astimezone(UTC) == lasts
    rules = [r.strip() for r in text.splitlines() if "TZOFFSETTO" in r]
    assert sorted(set(rules)) == ["TZOFFSETTO:+0100", "TZOFFSETTO:+0200"]


@pytest.mark.parametrize("fold", [0, 1])
def test_the_hour_that_comes_twice_is_told_apart(fold):
    build_centre()
    starts_at = at_night(AUTUMN, 2, 30, fold=fold).astimezone(UTC)
    visit = build_visit(
        starts_at=starts_at,
        ends_at=starts_at + 3 * HOUR,
        registration_opens_at=datetime(2027, 1, 1, tzinfo=UTC),
        registration_closes_at=datetime(2027, 2, 1, tzinfo=UTC),
    )
    text = visit_calendar(visit)
    assert event_of(text).decoded("DTSTART").astimezone(UTC) == starts_at
    after = [";TZID=Europe/Warsaw:20271031T023000", ":20271031T013000Z"]
    assert (
        text.split("BEGIN:VEVENT")[1].split("DTSTART")[1].splitlines()[0] == after[fold]
    )


@pytest.mark.parametrize(
    ("closes", "ends"),
    [
        # The evening before, the last minute before the jump, and the evening after.
        ((SPRING, 23, 59, True), "2027-03-27T23:00:00+00:00"),
        ((SPRING, 1, 59, False), "2027-03-28T01:00:00+00:00"),
        ((SPRING, 23, 59, False), "2027-03-28T22:00:00+00:00"),
        ((AUTUMN, 23, 59, True), "2027-10-30T22:00:00+00:00"),
        ((AUTUMN, 3, 0, False), "2027-10-31T02:01:00+00:00"),
        ((AUTUMN, 23, 59, False), "2027-10-31T23:00:00+00:00"),
    ],
)
def test_registration_is_open_to_the_end_of_its_last_minute(
    client, time_machine, closes, ends
):
    """The deadline is typed into the desk's form, as staff do."""
    day, hour, minute, before = closes
    time_machine.move_to(day - 30 * DAY)
    build_centre()
    visit = build_visit(
        starts_at=day + 9 * DAY,
        ends_at=day + 10 * DAY,
    )
    page, data = form_of(client, visit)
    typed = at_night(day, hour, minute, before=before)
    answer = client.post(
        page, data | {"registration_closes_at": f"{typed:%Y-%m-%dT%H:%M}"}
    )
    assert answer.status_code == 302, errors_of(answer)
    visit.refresh_from_db()
    end, instant = datetime.fromisoformat(ends), timedelta(microseconds=1)
    states = [visit.registration_state_at(at) for at in (end - instant, end)]
    assert states == ["open", "closed"]
    registration = Registration(visit=visit)
    assert [registration.may_be_changed(at) for at in (end - instant, end)] == [
        True,
        False,
    ]


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_an_hour_that_is_not_there_or_there_twice_is_refused_in_words(
    client, time_machine, day
):
    time_machine.move_to(day - 30 * DAY)
    build_centre()
    visit = build_visit(
        starts_at=day + 9 * DAY,
        ends_at=day + 10 * DAY,
    )
    page, data = form_of(client, visit)
    answer = client.post(
        page, data | {"registration_closes_at": f"{day:%Y-%m-%d}T02:30"}
    )
    assert list(errors_of(answer)) == ["registration_closes_at"]


def form_of(client, visit):
    client.force_login(build_staff())
    page = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    return page, filled(client.get(page))
