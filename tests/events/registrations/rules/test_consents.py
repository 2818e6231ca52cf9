"""Pictures of people: only she herself agrees, and she may take it back."""

import pytest
from django.utils import timezone, translation

from events.exceptions import TransitionNotAllowed
from events.models import Consent, Delegate, StudyVisit
from events.registrations.rules.consents import agree_to_pictures, withdraw_consent
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    correct_delegate,
)
from events.registrations.rules.merge import merge_delegations
from events.registrations.rules.register import DisplayedText
from events.registrations.rules.seats import withdraw_registration
from events.registrations.self_service.consents import PICTURES
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
    let_day_come,
)
from tests.helpers import token_url

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BUTTON = 'name="pictures"'


@pytest.fixture
def anna():
    build_centre()
    return written_down(build_registration(build_visit(), language="pl"))


def written_down(registration, name="Łucja Żak", email="anna@example.org"):
    person = DelegateData(full_name=name, email=email)
    return add_delegate(registration=registration, person=person, at=timezone.now())


def agree(delegate, at=None):
    text = DisplayedText("Yes", "en")
    agree_to_pictures(delegate=delegate, text=text, at=at or timezone.now())


def disagree(delegate, at=None):
    withdraw_consent(
        registration=delegate.registration,
        delegate=delegate,
        purpose="pictures",
        at=at or timezone.now(),
    )


def agreed():
    return list(Consent.objects.to_pictures().values_list("delegate", flat=True))


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_she_agrees_to_the_text_as_she_read_it_and_takes_it_back(
    client, anna, language
):
    page, address = (
        token_url(n, anna, language) for n in ("person", "person-consents")
    )
    assert client.get(page).text.count(BUTTON) == 1
    assert agreed() == []
    assert client.post(address, {"pictures": "yes"}).url == page
    text = Consent.objects.get(purpose="pictures").text
    with translation.override(language):
        assert (text.language, text.text) == (language, str(PICTURES))
    shown = client.get(page).text
    assert (shown.count(BUTTON), shown.count('value="pictures"')) == (0, 1)
    client.post(address, {"purpose": "pictures"})
    assert agreed() == []
    assert client.get(page).text.count(BUTTON) == 1


def test_looking_agrees_to_nothing(client, anna):
    client.get(token_url("person-consents", anna), {"pictures": "yes"})
    assert Consent.objects.filter(purpose="pictures").count() == 0


def test_agreeing_twice_keeps_the_first_moment_and_anew_the_new_one(anna):
    first = timezone.now()
    agree(anna, first)
    agree(anna, first + HOUR)
    assert anna.consents.get().given_at == first
    disagree(anna, first + 2 * HOUR)
    agree(anna, first + 3 * HOUR)
    consent = anna.consents.get()
    assert (consent.given_at, consent.withdrawn_at) == (first + 3 * HOUR, None)


def test_nobody_agrees_whose_delegation_does_not_come(client, anna):
    withdraw_registration(registration=anna.registration, at=timezone.now())
    assert client.get(token_url("person", anna)).text.count(BUTTON) == 0
    anna.registration.refresh_from_db()
    with pytest.raises(TransitionNotAllowed):
        agree(anna)
    assert agreed() == []


def test_the_contact_agrees_for_nobody(client, anna):
    client.post(
        token_url("registration-consents", anna.registration), {"pictures": "yes"}
    )
    assert agreed() == []


def test_whose_address_the_contact_writes_instead_has_agreed_to_nothing(anna):
    agree(anna)
    for email, stands in (("ANNA@example.org", [anna.pk]), ("jan@example.org", [])):
        person = DelegateData(full_name="Jan Żak", email=email)
        correct_delegate(delegate=anna, person=person, at=timezone.now())
        assert agreed() == stands


@pytest.mark.parametrize("last", ["yes", "no"])
def test_of_two_rows_of_hers_the_last_word_stands(last):
    """Her first row, without an address, goes; her own one stays."""
    visit, now = build_visit(), timezone.now()
    kept = build_registration(visit)
    joining = build_registration(visit, contact_email="b@example.org")
    goes, stays = (
        Delegate.objects.create(registration=kept, full_name="Anna"),
        written_down(joining, "Anna"),
    )
    agree(goes, now - HOUR)
    agree(stays, now - 3 * HOUR)
    disagree(stays, now if last == "no" else now - 2 * HOUR)
    merge_delegations(kept=kept, joining=joining, at=now, staff=build_staff())
    assert agreed() == ([stays.pk] if last == "yes" else [])
    assert Consent.objects.filter(purpose="pictures").count() == 1


def test_the_door_says_who_agrees(client, anna):
    client.force_login(build_staff())
    other = written_down(anna.registration, "Other", "other@example.org")
    let_day_come(anna.registration.visit)
    door = f"/en/admin/events/studyvisit/day/{anna.registration.reference}/"
    assert client.get(door).text.count("agrees to pictures") == 0
    agree(other)
    page = client.get(door).text
    label = "Other <small>agrees to pictures</small>"
    assert (page.count("agrees to pictures"), page.count(label)) == (1, 1)


def test_the_desk_names_who_takes_it_back_once_the_visit_has_begun(client, anna):
    client.force_login(build_staff())
    desk = f"/en/admin/events/studyvisit/{anna.registration.visit_id}/desk/"

    def named():
        items = client.get(desk).context["dashboard"].items
        return [row.delegate for i in items if i.name == "pictures" for row in i.rows]

    agree(anna)
    disagree(anna)
    assert named() == []
    begun = timezone.now() - DAY
    StudyVisit.objects.update(
        starts_at=begun,
        ends_at=begun + HOUR,
        registration_opens_at=None,
        registration_closes_at=None,
        names_due_at=None,
        edits_until=None,
    )
    agree(anna)
    assert named() == []
    disagree(anna)
    assert named() == [anna]
    assert client.get(desk).text.count("No longer agree to pictures") == 1
