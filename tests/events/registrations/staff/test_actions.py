"""What staff do to delegations: who may, and what each action asks for."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone, translation

from events.models import OutgoingEmail, Registration
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.delegates import DelegateData, add_delegate
from tests.builders import (
    DAY,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
)
from tests.desk import filled

pytestmark = pytest.mark.django_db
DELEGATIONS = "/en/admin/events/registration/"
CORRECT = {
    "contact_name": "Right Person",
    "contact_email": "right@example.org",
    "contact_phone": "+47 11 11 11 11",
}


@pytest.fixture
def registration() -> Registration:
    build_centre()
    return build_registration(build_visit())


@pytest.fixture
def staff(client: Client, registration: Registration) -> Client:
    client.force_login(build_staff())
    return client


def act_url(name: str, *chosen: Registration) -> str:
    return f"{DELEGATIONS}act/{name}/?" + "&".join(f"id={row.pk}" for row in chosen)


def contact(registration: Registration) -> dict[str, str]:
    return Registration.objects.values(*CORRECT).get(pk=registration.pk)


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.usefixtures("first_mails")
def test_a_contact_is_corrected_after_a_look_at_the_mail(staff, registration):
    url, before = act_url("contact", registration), contact(registration)
    form = staff.get(url).context["form"]
    assert {name: form[name].value() for name in CORRECT} == before
    [shown] = staff.post(url, CORRECT | {"look": "yes"}).context["preview"].mails
    assert (shown.recipient, contact(registration)) == ("right@example.org", before)
    staff.post(url, CORRECT | {"confirmed": "yes"})
    assert contact(registration) == CORRECT
    assert OutgoingEmail.objects.latest("pk").recipient == "right@example.org"


def test_a_contact_that_can_not_be_is_told_beside_its_field(staff, registration):
    url, before = act_url("contact", registration), contact(registration)
    wrong = CORRECT | {"contact_email": "no", "confirmed": "yes"}
    form = staff.post(url, wrong).context["form"]
    with translation.override("en"):
        assert form.errors == {
            "contact_email": ["Enter an e-mail address like name@example.org"]
        }
    assert contact(registration) == before


def test_somebody_elses_address_is_refused_and_changes_nothing(staff, registration):
    build_registration(registration.visit, contact_email="right@example.org")
    url, before = act_url("contact", registration), contact(registration)
    page = staff.post(url, CORRECT | {"confirmed": "yes"}, follow=True)
    why = "This address has a registration for this visit already."
    assert (told(page), contact(registration)) == ([f"{registration}: {why}"], before)


def test_an_action_that_does_not_exist_has_no_page(staff, registration):
    assert staff.get(act_url("erase", registration)).status_code == 404


def test_who_may_only_look_does_nothing_to_a_delegation(client, registration):
    reader = build_staff(username="reader")
    reader.is_superuser = False
    reader.save()
    reader.user_permissions.add(Permission.objects.get(codename="view_registration"))
    client.force_login(reader)
    url = act_url("withdraw", registration)
    assert client.post(url, {"confirmed": "yes"}).status_code == 403
    assert client.get(f"{DELEGATIONS}add/").status_code == 403
    registration.refresh_from_db()
    assert registration.status == "confirmed"


def test_several_are_approved_from_the_list(staff):
    visit = build_visit("manual", approval="manual")
    chosen = [
        build_registration(visit, contact_email=f"{n}@example.org") for n in range(2)
    ]
    data = {"action": "approve_chosen", "_selected_action": [row.pk for row in chosen]}
    url = staff.post(DELEGATIONS, data).url
    assert url == act_url("approve", *chosen)
    staff.post(url, {"confirmed": "yes"})
    assert [*visit.registrations.values_list("status", flat=True)] == ["confirmed"] * 2


def test_what_is_done_to_several_is_for_one_visit(staff, registration):
    other = build_registration(build_visit("other"))
    data = {"action": "approve_chosen", "_selected_action": [registration.pk, other.pk]}
    page = staff.post(DELEGATIONS, data, follow=True)
    assert told(page) == ["Choose delegations of one visit."]
    assert staff.get(act_url("approve", registration, other)).status_code == 404


def test_a_form_that_changes_nothing_is_saved_as_it_is(staff, registration):
    before = Registration.objects.values().get(pk=registration.pk)
    url = f"{DELEGATIONS}{registration.pk}/change/"
    assert staff.post(url, filled(staff.get(url))).url == DELEGATIONS
    assert Registration.objects.values().get(pk=registration.pk) == before


def three(registration: Registration) -> dict[str, str]:
    """Write down three people with addresses, all told; return their keys by name."""
    for number, name in enumerate(("Ґанна", "Łucja", "Ada")):
        person = DelegateData(full_name=name, email=f"{number}@example.org")
        add_delegate(registration=registration, person=person, at=timezone.now())
    OutgoingEmail.objects.update(state="sent", sent_at=timezone.now())
    return {person.full_name: str(person.pk) for person in registration.delegates.all()}


def names(registration: Registration) -> list[str]:
    return [*registration.delegates.values_list("full_name", flat=True)]


def removed() -> list[str]:
    mails = OutgoingEmail.objects.filter(kind="delegate_removed")
    return [*mails.values_list("recipient", flat=True)]


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_staff_lower_the_number_and_say_who_comes_in_one_step(staff, registration):
    keys = three(registration)
    url, shown = act_url("seats", registration), [*keys.values()]
    page = staff.get(url)
    assert page.context["form"]["coming"].value() == shown
    page = staff.post(url, {"seats": "2", "shown": shown, "coming": shown})
    with translation.override("en"):
        assert page.context["form"].errors == {
            "coming": ["There are 2 places. Tick at most 2 people"]
        }
    sent = {"seats": "2", "shown": shown, "coming": [keys["Ґанна"], keys["Ada"]]}
    page = staff.post(url, sent)
    kinds = sorted(mail.kind for mail in page.context["preview"].mails)
    assert kinds == ["delegate_removed", "registration_changed"]
    assert names(registration) == ["Ґанна", "Łucja", "Ada"]
    staff.post(url, sent | {"confirmed": "yes"})
    assert (names(registration), removed()) == (["Ґанна", "Ada"], ["1@example.org"])


@pytest.mark.usefixtures("first_mails")
def test_staff_who_approve_an_offer_of_fewer_places_say_who_comes(staff, registration):
    keys = three(registration)
    Registration.objects.update(
        status="offered",
        seats=2,
        min_seats=1,
        offer_expires_at=timezone.now() + DAY,
    )
    url, shown = act_url("approve", registration), [*keys.values()]
    assert not staff.get(url).context["can_confirm"]
    staff.post(url, {"confirmed": "yes", "shown": shown, "coming": shown[:2]})
    registration.refresh_from_db()
    assert (registration.status, names(registration)) == (
        "confirmed",
        ["Ґанна", "Łucja"],
    )


@pytest.mark.usefixtures("first_mails")
def test_staff_who_accept_a_smaller_number_say_who_comes(staff, registration):
    keys = three(registration)
    change = request_change(registration=registration, at=timezone.now(), seats=1)
    url = f"{DELEGATIONS}change/{change.pk}/accept/"
    shown = [*keys.values()]
    assert staff.get(url).context["form"]["coming"].value() == shown
    staff.post(url, {"confirmed": "yes", "shown": shown, "coming": shown[2:]})
    change.refresh_from_db()
    assert (change.status, names(registration)) == ("accepted", ["Ada"])


@pytest.mark.usefixtures("first_mails")
def test_whom_staff_take_off_the_list_is_told_so(staff, registration):
    three(registration)
    url = f"{DELEGATIONS}{registration.pk}/change/"
    data = filled(staff.get(url)) | {"delegates-1-DELETE": "on"}
    staff.post(url, data)
    assert (names(registration), removed()) == (["Ґанна", "Ada"], ["1@example.org"])


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_a_form_that_is_older_than_a_name_makes_no_more_names_than_people(
    staff, registration
):
    url = f"{DELEGATIONS}{registration.pk}/change/"
    data = filled(staff.get(url)) | {"delegates-0-full_name": "One more"}
    three(registration)
    page = staff.post(url, data)
    assert (page.status_code, names(registration)) == (200, ["Ґанна", "Łucja", "Ada"])
