"""Consents: on the page behind each link as they were given, taken back there."""

import pytest
from django.utils import timezone

from centre.text.dates import format_time
from events.models import Need
from events.registrations.needs import NeedEntry
from events.registrations.rules.consents import withdraw_consent
from events.registrations.rules.delegates import DelegateData, add_delegate, save_needs
from events.registrations.rules.register import DisplayedText
from tests.builders import build_centre, build_registration, build_visit
from tests.helpers import token_url

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTICE = "<p>Information on <b>data</b>.</p>"
INVITED = "You may write to me"
QUERIES = 7
SUMMARY = "<summary>The text as it was shown</summary>"


@pytest.fixture
def registration():
    build_centre()
    texts = {
        "notice": DisplayedText(NOTICE, "pl"),
        "invitations": DisplayedText(INVITED, "pl"),
    }
    return build_registration(build_visit(), consents=texts, language="pl")


@pytest.fixture
def anna(registration):
    person = DelegateData(full_name="Łucja Żak", email="anna@example.org")
    return add_delegate(registration=registration, person=person, at=timezone.now())


def tell_needs(registration, delegate=None):
    save_needs(
        registration=registration,
        delegate=delegate,
        needs=[NeedEntry("diet", "vegan")],
        consent=DisplayedText("I agree.", "en"),
        at=timezone.now(),
    )


def standing(registration):
    rows = registration.consents.filter(withdrawn_at=None).order_by("purpose")
    return list(rows.values_list("purpose", "delegate"))


def test_the_contacts_page_shows_text_language_and_moment(client, registration):
    page = client.get(token_url("registration", registration)).text
    assert page.count(SUMMARY) == 2
    assert page.count(f'<div class="prose" lang="pl" dir="ltr">{NOTICE}</div>') == 1
    given = timezone.localtime(registration.consents.first().given_at)
    assert page.count(f"{format_time(given)}, ") == 2
    assert page.count('value="invitations"') == 1
    assert page.count('value="notice"') == 0


def test_having_read_is_no_consent_and_stays(client, registration):
    address = token_url("registration-consents", registration)
    for purpose in ("notice", "invitations", "invitations", "nonsense", ""):
        response = client.post(address, {"purpose": purpose})
        assert response.url == token_url("registration", registration)
    assert standing(registration) == [("notice", None)]
    page = client.get(token_url("registration", registration)).text
    assert (page.count("Taken back:"), page.count('value="invitations"')) == (1, 0)


def test_looking_takes_nothing_back(client, registration):
    address = token_url("registration-consents", registration)
    assert client.get(address, {"purpose": "invitations"}).status_code == 302
    assert len(standing(registration)) == 2


def test_taking_back_the_needs_erases_them_at_once(client, registration, anna):
    tell_needs(registration)
    tell_needs(registration, anna)
    client.post(token_url("person-consents", anna), {"purpose": "needs"})
    assert list(Need.objects.values_list("delegate", flat=True)) == [None]
    client.post(token_url("registration-consents", registration), {"purpose": "needs"})
    assert Need.objects.count() == 0
    assert standing(registration) == [("invitations", None), ("notice", None)]


def test_a_person_sees_and_takes_back_her_own_alone(client, registration, anna):
    tell_needs(registration)
    assert client.get(token_url("person", anna)).text.count(SUMMARY) == 0
    for purpose in ("invitations", "needs"):
        client.post(token_url("person-consents", anna), {"purpose": purpose})
    assert len(standing(registration)) == 3
    tell_needs(registration, anna)
    assert client.get(token_url("person", anna)).text.count(SUMMARY) == 1


def test_a_passed_on_link_does_not_say_that_there_are_needs(client, registration):
    tell_needs(registration)
    page = client.get(token_url("registration", registration)).text
    assert (page.count(SUMMARY), page.count('value="needs"')) == (2, 0)


def test_taking_back_twice_keeps_the_first_moment(registration):
    first = timezone.now()
    for at in (first, timezone.now()):
        withdraw_consent(registration=registration, purpose="invitations", at=at)
    assert registration.consents.get(purpose="invitations").withdrawn_at == first


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_it_works_in_every_language(client, registration, language):
    page = token_url("registration", registration, language)
    assert client.get(page).text.count('value="invitations"') == 1
    address = token_url("registration-consents", registration, language)
    assert client.post(address, {"purpose": "invitations"}).url == page
    assert client.get(page).text.count('value="invitations"') == 0


def test_the_pages_ask_as_often_whatever_was_agreed_to(
    client, registration, anna, django_assert_num_queries
):
    client.get(token_url("person", anna))
    with django_assert_num_queries(QUERIES):
        client.get(token_url("person", anna))
    tell_needs(registration, anna)
    with django_assert_num_queries(QUERIES):
        client.get(token_url("person", anna))
