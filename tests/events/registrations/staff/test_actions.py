"""What staff do to delegations: who may, and what each action asks for."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import translation

from events.models import OutgoingEmail, Registration
from tests.builders import build_centre, build_registration, build_staff, build_visit
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
