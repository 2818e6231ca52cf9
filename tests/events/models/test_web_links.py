"""Web addresses in what strangers write: found, held for staff, never made a link."""

import re

import pytest
from django.utils import timezone

from events.models import OutgoingEmail, Registration
from events.models.web_links import holds_link
from events.registrations.rules.decisions import approve_registration
from events.registrations.rules.register import register_delegation
from events.registrations.rules.reinstatement import reinstate_registration
from events.registrations.rules.seats import withdraw_registration
from events.registrations.rules.verification import expire_unverified
from events.registrations.rules.waiting import accept_offer
from tests.builders import (
    HOUR,
    build_centre,
    build_staff,
    build_visit,
    delegation,
    register,
)
from tests.helpers import fill_in_steps, request_visit, send_registration

pytestmark = pytest.mark.once
LINK = "See http://evil.example/x now"
WARNING = "There is a web address in the answers."
MARK = "there is a web address in its answers"


@pytest.mark.parametrize(
    "text",
    [
        "http://x",
        "See HTTPS://Example.org/page now",
        "ftp://10.0.0.1",
        "www.example",
        "(www.example.org)",
        "example.com/x",
        "Sklep: example.com.",
        "sub.domain.example.pl, tanio",
        "Example.PL",
        "приклад.укр",
        "click:example.shop",
        "example.museum/page",
        "line one\nexample.net\nline three",
        "anna@example.org and example.org",
    ],
)
def test_a_web_address_is_found(text):
    assert holds_link("", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3.5.2026",
        "3.05.2026 r., godz. 10.30–12.00",
        "ul. Długa 5",
        "dr.inż. Jan Przykładowy",
        "Przykład sp. z o.o.",
        "Przykład S.A./Example S.A.",
        "Chcemy zobaczyć szkołę.Potem rozmowa",
        "Miło.Dziękujemy",
        "Ми з України.Дякуємо",
        "and/or, 24/7, km/h, m.in. i/lub",
        "anna.nowak@example.org",
        "kontakt.pl@example.org; a@sub.example.com",
        "Urząd m.st. Warszawy, woj.małopolskie",
        "e.g. the library, i.e. the reading room",
        "…and so on... com",
        "O'Brien-Example Ltd.",
    ],
)
def test_nothing_else_is_taken_for_one(text):
    assert not holds_link(text)


# --- A registration -----------------------------------------------------------------


@pytest.fixture
def visit(db):
    build_centre()
    return build_visit(capacity=10, largest_group=6, waiting_list="fill")


def again(registration):
    return Registration.objects.get(pk=registration.pk)


def approve(registration):
    return approve_registration(
        registration=registration, at=timezone.now(), staff=build_staff()
    )


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize(
    "field", ["message", "organisation", "city", "contact_name", "contact_phone"]
)
def test_with_a_link_it_waits_for_staff_and_keeps_its_places(visit, field):
    registration = register(visit, seats=6, **{field: "www.evil.example"}).registration
    assert (registration.status, visit.seats_left) == ("requested", 4)
    step = registration.history.get()
    assert (step.to_status, step.actor) == ("requested", "delegation")
    assert step.reason
    assert [mail.kind for mail in registration.emails.all()] == [
        "registration_requested"
    ]
    approve(registration)
    found = again(registration)
    assert (found.status, found.link_to_review) == ("confirmed", False)


def test_a_link_among_the_names_is_a_link(visit):
    names = ("Anna", "www.evil.example")
    assert register(visit, names=names).registration.status == "requested"


def test_without_a_link_the_history_has_nothing_to_explain(visit):
    registration = register(visit, message="On 3.5.2026").registration
    assert (registration.status, registration.history.get().reason) == ("confirmed", "")


def test_staff_who_register_by_hand_have_read_it(visit):
    registration = register_delegation(
        visit=visit,
        delegation=delegation(message=LINK),
        submission_key="key",
        at=timezone.now(),
        staff=build_staff(),
    ).registration
    assert (registration.status, registration.link_to_review) == ("confirmed", False)


def test_from_the_waiting_list_it_comes_to_staff_first(visit):
    first = register(visit, seats=6, contact_email="a@example.org").registration
    waiting = register(visit, seats=5, may_wait=True, message=LINK).registration
    withdraw_registration(registration=first, at=timezone.now())
    assert again(waiting).status == "offered"
    accept_offer(registration=waiting, at=timezone.now())
    assert again(waiting).status == "requested"


@pytest.mark.usefixtures("first_mails")
def test_what_comes_back_comes_to_staff_first(visit):
    registration = register(visit, proven=False, message=LINK).registration
    OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())
    later = timezone.now() + 25 * HOUR
    expire_unverified(visit=visit, at=later)
    assert again(registration).status == "expired"
    reinstate_registration(registration=registration, at=later)
    assert again(registration).status == "requested"


@pytest.mark.usefixtures("first_mails")
def test_who_wrote_it_hears_that_somebody_reads_it_first(client, visit):
    fill_in_steps(client, people={"message": LINK})
    page = client.get(send_registration(client).url)
    assert page.status_code == 200
    assert page.text.count("so one of us reads them first.") == 1
    assert page.text.count("evil.example") == 0
    mail = OutgoingEmail.objects.get()
    assert (mail.text + mail.html).count("evil.example") == 0


def test_the_desk_says_so_until_it_is_answered(client, visit):
    registration = register(visit, message=LINK + "\nThanks").registration
    staff = build_staff()
    client.force_login(staff)
    desk = f"/en/admin/events/studyvisit/{visit.pk}/desk/"
    form = f"/en/admin/events/registration/{registration.pk}/change/"
    assert client.get(desk).text.count(MARK) == 2  # to be answered, and in the list
    page = client.get(form).text
    assert (page.count(WARNING), page.count(f"{LINK}<br>Thanks")) == (1, 1)
    assert re.findall(r'href="[^"]*evil', page) == []
    approve_registration(registration=registration, at=timezone.now(), staff=staff)
    assert client.get(desk).text.count(MARK) == 0
    assert client.get(form).text.count(WARNING) == 0


# --- A request for a visit ----------------------------------------------------------


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize("field", ["purpose", "organisation", "city", "contact_name"])
def test_a_request_with_a_link_is_kept_and_marked(client, visit, field):
    asked = request_visit(**{field: LINK})
    mail = OutgoingEmail.objects.get()
    assert (mail.text + mail.html).count("evil.example") == 0
    client.force_login(build_staff())
    assert client.get("/en/admin/").text.count(MARK) == 1
    page = client.get(f"/en/admin/events/visitrequest/{asked.pk}/change/").text
    assert page.count(WARNING) == 1
    assert re.findall(r'href="[^"]*evil', page) == []


def test_a_request_without_a_link_is_not_marked(client, visit):
    asked = request_visit()
    client.force_login(build_staff())
    assert client.get("/en/admin/").text.count(MARK) == 0
    page = client.get(f"/en/admin/events/visitrequest/{asked.pk}/change/").text
    assert page.count(WARNING) == 0
