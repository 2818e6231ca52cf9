"""The rules of registering, each by its own refusal, and what a success leaves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.exceptions import (
    AlreadyRegistered,
    GroupTooLarge,
    NotEnoughPlaces,
    RegistrationClosed,
    RegistrationNotOpenYet,
    TooManyNames,
    TransitionNotAllowed,
    UnknownCode,
)
from events.links import tokens
from events.models import OutgoingEmail, Registration, SeatBlock
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules.links import send_link_again
from events.registrations.rules.register import (
    DisplayedText,
    register_delegation,
    unique_reference,
)
from events.registrations.rules.seats import withdraw_registration
from events.registrations.rules.transitions import Change, transition
from tests.builders import (
    DAY,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
    delegation,
    register,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    build_centre()
    return build_visit()


def seats(visit):
    return visit.registrations.holding_seats().seats()


def history(registration):
    return list(
        registration.history.values_list("from_status", "to_status", "actor", "staff")
    )


def test_registering_keeps_what_the_delegation_said(visit):
    notice = "<p>Information on data.</p>"
    done = register(
        visit,
        seats=2,
        names=("Ґанна Їжак", "Żółć Łęcki"),
        message="We build houses.",
        consents={"notice": DisplayedText(notice, "pl")},
    )
    saved = Registration.objects.get()
    assert done.is_new
    assert (saved.organisation, saved.city, saved.country.code) == (
        "Example City Council",
        "Exampletown",
        "NO",
    )
    assert (saved.status, saved.seats, saved.source) == ("confirmed", 2, "public")
    assert [d.full_name for d in saved.delegates.all()] == ["Ґанна Їжак", "Żółć Łęcki"]
    assert [
        (c.purpose, c.text.text, c.text.language) for c in saved.consents.all()
    ] == [("notice", notice, "pl")]
    assert history(saved) == [("", "confirmed", "delegation", None)]


def test_the_database_knows_the_link_only_by_its_hash(visit):
    done = register(visit)
    saved = Registration.objects.get()
    assert saved.token_hash == tokens.link_hash(done.token)
    assert done.token not in str(Registration.objects.values().get())


def test_registering_fills_the_places_to_the_last(visit):
    visit.capacity = 12
    visit.save()
    register(visit, seats=9, contact_email="a@example.org")
    register(visit, seats=3, contact_email="b@example.org")
    assert seats(visit) == 12


def test_registering_one_too_many_says_how_many_are_left(visit):
    visit.capacity = 12
    visit.save()
    register(visit, seats=10, contact_email="a@example.org")
    with pytest.raises(NotEnoughPlaces) as refusal:
        register(visit, seats=3, contact_email="b@example.org")
    assert refusal.value.left == 2
    assert seats(visit) == 10


def test_registering_more_than_the_largest_group_is_refused(visit):
    register(visit, seats=12, contact_email="a@example.org")
    with pytest.raises(GroupTooLarge) as refusal:
        register(visit, seats=13, contact_email="b@example.org")
    assert refusal.value.largest_group == 12


def test_registering_more_names_than_people_is_refused(visit):
    with pytest.raises(TooManyNames):
        register(visit, seats=1, names=("One", "Two"))
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "ends_in", "of_another_visit"),
    [
        ("WRONG", DAY, False),
        ("ABCD", -DAY, False),
        ("ABCD", DAY, True),
    ],
)
def test_a_code_that_opens_no_held_seats_is_refused(
    visit, code, ends_in, of_another_visit
):
    SeatBlock.objects.create(
        visit=build_visit("inna") if of_another_visit else visit,
        label="Exampletown",
        seats=8,
        code_hash=tokens.code_hash("ABCD"),
        expires_at=timezone.now() + ends_in,
    )
    with pytest.raises(UnknownCode):
        register(visit, code=code)
    assert Registration.objects.count() == 0


def test_registration_opens_at_its_second(visit):
    opens = visit.registration_opens_at
    arguments = {"visit": visit, "delegation": delegation()}
    with pytest.raises(RegistrationNotOpenYet):
        register_delegation(
            **arguments, submission_key="a", at=opens - timedelta(seconds=1)
        )
    visit.published_at = opens
    visit.save()
    register_delegation(**arguments, submission_key="a", at=opens)
    assert seats(visit) == 3


def test_registration_closes_at_the_end_of_its_minute(visit):
    closes = visit.registration_closes_at.replace(second=0, microsecond=0)
    visit.registration_closes_at = closes
    visit.save()
    register_delegation(
        visit=visit,
        delegation=delegation(),
        submission_key="a",
        at=closes + timedelta(seconds=59),
    )
    with pytest.raises(RegistrationClosed):
        register_delegation(
            visit=visit,
            delegation=delegation(contact_email="late@example.org"),
            submission_key="b",
            at=closes + timedelta(seconds=60),
        )
    assert seats(visit) == 3


@pytest.mark.parametrize("published_at", [None, timezone.now() + DAY])
def test_registering_for_a_hidden_visit_is_refused(visit, published_at):
    visit.published_at = published_at
    visit.save()
    with pytest.raises(RegistrationClosed):
        register(visit)


def test_a_visit_without_registration_times_is_closed(visit):
    visit.registration_opens_at = visit.registration_closes_at = None
    visit.save()
    with pytest.raises(RegistrationClosed):
        register(visit)


def test_the_same_contact_twice_is_refused_however_it_is_capitalised(visit):
    register(visit, contact_email="Contact@example.org")
    with pytest.raises(AlreadyRegistered):
        register(visit, contact_email="contact@EXAMPLE.org")
    assert Registration.objects.count() == 1


def test_the_same_contact_may_visit_twice_at_different_visits(visit):
    register(visit)
    register(build_visit("druga"))
    assert Registration.objects.count() == 2


def test_the_same_key_again_gives_the_same_registration(visit):
    arguments = {
        "visit": visit,
        "delegation": delegation(),
        "submission_key": "key",
        "at": timezone.now(),
    }
    first = register_delegation(**arguments)
    second = register_delegation(**arguments)
    assert (second.registration, second.token, second.is_new) == (
        first.registration,
        first.token,
        False,
    )
    assert write_first_emails.func() == 1
    assert seats(visit) == 3


def test_the_same_key_again_is_answered_even_after_closing(visit):
    now = timezone.now()
    arguments = {"visit": visit, "delegation": delegation(), "submission_key": "key"}
    register_delegation(**arguments, at=now)
    late = visit.registration_closes_at + DAY
    assert not register_delegation(**arguments, at=late).is_new


def test_staff_may_register_outside_the_time_but_not_beyond_the_places(visit):
    staff = build_staff()
    late = visit.registration_closes_at + DAY
    done = register_delegation(
        visit=visit,
        delegation=delegation(seats=12),
        submission_key="a",
        at=late,
        staff=staff,
    )
    assert done.registration.source == "staff"
    assert history(done.registration) == [("", "confirmed", "staff", staff.pk)]
    visit.capacity = 13
    visit.save()
    with pytest.raises(NotEnoughPlaces):
        register_delegation(
            visit=visit,
            delegation=delegation(seats=2, contact_email="b@example.org"),
            submission_key="b",
            at=late,
            staff=staff,
        )


def test_withdrawing_frees_the_places_and_writes_history(visit):
    registration = build_registration(visit)
    withdraw_registration(registration=registration, at=timezone.now())
    registration.refresh_from_db()
    assert registration.status == "withdrawn"
    assert seats(visit) == 0
    assert history(registration) == [
        ("", "confirmed", "delegation", None),
        ("confirmed", "withdrawn", "delegation", None),
    ]


@pytest.mark.usefixtures("first_mails")
def test_withdrawing_twice_changes_and_mails_nothing_more(visit):
    registration = build_registration(visit)
    for _ in range(2):
        withdraw_registration(registration=registration, at=timezone.now())
    kinds = sorted(OutgoingEmail.objects.values_list("kind", flat=True))
    assert kinds == ["registration_received", "registration_withdrawn"]
    assert registration.history.count() == 2


def test_withdrawing_lets_the_same_contact_register_again(visit):
    withdraw_registration(registration=build_registration(visit), at=timezone.now())
    register(visit)
    assert seats(visit) == 3


def test_a_transition_outside_the_table_is_refused(visit):
    registration = build_registration(visit)
    registration.status = "withdrawn"
    with pytest.raises(TransitionNotAllowed) as refusal:
        transition(registration, "confirmed", Change(at=timezone.now()))
    assert (refusal.value.from_status, refusal.value.to_status) == (
        "withdrawn",
        "confirmed",
    )


@pytest.mark.usefixtures("first_mails")
def test_sending_the_link_again_sends_the_one_there_is(visit):
    done = register(visit)
    send_link_again(visit=visit, email="CONTACT@example.org", at=timezone.now())
    done.registration.refresh_from_db()
    assert done.registration.token_hash == tokens.link_hash(done.token)
    mail = OutgoingEmail.objects.get(kind="registration_link")
    token = mail.text.split("/registration/")[1].split("/")[0]
    assert tokens.read_token(token) == (done.registration.token_hash, True)


@pytest.mark.usefixtures("first_mails")
def test_sending_the_link_to_an_unknown_address_does_nothing(visit):
    register(visit)
    send_link_again(visit=visit, email="no@example.org", at=timezone.now())
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.usefixtures("first_mails")
def test_a_registration_that_is_rolled_back_leaves_no_mail(visit):
    def register_and_fail():
        with transaction.atomic():
            register(visit)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        register_and_fail()
    assert OutgoingEmail.objects.count() == 0


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"seats": 0}, "registration_(has_people|smallest_number_fits)"),
        ({"min_seats": 2}, "registration_smallest_number_fits"),
        ({"wanted_seats": 1, "seats": 2}, "registration_has_no_more_than_wished"),
        ({"status": "offered"}, "registration_only_offers_end"),
        ({"offer_expires_at": timezone.now()}, "registration_only_offers_end"),
        ({"status": "perhaps"}, "registration_status_is_known"),
        ({"contact_email": "CONTACT@example.org"}, "registration_once_per_contact"),
    ],
)
def test_the_database_refuses_what_the_service_would(visit, fields, constraint):
    build_registration(visit)
    values = {
        "visit": visit,
        "reference": "AAAA-AAAA",
        "contact_email": "new@example.org",
        "seats": 1,
        "min_seats": fields.get("seats", 1),
        "wanted_seats": 1,
        "queue_at": timezone.now(),
        "token_hash": "x",
        **fields,
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Registration.objects.create(**values)


def test_a_reference_that_somebody_has_is_not_given_again(visit, monkeypatch):
    taken = build_registration(visit).reference
    drawn = iter([taken, "AAAA-AAAA"])
    monkeypatch.setattr(tokens, "new_reference", lambda: next(drawn))
    assert unique_reference(Registration) == "AAAA-AAAA"


def test_a_registration_takes_as_many_statements_whether_it_holds_places_or_waits(
    django_assert_num_queries,
):
    visit = build_visit(capacity=30, largest_group=12, waiting_list="fill")
    statuses = []
    for name, seats, number in (("first", 3, 15), ("holds", 3, 12), ("waits", 12, 12)):
        answers = delegation(
            contact_email=f"{name}@example.org",
            seats=seats,
            consents={"notice": DisplayedText("<p>The text is stored once.</p>", "pl")},
        )
        with django_assert_num_queries(number):
            done = register_delegation(
                visit=visit,
                delegation=answers,
                submission_key=name,
                at=timezone.now(),
            )
        statuses.append(done.registration.status)
    assert statuses == ["confirmed", "confirmed", "waitlisted"]
