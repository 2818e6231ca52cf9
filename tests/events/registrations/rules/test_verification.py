"""The proof of a contact's address: what a mailed link can do that no other can."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from events import due
from events.exceptions import (
    AlreadyRegistered,
    NotEnoughPlaces,
    RegistrationClosed,
    TransitionNotAllowed,
)
from events.links import tokens
from events.models import OutgoingEmail, Registration, SeatBlock, StudyVisit
from events.privacy.purge import purge
from events.registrations.rules.contact import correct_contact
from events.registrations.rules.decisions import (
    approve_registration,
    reopen_registration,
)
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    correct_delegate,
    remove_delegate,
    send_delegate_links,
)
from events.registrations.rules.links import replace_link
from events.registrations.rules.reinstatement import reinstate_registration
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.rules.verification import (
    expire_unverified,
    remind_unverified,
    verification_deadline,
    verify_email,
)
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_staff,
    build_visit,
    register,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]


@pytest.fixture
def visit(db):
    build_centre()
    return build_visit(capacity=10, largest_group=8)


@pytest.fixture
def registration(visit):
    """One that was sent just now, and whose mail is out."""
    return unproven(visit)


def unproven(visit, **fields):
    registration = register(visit, proven=False, **fields).registration
    mail_is_out(registration)
    return registration


def mail_is_out(registration, at=None):
    mails = OutgoingEmail.objects.filter(registration=registration, state="queued")
    mails.update(state="sent", sent_at=at or timezone.now())


def url(name, token):
    with translation.override("en"):
        return reverse(f"events:{name}", kwargs={"token": token})


def starts_at(moment):
    StudyVisit.objects.update(
        starts_at=moment,
        registration_closes_at=moment - HOUR,
        registration_opens_at=moment - 10 * DAY,
    )


def again(registration):
    return Registration.objects.get(pk=registration.pk)


def steps(registration):
    rows = registration.history.order_by("pk")
    return [*rows.values_list("from_status", "to_status", "actor")]


def expire(registration):
    at = timezone.now() + 25 * HOUR
    due.do_due_work(at)
    return again(registration)


# --- Until when ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "lasts"),
    [
        (30 * DAY, 24 * HOUR),
        (4 * DAY, 24 * HOUR),
        (2 * DAY, 12 * HOUR),
        (16 * HOUR, 4 * HOUR),
        (5 * HOUR, 4 * HOUR),
        (4 * HOUR, None),
        (HOUR, None),
    ],
)
def test_the_time_to_confirm_shortens_near_the_visit(left, lasts):
    now = timezone.now()
    until = verification_deadline(StudyVisit(starts_at=now + left), now)
    assert until == (lasts and now + lasts)


def test_the_place_in_the_queue_dates_from_submission(visit, registration):
    queue_at = registration.queue_at
    verify_email(registration=registration, at=timezone.now() + HOUR)
    assert again(registration).queue_at == queue_at


# --- Which link proves --------------------------------------------------------------


def test_a_mailed_link_opens_the_same_and_says_that_it_was_mailed(registration):
    mailed = tokens.mailed_token(registration)
    assert tokens.read_token(mailed) == (registration.token_hash, True)
    plain = tokens.manage_token(registration)
    assert tokens.read_token(plain) == (registration.token_hash, False)


@pytest.mark.parametrize("end", ["-", "-0", "-" + "0" * 64, "-ї"])
def test_a_link_with_a_made_up_end_opens_nothing(client, registration, end):
    token = tokens.manage_token(registration) + end
    assert client.get(url("registration", token)).status_code == 404


def test_the_mail_asks_and_its_link_is_the_mailed_one(visit):
    mail = register(visit, proven=False).registration.emails.get()
    token = tokens.mailed_token(mail.registration)
    assert mail.text.count(url("registration", token)) == 1
    assert mail.text.count("Please confirm your address: open the link below") == 1
    assert mail.html.count("Please confirm your address: open the link below") == 1


def test_the_mail_to_who_has_confirmed_does_not_ask(visit, registration):
    verify_email(registration=registration, at=timezone.now())
    change_seats(registration=registration, seats=2, at=timezone.now())
    mail = registration.emails.get(kind="registration_changed")
    assert mail.text.count("confirm your address") == 0


def test_looking_proves_nothing_because_scanners_look(client, registration):
    page = client.get(url("registration", tokens.mailed_token(registration)))
    assert page.context["can_confirm"]
    [heading] = re.findall(r'<h1 class="long">\s*(.*?)\s*</h1>', page.text)
    assert heading == "One more step: confirm your address"
    client.get(url("registration-confirm", tokens.mailed_token(registration)))
    assert again(registration).proven_at is None


def test_the_button_of_the_mailed_link_proves_once(client, registration):
    target = url("registration-confirm", tokens.mailed_token(registration))
    for _twice in range(2):
        response = client.post(target)
        page = url("registration", tokens.mailed_token(registration))
        assert response.url == f"{page}?confirmed"
    found = again(registration)
    assert (found.proven_at is None, found.proof_due_at) == (False, None)
    assert steps(registration) == [
        ("", "confirmed", "delegation"),
        ("confirmed", "confirmed", "delegation"),
    ]
    assert client.get(response.url).text.count("Confirm the address") == 0


def test_the_link_of_the_done_page_proves_nothing(client, registration):
    token = tokens.manage_token(registration)
    page = client.get(url("registration", token))
    assert (page.context["can_confirm"], page.text.count("Confirm the address")) == (
        False,
        0,
    )
    assert page.text.count("Open our e-mail to c***@example.org by ") == 1
    client.post(url("registration-confirm", token))
    client.post(url("registration-seats", token), {"seats": "2"})
    found = again(registration)
    assert (found.seats, found.proven_at) == (2, None)
    assert found.proof_due_at == registration.proof_due_at


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("registration-withdraw", {}, "withdrawn"),
        ("registration-seats", {"seats": "2"}, "confirmed"),
        ("registration-change", {"text": "We come by bus."}, "confirmed"),
    ],
)
def test_whatever_is_sent_behind_a_mailed_link_proves(
    client, registration, name, data, status
):
    client.post(url(name, tokens.mailed_token(registration)), data)
    found = again(registration)
    assert (found.status, found.proven_at is None) == (status, False)


def test_a_new_link_kills_the_mailed_one_too(client, registration):
    old = tokens.mailed_token(registration)
    replace_link(registration=registration, at=timezone.now(), staff=build_staff())
    assert client.post(url("registration-confirm", old)).status_code == 404
    assert again(registration).proven_at is None


# --- The people wait with their contact ---------------------------------------------


def write_down(registration, *names):
    """Names with an address each, written down by the contact."""
    return [
        add_delegate(
            registration=registration,
            person=DelegateData(full_name=name, email=f"{name.lower()}@example.org"),
            at=timezone.now(),
        )
        for name in names
    ]


def told(registration):
    mails = registration.emails.filter(kind="delegate_told").order_by("pk")
    return [*mails.values_list("recipient", flat=True)]


def test_people_are_told_with_the_proof_and_once(client, registration):
    first, _second = write_down(registration, "Anna", "Bohdan")
    assert told(registration) == []
    target = url("registration-confirm", tokens.mailed_token(registration))
    for _twice in range(2):
        client.post(target)
    assert told(registration) == ["anna@example.org", "bohdan@example.org"]
    (mail,) = registration.emails.filter(recipient="anna@example.org")
    assert mail.text.count(url("person", tokens.delegate_token(first))) == 1
    write_down(registration, "Cezary")
    assert told(registration)[2:] == ["cezary@example.org"]


def test_a_person_written_down_behind_the_mailed_link_is_told_at_once(
    client, registration
):
    data = {"full_name": "Anna", "email": "anna@example.org"}
    client.post(url("registration-person-add", tokens.manage_token(registration)), data)
    assert told(registration) == []
    page = client.get(url("registration", tokens.manage_token(registration)))
    assert page.text.count("hear from us once your address is confirmed") == 1
    data = {"full_name": "Bohdan", "email": "bohdan@example.org"}
    mailed = tokens.mailed_token(registration)
    client.post(url("registration-person-add", mailed), data)
    assert told(registration) == ["anna@example.org", "bohdan@example.org"]
    page = client.get(url("registration", mailed))
    assert page.text.count("hear from us once your address is confirmed") == 0


def test_who_is_removed_or_corrected_before_the_proof_never_hears(registration):
    now = timezone.now()
    gone, wrong = write_down(registration, "Anna", "Bohdan")
    remove_delegate(delegate=gone, at=now)
    right = DelegateData(full_name="Bohdan", email="right@example.org")
    correct_delegate(delegate=wrong, person=right, at=now)
    verify_email(registration=registration, at=now)
    assert told(registration) == ["right@example.org"]


def test_nobody_of_what_expires_is_told_unless_it_comes_back(registration):
    write_down(registration, "Anna")
    expire(registration)
    assert told(registration) == []
    reinstate_registration(registration=registration, at=timezone.now())
    assert told(registration) == ["anna@example.org"]


def test_what_is_withdrawn_unproven_tells_nobody(registration):
    write_down(registration, "Anna")
    now = timezone.now()
    withdraw_registration(registration=registration, at=now)
    verify_email(registration=registration, at=now)
    assert told(registration) == []


def test_a_step_by_staff_tells_the_people(visit):
    visit.approval = "manual"
    visit.save()
    registration = unproven(visit)
    write_down(registration, "Anna")
    approve_registration(
        registration=registration, at=timezone.now(), staff=build_staff()
    )
    assert told(registration) == ["anna@example.org"]


def test_asking_for_a_lost_link_tells_nobody_before_the_proof(registration):
    write_down(registration, "Anna")
    for number in range(2):
        send_delegate_links(email="anna@example.org", at=timezone.now())
        mails = registration.emails.filter(recipient="anna@example.org")
        assert mails.count() == 2 * number
        verify_email(registration=registration, at=timezone.now())


# --- Who need not -------------------------------------------------------------------


def test_staff_vouch_for_whom_they_deal_with(visit):
    staff, now = build_staff(), timezone.now()
    visit.approval, visit.capacity = "manual", 30
    visit.save()
    approved, corrected, changed = (
        unproven(visit, contact_email=f"{n}@example.org") for n in range(3)
    )
    approve_registration(registration=approved, at=now, staff=staff)
    correct_contact(
        registration=corrected,
        name="B",
        email="b@example.org",
        phone="",
        at=now,
        staff=staff,
    )
    change_seats(registration=changed, seats=2, at=now, staff=staff)
    due.do_due_work(now + 25 * HOUR)
    found = Registration.objects.order_by("pk")
    assert [(r.status, r.proof_due_at, r.proven_at) for r in found] == [
        ("confirmed", None, None),
        ("requested", None, None),
        ("requested", None, None),
    ]


# --- What happens without -----------------------------------------------------------


def test_it_is_asked_for_once_more_half_way(registration):
    now = registration.queue_at
    due.do_due_work(now + 11 * HOUR)
    assert registration.emails.filter(kind="proof_due").count() == 0
    for hours in (12, 13, 23):
        due.do_due_work(now + hours * HOUR)
    mail = registration.emails.get(kind="proof_due")
    assert mail.recipient == "contact@example.org"
    mail_is_out(registration)
    assert again(registration).status == "confirmed"


def test_what_nobody_confirmed_ends_and_its_places_go_to_others(visit):
    visit.waiting_list = "fill"
    visit.save()
    first = unproven(visit, seats=8)
    waiting = register(
        visit, seats=5, contact_email="b@example.org", may_wait=True
    ).registration
    due.do_due_work(first.proof_due_at - HOUR)
    assert again(first).status == "confirmed"
    found = expire(first)
    assert (found.status, again(waiting).status) == ("expired", "offered")
    assert steps(first)[1:] == [("confirmed", "expired", "clock")]
    mail = first.emails.get(kind="registration_expired")
    assert mail.text.count(url("registration", tokens.mailed_token(first))) == 1
    assert "METHOD:CANCEL" in mail.calendar
    assert due.do_due_work(timezone.now() + 26 * HOUR)["proofs"] == 0


def test_who_was_offered_fewer_places_and_confirmed_nothing_keeps_what_it_wanted(visit):
    """As older versions offered places before the address was confirmed."""
    visit.waiting_list = "fill"
    visit.save()
    first = register(visit, seats=8, contact_email="a@example.org").registration
    waiting = unproven(visit, seats=8, may_wait=True, min_seats=5)
    due_at = waiting.proof_due_at
    Registration.objects.filter(pk=waiting.pk).update(proof_due_at=None)
    change_seats(registration=first, seats=4, at=timezone.now())
    Registration.objects.filter(pk=waiting.pk).update(proof_due_at=due_at)
    offered = again(waiting)
    assert (offered.status, offered.seats) == ("offered", 6)
    mail_is_out(waiting)
    expire_unverified(visit=visit, at=due_at)
    assert (again(waiting).status, again(waiting).seats) == ("expired", 8)


def test_nothing_ends_once_the_visit_has_begun(visit, registration):
    starts_at(timezone.now() + 20 * HOUR)
    assert expire(registration).status == "confirmed"


def test_our_mail_servers_trouble_costs_nobody_a_place(visit):
    silent = register(visit, proven=False).registration
    due_at = silent.proof_due_at
    for state in ("queued", "sending", "failed", "unsure"):
        silent.emails.update(state=state, sending_since=timezone.now())
        assert expire_unverified(visit=visit, at=due_at) == []
    silent.emails.update(state="sent", sent_at=due_at - HOUR)
    assert expire_unverified(visit=visit, at=due_at) == []
    ended = expire_unverified(visit=visit, at=due_at + 3 * HOUR)
    assert [r.pk for r in ended] == [silent.pk]


def test_who_has_confirmed_stays(registration):
    verify_email(registration=registration, at=timezone.now())
    assert expire(registration).status == "confirmed"


def test_the_database_knows_the_rules(registration):
    rows = Registration.objects.filter(pk=registration.pk)
    now = timezone.now()
    for wrong in (
        {"proven_at": now},  # and still due
        {"status": "withdrawn"},  # and still due
        {"status": "expired", "proof_due_at": None, "proven_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_what_expired_is_forgotten_after_a_week(registration):
    expire(registration)
    at = timezone.now() + 25 * HOUR
    purge(at + 6 * DAY, apply=True)
    assert again(registration).contact_email == "contact@example.org"
    purge(at + 7 * DAY + HOUR, apply=True)
    assert again(registration).contact_email == ""


# --- Coming back --------------------------------------------------------------------


def test_one_press_behind_the_same_link_brings_it_back(client, registration):
    expire(registration)
    mailed = tokens.mailed_token(registration)
    page = client.get(url("registration", mailed))
    assert page.context["returns"] == "confirmed"
    assert page.text.count("Confirm the address and come back") == 1
    assert again(registration).status == "expired"
    for _twice in range(2):
        client.post(url("registration-confirm", mailed))
    found = again(registration)
    assert (found.status, found.proven_at is None) == ("confirmed", False)
    assert found.queue_at > registration.queue_at
    assert steps(registration)[2:] == [("expired", "confirmed", "delegation")]
    kinds = registration.emails.order_by("pk").values_list("kind", flat=True)
    assert [*kinds] == [
        "registration_received",
        "registration_expired",
        "registration_received",
    ]


def test_the_link_of_the_done_page_brings_nothing_back(client, registration):
    expire(registration)
    token = tokens.manage_token(registration)
    page = client.get(url("registration", token))
    assert (page.context["returns"], page.context["expired_here"]) == ("", True)
    client.post(url("registration-confirm", token))
    assert again(registration).status == "expired"


def test_where_staff_approve_it_asks_again(visit, registration):
    expire(registration)
    visit.approval = "manual"
    visit.save()
    back = reinstate_registration(registration=registration, at=timezone.now())
    assert back.status == "requested"


@pytest.mark.once
def test_without_places_it_waits_at_the_end(client, visit):
    visit.waiting_list = "fill"
    visit.save()
    late = unproven(visit, seats=8)
    expire(late)
    register(visit, seats=8, contact_email="b@example.org")
    waiting = register(
        visit, seats=5, contact_email="c@example.org", may_wait=True
    ).registration
    page = client.get(url("registration", tokens.mailed_token(late)))
    assert page.context["returns"] == "waitlisted"
    back = reinstate_registration(registration=late, at=timezone.now())
    assert (back.status, back.place_in_queue) == ("waitlisted", 2)
    assert waiting.place_in_queue == 1


def test_seats_that_are_held_for_it_are_still_its_own(visit):
    block = SeatBlock.objects.create(
        visit=visit,
        label="Exampletown",
        seats=8,
        code_hash=tokens.code_hash("ABCD"),
        expires_at=timezone.now() + 5 * DAY,
    )
    late = unproven(visit, seats=8, code="ABCD")
    expire(late)
    assert StudyVisit.objects.get(pk=visit.pk).seats_left == 2
    assert reinstate_registration(registration=late, at=timezone.now()).block == block


def full(visit, now):
    register(visit, seats=8, contact_email="b@example.org")
    return NotEnoughPlaces


def begun(visit, now):
    starts_at(now - HOUR)
    return RegistrationClosed


def postponed(visit, now):
    StudyVisit.objects.update(state="postponed")
    return RegistrationClosed


def registered_again(visit, now):
    register(visit, seats=1)
    return AlreadyRegistered


@pytest.mark.once
@pytest.mark.parametrize("hinders", [full, begun, postponed, registered_again])
def test_what_hinders_a_return_is_said_and_changes_nothing(client, visit, hinders):
    late = unproven(visit, seats=8)
    expire(late)
    with pytest.raises(hinders(visit, timezone.now())):
        reinstate_registration(registration=late, at=timezone.now())
    page = client.get(url("registration", tokens.mailed_token(late)))
    assert page.context["returns"] == ""
    page = client.post(url("registration-confirm", tokens.mailed_token(late)))
    assert page.text.count("There is no way back into this visit</h1>") == 1
    assert again(late).status == "expired"


def test_only_what_expired_comes_back(registration):
    now = timezone.now()
    withdraw_registration(registration=registration, at=now)
    with pytest.raises(TransitionNotAllowed):
        reinstate_registration(registration=registration, at=now)


def test_to_come_back_twice_is_to_come_back_once(registration):
    expire(registration)
    at = timezone.now() + 26 * HOUR
    for _twice in range(2):
        back = reinstate_registration(registration=registration, at=at)
        assert (back.pk, back.status) == (registration.pk, "confirmed")
        verify_email(registration=registration, at=at)
    assert [to for _, to, _ in steps(registration)].count("confirmed") == 2


def test_staff_may_reopen_what_expired(visit, registration):
    visit.waiting_list = "fill"
    visit.save()
    expire(registration)
    reopened = reopen_registration(
        registration=registration, at=timezone.now(), staff=build_staff()
    )
    assert (reopened.status, reopened.proof_due_at) == ("offered", None)


def test_a_short_window_is_reminded_half_way_too(visit):
    starts_at(timezone.now() + 16 * HOUR)
    soon = unproven(StudyVisit.objects.get())
    assert soon.proof_due_at - soon.queue_at == timedelta(hours=4)
    remind_unverified(soon.queue_at + timedelta(minutes=119))
    assert soon.emails.filter(kind="proof_due").count() == 0
    remind_unverified(soon.queue_at + timedelta(minutes=121))
    assert soon.emails.filter(kind="proof_due").count() == 1
