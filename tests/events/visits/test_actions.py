"""What staff do to a whole visit: offering its free places, cancelling it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from events.models import OutgoingEmail, Registration, StudyVisit
from tests.builders import build_centre, build_registration, build_staff, build_visit

pytestmark = pytest.mark.django_db
VISITS = "/en/admin/events/studyvisit/"


@pytest.fixture
def staff(client: Client) -> Client:
    build_centre()
    client.force_login(build_staff())
    return client


@pytest.fixture
def waiting() -> Registration:
    """A delegation that waits although places are free now."""
    visit = build_visit(capacity=10, largest_group=10, waiting_list="fill")
    first = build_registration(visit, seats=10)
    waiting = build_registration(
        visit, seats=4, contact_email="b@example.org", may_wait=True
    )
    Registration.objects.filter(pk=first.pk).update(status="withdrawn")
    return waiting


def offer_url(visit: StudyVisit) -> str:
    return f"{VISITS}{visit.pk}/offer/"


def offers() -> list[str]:
    mails = OutgoingEmail.objects.filter(kind="registration_offered")
    return [*mails.values_list("recipient", flat=True)]


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.usefixtures("first_mails")
def test_an_offer_is_shown_with_its_mail_before_it_is_made(staff, waiting):
    page = staff.get(offer_url(waiting.visit)).context
    waiting.refresh_from_db()
    assert (waiting.status, offers()) == ("waitlisted", [])
    assert (page["chosen"], page["people"], page["can_confirm"]) == ([waiting], 4, True)
    assert [mail.recipient for mail in page["preview"].mails] == ["b@example.org"]


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_an_offer_is_made_once_and_leads_back_to_the_desk(staff, waiting):
    url, desk = offer_url(waiting.visit), f"{VISITS}{waiting.visit_id}/desk/"
    page = staff.post(url, {"confirmed": "yes"}, follow=True)
    assert (page.redirect_chain, told(page)) == (
        [(desk, 302)],
        ["Offer free places now: done for 1 delegation."],
    )
    staff.post(url, {"confirmed": "yes"})
    waiting.refresh_from_db()
    assert (waiting.status, offers()) == ("offered", ["b@example.org"])


@pytest.mark.once
def test_where_nobody_waits_there_is_nothing_to_confirm(staff):
    page = staff.get(offer_url(build_visit())).context
    assert (page["chosen"], page["can_confirm"]) == ([], False)


@pytest.mark.parametrize("name", ["offer", "cancel", "desk"])
def test_a_visit_that_is_not_there_has_no_pages(staff, name):
    assert staff.get(f"{VISITS}4711/{name}/").status_code == 404


@pytest.mark.parametrize("name", ["offer", "cancel"])
def test_who_may_only_look_offers_and_cancels_nothing(client, waiting, name):
    reader = build_staff(username="reader")
    reader.is_superuser = False
    reader.save()
    reader.user_permissions.add(Permission.objects.get(codename="view_studyvisit"))
    client.force_login(reader)
    url = f"{VISITS}{waiting.visit_id}/{name}/"
    assert client.post(url, {"confirmed": "yes"}).status_code == 403
    waiting.refresh_from_db()
    assert (waiting.status, waiting.visit.state) == ("waitlisted", "planned")
