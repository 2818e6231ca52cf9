"""A link is sent again as it is, and no stranger's typing ends one."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from events.exceptions import TransitionNotAllowed
from events.links import tokens
from events.models import OutgoingEmail, Registration
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.links import replace_link, send_link_again
from events.registrations.rules.seats import withdraw_registration
from tests.builders import build_centre, build_staff, build_visit, delegation, register
from tests.helpers import fill_in_steps, send_registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]


@pytest.fixture
def registered():
    build_centre()
    return register(build_visit())


def page(client, token, view="registration"):
    with translation.override("en"):
        return client.get(reverse(f"events:{view}", kwargs={"token": token}))


def links_sent():
    return OutgoingEmail.objects.filter(kind="registration_link")


def test_whoever_types_an_address_ends_no_link(client, registered):
    person = DelegateData(full_name="Anna", email="anna@example.org")
    anna = add_delegate(
        registration=registered.registration, person=person, at=timezone.now()
    )
    for address in ("contact@example.org", "anna@example.org"):
        client.post("/en/lost-link/", {"email": address})
    assert page(client, registered.token).status_code == 200
    assert page(client, tokens.delegate_token(anna), "person").status_code == 200
    texts = [mail.text for mail in links_sent().order_by("pk")]
    assert [tokens.mailed_token(registered.registration) in t for t in texts] == [
        True,
        False,
    ]
    assert [tokens.delegate_token(anna) in text for text in texts] == [False, True]
    assert sum("no longer works" in text for text in texts) == 0


def test_registering_again_counts_with_lost_links_and_ends_none(client, registered):
    for _number in range(2):
        client.post("/en/lost-link/", {"email": "CONTACT@example.org"})
    for _number in range(3):
        fill_in_steps(client, contact={"contact_email": "Contact@example.org"})
        send_registration(client)
    assert links_sent().count() == 3
    assert page(client, registered.token).status_code == 200


def test_a_link_that_was_ended_is_sent_as_a_new_one(client, registered):
    registration = registered.registration
    Registration.objects.update(token_hash="expired:1")
    send_link_again(
        visit=registration.visit, email="contact@example.org", at=timezone.now()
    )
    registration.refresh_from_db()
    assert page(client, tokens.mailed_token(registration)).status_code == 200
    assert links_sent().get().text.count(tokens.mailed_token(registration)) == 1


def test_staff_end_a_link_that_was_passed_on(client, registered):
    registration, now = registered.registration, timezone.now()
    replace_link(registration=registration, at=now, staff=build_staff())
    registration.refresh_from_db()
    assert page(client, registered.token).status_code == 404
    assert page(client, tokens.mailed_token(registration)).status_code == 200
    mail = links_sent().get()
    assert mail.text.count("This link is new. The one we sent before no longer") == 1
    withdraw_registration(registration=registration, at=now)
    with pytest.raises(TransitionNotAllowed):
        replace_link(registration=registration, at=now, staff=build_staff(username="b"))


def test_another_contacts_typing_is_nobodys_link(registered):
    other = delegation(contact_email="other@example.org")
    send_link_again(
        visit=registered.registration.visit,
        email=other.contact_email,
        at=timezone.now(),
    )
    assert links_sent().count() == 0
