"""The people of a delegation: names, the mail that tells them, needs with consent."""

import pytest
from django.utils import timezone

from events.exceptions import ChangesClosed, TooManyNames, TransitionNotAllowed
from events.links import tokens
from events.models import Delegate, Need, OutgoingEmail
from events.registrations.needs import NeedEntry, count_needs
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    correct_delegate,
    erase_needs,
    find_same_people,
    remove_delegate,
    save_needs,
    send_delegate_links,
)
from events.registrations.rules.register import DisplayedText
from events.registrations.rules.seats import withdraw_registration
from tests.builders import DAY, build_centre, build_registration, build_visit

pytestmark = pytest.mark.django_db

ANNA = DelegateData(full_name="Łucja Żak", email="anna@example.org", language="uk")


@pytest.fixture
def registration(db):
    build_centre()
    return build_registration(build_visit())


def now():
    return timezone.now()


def add(registration, person=ANNA, at=None):
    return add_delegate(registration=registration, person=person, at=at or now())


def told():
    mails = OutgoingEmail.objects.filter(kind="delegate_told").order_by("pk")
    return list(mails.values_list("recipient", "language"))


@pytest.mark.usefixtures("first_mails")
def test_who_is_entered_by_somebody_is_told_in_her_language(registration):
    delegate = add(registration)
    delegate.refresh_from_db()
    mail = OutgoingEmail.objects.get(kind="delegate_told")
    assert (mail.recipient, mail.language) == ("anna@example.org", "uk")
    assert mail.text.count(tokens.delegate_token(delegate)) == 1
    assert mail.html.count(tokens.delegate_token(delegate)) == 1
    assert mail.text.count("Contact Person (Example City Council)") == 1
    assert delegate.told_at is not None
    assert delegate.token_hash == tokens.link_hash(tokens.delegate_token(delegate))


@pytest.mark.usefixtures("first_mails")
def test_without_a_language_of_her_own_it_is_the_delegations(registration):
    add(registration, DelegateData(full_name="B", email="b@example.org"))
    assert told() == [("b@example.org", "en")]


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize("email", ["", "Contact@Example.org"])
def test_nobody_else_is_told(registration, email):
    delegate = add(registration, DelegateData(full_name="B", email=email))
    assert (told(), delegate.told_at) == ([], None)


def removed():
    mails = OutgoingEmail.objects.filter(kind="delegate_removed").order_by("pk")
    return list(mails.values_list("recipient", "language"))


@pytest.mark.usefixtures("first_mails")
def test_the_same_person_is_told_once(registration):
    delegate = add(registration)
    correct_delegate(delegate=delegate, person=ANNA, at=now())
    assert told() == [("anna@example.org", "uk")]


@pytest.mark.usefixtures("first_mails")
def test_whom_the_contact_takes_off_the_list_hears_of_it_and_of_coming_again(
    registration,
):
    delegate = add(registration)
    all_are_sent()
    for _twice in range(2):
        remove_delegate(delegate=delegate, at=now())
    assert removed() == [("anna@example.org", "uk")]
    mail = OutgoingEmail.objects.get(kind="delegate_removed")
    assert mail.calendar.count("METHOD:CANCEL") == 1
    assert mail.text.count("/person/") == mail.html.count("/person/") == 0
    again = add(registration)
    assert told() == [("", "uk"), ("anna@example.org", "uk")]
    last = OutgoingEmail.objects.order_by("pk").last()
    assert last.text.count(tokens.delegate_token(again)) == 1


def all_are_sent():
    OutgoingEmail.objects.update(state="sent")


@pytest.mark.usefixtures("first_mails")
def test_who_is_taken_off_before_the_mail_went_out_never_hears_of_it(registration):
    remove_delegate(delegate=add(registration), at=now())
    assert (told(), removed()) == ([], [])
    add(registration)
    assert told() == [("anna@example.org", "uk")]


@pytest.mark.usefixtures("first_mails")
def test_a_former_address_hears_that_it_is_off_the_list_each_time(registration):
    delegate = add(registration)
    for number in range(2):
        all_are_sent()
        person = DelegateData(full_name="Łucja Żak", email=f"new{number}@example.org")
        delegate = correct_delegate(delegate=delegate, person=person, at=now())
    assert [to for to, _language in removed()] == [
        "anna@example.org",
        "new0@example.org",
    ]


@pytest.mark.usefixtures("first_mails")
def test_who_was_never_told_or_leaves_by_herself_hears_nothing(registration):
    remove_delegate(delegate=add(registration, DelegateData(full_name="B")), at=now())
    own = DelegateData(full_name="C", email="contact@example.org")
    remove_delegate(delegate=add(registration, own), at=now())
    delegate = add(registration)
    all_are_sent()
    remove_delegate(delegate=delegate, at=now(), by_delegate=True)
    assert (removed(), len(told())) == ([], 1)


@pytest.mark.usefixtures("first_mails")
def test_at_most_one_mail_more_than_seats_goes_to_typed_addresses(registration):
    for number in range(6):
        person = DelegateData(full_name="X", email=f"x{number}@example.org")
        delegate = add(registration, person)
        all_are_sent()
        remove_delegate(delegate=delegate, at=now())
    assert [to for to, _language in removed()] == [
        f"x{number}@example.org" for number in range(registration.seats + 1)
    ]
    assert len(told()) == registration.seats + 1


def test_no_more_names_than_seats(registration):
    for number in range(3):
        add(registration, DelegateData(full_name=f"Person {number}"))
    with pytest.raises(TooManyNames):
        add(registration, DelegateData(full_name="One more"))


def test_after_the_deadline_names_are_closed_unless_staff_open_them(registration):
    visit = registration.visit
    visit.names_due_at = now() - DAY
    visit.save()
    with pytest.raises(ChangesClosed):
        add(registration)
    registration.edits_until = now() + DAY
    registration.save()
    assert add(registration).full_name == "Łucja Żak"


def test_nobody_is_added_to_what_has_ended(registration):
    withdraw_registration(registration=registration, at=now())
    with pytest.raises(TransitionNotAllowed):
        add(registration)
    assert registration.delegates.count() == 0


def test_an_empty_address_keeps_the_one_there_is(registration):
    delegate = add(registration)
    delegate = correct_delegate(
        delegate=delegate, person=DelegateData(full_name="A. Żak"), at=now()
    )
    assert (delegate.full_name, delegate.email) == ("A. Żak", "anna@example.org")


def test_her_own_empty_address_leaves_none(registration):
    person = DelegateData(full_name="A. Żak")
    delegate = correct_delegate(
        delegate=add(registration), person=person, at=now(), by_delegate=True
    )
    assert (delegate.full_name, delegate.email) == ("A. Żak", "")


@pytest.mark.usefixtures("first_mails")
def test_a_replaced_address_gets_another_link_and_no_needs(registration):
    delegate = add(registration)
    all_are_sent()
    old = delegate.token_hash
    keep(registration, [NeedEntry("diet", "vegan")], delegate=delegate)
    person = DelegateData(full_name="Łucja Żak", email="other@example.org")
    delegate = correct_delegate(delegate=delegate, person=person, at=now())
    assert delegate.token_hash != old
    assert Need.objects.count() == 0
    assert told() == [("", "uk"), ("other@example.org", "en")]


@pytest.mark.usefixtures("first_mails")
def test_her_own_new_address_keeps_link_and_needs(registration):
    delegate = add(registration)
    keep(registration, [NeedEntry("diet", "vegan")], delegate=delegate)
    person = DelegateData(full_name="Łucja Żak", email="new@example.org")
    after = correct_delegate(
        delegate=delegate, person=person, at=now(), by_delegate=True
    )
    assert (after.token_hash, after.email) == (delegate.token_hash, "new@example.org")
    assert Need.objects.count() == 1
    assert len(told()) == 1


def test_who_leaves_takes_everything_along_but_the_seat(registration):
    delegate = add(registration)
    keep(registration, [NeedEntry("diet", "vegan")], delegate=delegate)
    visit = registration.visit
    visit.names_due_at = now() - DAY
    visit.save()
    with pytest.raises(ChangesClosed):
        remove_delegate(delegate=delegate, at=now())
    for _twice in range(2):
        remove_delegate(delegate=delegate, at=now(), by_delegate=True)
    registration.refresh_from_db()
    assert (Delegate.objects.count(), Need.objects.count()) == (0, 0)
    assert registration.consents.filter(purpose="needs").count() == 0
    assert registration.seats == 3


def keep(registration, needs, consent="I agree.", **fields):
    save_needs(
        registration=registration,
        needs=needs,
        consent=DisplayedText(consent, "uk") if consent else None,
        at=now(),
        **fields,
    )


def test_needs_are_kept_with_the_consent_as_it_was_shown(registration):
    keep(registration, [NeedEntry("diet", "vegan"), NeedEntry("diet", "vegan")])
    consent = registration.consents.get(purpose="needs")
    assert (consent.text.text, consent.text.language) == ("I agree.", "uk")
    assert consent.withdrawn_at is None
    assert [number for _name, number in count_needs(registration.needs.all())] == [2]


def test_without_the_consent_nothing_is_stored(registration):
    keep(registration, [NeedEntry("diet", "vegan")], consent="")
    assert Need.objects.count() == 0
    assert registration.consents.filter(purpose="needs").count() == 0


def test_taking_the_consent_back_erases_the_needs_of_that_one(registration):
    delegate = add(registration)
    keep(registration, [NeedEntry("diet", "vegan")])
    keep(registration, [NeedEntry("diet", "halal")], delegate=delegate)
    erase_needs(registration=registration, delegate=delegate, at=now())
    assert list(Need.objects.values_list("code", flat=True)) == ["vegan"]
    withdrawn = registration.consents.filter(purpose="needs", withdrawn_at=None)
    assert [consent.delegate for consent in withdrawn] == [None]


def test_what_was_not_shown_stays_unless_it_is_told_anew(registration):
    vegan, words = NeedEntry("diet", "vegan"), NeedEntry("access", text="A ramp.")
    keep(registration, [vegan, vegan, NeedEntry("diet", "halal"), words])
    keep(registration, [vegan], answered={("diet", "vegan")})
    assert list(registration.needs.values_list("code", "text")) == [
        ("", "A ramp."),
        ("halal", ""),
        ("vegan", ""),
    ]
    keep(registration, [], answered={("diet", "halal"), ("access", "")})
    assert list(registration.needs.values_list("code", flat=True)) == ["vegan"]


def people_with_needs():
    rows = Delegate.objects.order_by("position")
    return [*rows.values_list("full_name", "needs__code")]


def test_what_is_done_about_one_person_leaves_the_other_alone(registration):
    anna, other = add(registration), add(registration, DelegateData(full_name="B"))
    for person in (anna, other):
        keep(registration, [NeedEntry("diet", "vegan")], delegate=person)
    keep(registration, [NeedEntry("diet", "halal")], delegate=other)
    assert people_with_needs() == [("Łucja Żak", "vegan"), ("B", "halal")]
    corrected = DelegateData(full_name="C", email="c@example.org")
    correct_delegate(delegate=other, person=corrected, at=now())
    assert people_with_needs() == [("Łucja Żak", "vegan"), ("C", None)]
    remove_delegate(delegate=other, at=now())
    assert people_with_needs() == [("Łucja Żak", "vegan")]
    [consent] = registration.consents.filter(purpose="needs", withdrawn_at=None)
    assert consent.delegate == anna


@pytest.mark.usefixtures("first_mails")
def test_an_own_link_that_was_lost_is_sent_again_and_stays(registration):
    delegate = add(registration)
    old = delegate.token_hash
    send_delegate_links(email="ANNA@example.org", at=now())
    delegate.refresh_from_db()
    assert delegate.token_hash == old
    mail = OutgoingEmail.objects.get(kind="registration_link")
    assert mail.recipient == "anna@example.org"
    assert mail.text.count(tokens.delegate_token(delegate)) == 1
    send_delegate_links(email="nobody@example.org", at=now())
    assert OutgoingEmail.objects.count() == 3


def test_the_same_person_in_two_delegations_is_found(registration):
    other = build_registration(registration.visit, contact_email="o@example.org")
    first = add(registration)
    second = add(other, DelegateData(full_name="ŁUCJA  ZAK", email="anna@example.org"))
    third = add(other, DelegateData(full_name="Another", email="c@example.org"))
    found = find_same_people([registration.visit])
    assert [*found] == [registration.visit_id]
    [group] = found[registration.visit_id]
    assert sorted(d.pk for d in group) == [first.pk, second.pk]
    remove_delegate(delegate=second, at=now())
    assert find_same_people([registration.visit]) == {}
    assert third.full_name == "Another"
