"""Another contact for a delegation: both agree, or staff do it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from events.exceptions import AlreadyRegistered, TooManyHandovers, TransitionNotAllowed
from events.links import tokens
from events.models import HandOver, OutgoingEmail, Registration
from events.privacy.purge import purge
from events.registrations.rules.contact import correct_contact
from events.registrations.rules.handover import (
    MAX_HANDOVER_QUESTIONS,
    accept_handover,
    decline_handover,
    request_handover,
)
from events.registrations.rules.seats import withdraw_registration
from events.registrations.rules.verification import expire_unverified
from events.registrations.self_service import handover
from tests.builders import (
    HOUR,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
    register,
)

pytestmark = pytest.mark.django_db

NEW = {"name": "New Person", "email": "new@example.org"}


@pytest.fixture
def registered(db):
    build_centre()
    return register(build_visit(), proven=False)


@pytest.fixture
def registration(registered):
    return registered.registration


@pytest.fixture
def question(registration):
    return request_handover(registration=registration, at=timezone.now(), **NEW)


def url(name, token):
    with translation.override("en"):
        return reverse(f"events:{name}", kwargs={"token": token})


def link(question):
    return url("take-over", tokens.handover_token(question))


def contact(registration):
    found = Registration.objects.get(pk=registration.pk)
    return found.contact_name, found.contact_email


def mails(kind):
    rows = OutgoingEmail.objects.filter(kind=kind)
    return [*rows.order_by("pk").values_list("recipient", flat=True)]


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_question_taken_back_meanwhile_is_not_there(
    client, question, registration, monkeypatch, answer
):
    def taken_back(rule):
        def late(**given):
            HandOver.objects.all().delete()
            return rule(**given)

        return late

    for rule in (accept_handover, decline_handover):
        monkeypatch.setattr(handover, rule.__name__, taken_back(rule))
    before = contact(registration)
    assert client.post(link(question), {answer: "1"}).status_code == 404
    assert contact(registration) == before


def test_without_a_button_and_without_a_question_the_pages_lead_back(
    client, registered, registration, question
):
    before = contact(registration)
    assert client.post(link(question)).url == link(question)
    assert (contact(registration), HandOver.objects.count()) == (before, 1)
    asked = url("registration-hand-over-asked", registered.token)
    assert client.get(asked).status_code == 200
    HandOver.objects.all().delete()
    assert client.get(asked).url == url("registration", registered.token)


@pytest.mark.usefixtures("first_mails")
def test_the_present_contact_looks_once_more_and_then_we_ask(client, registered):
    target = url("registration-hand-over", registered.token)
    assert client.post(target, NEW).context["sure"]
    assert not client.post(target, {**NEW, "back": "1"}).context["sure"]
    assert mails("take_over_asked") == []
    page = client.post(target, {**NEW, "sure": "1"}, follow=True)
    assert page.text.count("New Person has an e-mail with a link and 7 days") == 1
    assert mails("take_over_asked") == ["new@example.org"]
    page = client.get(url("registration", registered.token))
    assert page.text.count("We have asked New Person to take over.") == 1


def test_the_page_says_for_how_long_the_question_stands(
    client, registered, monkeypatch
):
    monkeypatch.setattr(HandOver, "ANSWER_TTL", timedelta(days=1))
    target = url("registration-hand-over", registered.token)
    page = client.post(target, {**NEW, "sure": "1"}, follow=True)
    assert page.text.count("a link and 1 day to say yes") == 1


@pytest.mark.usefixtures("first_mails")
def test_the_mail_says_after_how_many_days_the_address_is_erased(
    registration, settings
):
    settings.CENTRE_RETENTION = settings.CENTRE_RETENTION | {"hand_overs": 9}
    request_handover(registration=registration, at=timezone.now(), **NEW)
    mail = OutgoingEmail.objects.get(kind="take_over_asked")
    for text in (mail.text, mail.html):
        assert text.count("we erase them after 9 days") == 1


def test_a_question_is_kept_as_long_as_it_stands(settings):
    assert settings.CENTRE_RETENTION["hand_overs"] == HandOver.ANSWER_TTL.days


def test_until_she_says_yes_nothing_changes(client, registered, question):
    page = client.get(link(question))
    assert page.text.count("Yes, I take over") == 1
    assert "no-store" in page.headers["Cache-Control"]
    assert contact(registered.registration) == ("Contact Person", "contact@example.org")
    assert client.get(url("registration", registered.token)).status_code == 200


@pytest.mark.usefixtures("first_mails")
def test_the_question_gives_nobody_the_delegations_link(registration, question):
    mail = OutgoingEmail.objects.get(kind="take_over_asked")
    assert mail.text.count(link(question)) == 1
    assert mail.text.count(tokens.manage_token(registration)) == 0
    assert mail.calendar == ""
    assert mail.text.count("Contact Person (Example City Council) asks you") == 1
    assert mail.text.count("we erase them after 7 days") == 1


@pytest.mark.usefixtures("first_mails")
def test_her_yes_makes_her_the_contact_and_kills_the_old_link(
    client, registered, registration, question
):
    response = client.post(link(question), {"yes": "1"})
    found = Registration.objects.get()
    assert response.url == url("registration", tokens.mailed_token(found))
    assert contact(registration) == ("New Person", "new@example.org")
    assert (found.proven_at is None, found.proof_due_at) == (False, None)
    assert client.get(response.url).status_code == 200
    for old in (registered.token, tokens.mailed_token(registration)):
        assert client.get(url("registration", old)).status_code == 404
    assert mails("registration_link") == ["new@example.org"]
    assert mails("registration_handed_over") == ["contact@example.org"]
    assert [*registration.history.values_list("to_status", flat=True)] == [
        "confirmed",
        "confirmed",
    ]
    assert client.post(link(question), {"yes": "1"}).status_code == 404


@pytest.mark.usefixtures("first_mails")
def test_her_no_erases_her_address_and_changes_nothing(client, registration, question):
    response = client.post(link(question), {"no": "1"})
    assert client.get(response.url).text.count("Nothing has changed") == 1
    assert HandOver.objects.count() == 0
    assert mails("take_over_asked") == [""]
    assert contact(registration) == ("Contact Person", "contact@example.org")
    assert client.get(link(question)).status_code == 404


@pytest.mark.usefixtures("first_mails")
def test_without_an_answer_her_address_is_erased(question):
    purge(timezone.now() + HandOver.ANSWER_TTL + HOUR, apply=True)
    assert (HandOver.objects.count(), mails("take_over_asked")) == (0, [""])


def test_the_link_is_dead_after_seven_days(client, question):
    HandOver.objects.update(asked_at=timezone.now() - HandOver.ANSWER_TTL + HOUR)
    question.refresh_from_db()
    HandOver.objects.update(
        token_hash=tokens.link_hash(tokens.handover_token(question))
    )
    assert client.get(link(question)).status_code == 200
    HandOver.objects.update(asked_at=timezone.now() - HandOver.ANSWER_TTL)
    assert client.get(link(question)).status_code == 404
    assert client.post(link(question), {"yes": "1"}).status_code == 404


@pytest.mark.usefixtures("first_mails")
def test_asking_somebody_else_takes_the_first_question_back(
    client, registration, question
):
    request_handover(
        registration=registration, name="B", email="b@example.org", at=timezone.now()
    )
    assert client.post(link(question), {"yes": "1"}).status_code == 404
    with pytest.raises(HandOver.DoesNotExist):
        accept_handover(question=question, at=timezone.now())
    assert [*HandOver.objects.values_list("email", flat=True)] == ["b@example.org"]
    assert mails("take_over_asked") == ["", "b@example.org"]


@pytest.mark.usefixtures("first_mails")
def test_strangers_addresses_are_asked_a_few_times_only(client, registered):
    target = url("registration-hand-over", registered.token)
    for number in range(MAX_HANDOVER_QUESTIONS):
        email = f"{number}@example.org"
        client.post(target, {"name": "A", "email": email, "sure": "1"})
    with pytest.raises(TooManyHandovers):
        request_handover(registration=registered.registration, at=timezone.now(), **NEW)
    page = client.post(target, {**NEW, "sure": "1"})
    with translation.override("en"):
        assert page.context["form"].errors == {
            "email": ["We have asked several people already. Please write to us."]
        }
    assert len(mails("take_over_asked")) == MAX_HANDOVER_QUESTIONS


def test_asking_tells_nobody_who_is_registered_but_her_yes_is_refused(
    client, registration, question
):
    build_registration(registration.visit, contact_email="NEW@example.org")
    again = request_handover(registration=registration, at=timezone.now(), **NEW)
    with pytest.raises(AlreadyRegistered):
        accept_handover(question=again, at=timezone.now())
    page = client.post(link(again), {"yes": "1"})
    assert page.text.count("Your address has a registration of its own") == 1
    assert contact(registration) == ("Contact Person", "contact@example.org")


def test_who_has_withdrawn_hands_nothing_over(client, registration, question):
    now = timezone.now()
    withdraw_registration(registration=registration, at=now)
    for act in (
        lambda: request_handover(registration=registration, at=now, **NEW),
        lambda: accept_handover(question=question, at=now),
    ):
        with pytest.raises(TransitionNotAllowed):
            act()
    page = client.get(link(question))
    assert page.text.count("there is nothing to take over") == 1
    assert client.post(link(question), {"yes": "1"}).status_code == 302


@pytest.mark.usefixtures("first_mails")
def test_a_registration_of_a_wrong_address_is_saved_by_the_right_one(
    client, registration, question
):
    """Who has only the done page's link hands over to herself; her yes proves."""
    client.post(link(question), {"yes": "1"})
    at = registration.proof_due_at + 5 * HOUR
    OutgoingEmail.objects.update(state="sent", sent_at=registration.created_at)
    assert expire_unverified(visit=registration.visit, at=at) == []


@pytest.mark.usefixtures("first_mails")
def test_staff_correct_the_contact_alone_and_the_question_is_gone(
    client, registration, question
):
    OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())
    correct_contact(
        registration=registration,
        name="B",
        email="b@example.org",
        phone="",
        at=timezone.now(),
        staff=build_staff(),
    )
    assert contact(registration) == ("B", "b@example.org")
    assert client.get(link(question)).status_code == 404
    assert mails("registration_handed_over") == ["contact@example.org"]


def test_no_twice_is_not_found(question):
    decline_handover(question=question)
    with pytest.raises(HandOver.DoesNotExist):
        decline_handover(question=question)
