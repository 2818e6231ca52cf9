"""The code of a delegation: staff, a helper with a link and strangers scan it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.links.qr import door_url
from events.models import DoorLink, Registration
from tests.builders import (
    build_centre,
    build_guests,
    build_staff,
    build_visit,
    let_day_come,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def registration() -> Registration:
    build_centre()
    guests = build_guests(build_visit(), organisation="Urząd Miasta")
    let_day_come(guests.visit)
    return Registration.objects.select_related("visit").get(pk=guests.pk)


@pytest.fixture
def token(registration: Registration) -> str:
    day, now = timezone.localdate(), timezone.now()
    return DoorLink.make(registration.visit, day, at=now, user=build_staff())


def scan(browser: Client, registration: Registration) -> str:
    """Follow the code's address; return where it leads."""
    path = "/" + door_url(registration).partition("//")[2].partition("/")[2]
    answer = browser.get(path, headers={"accept-language": "en"})
    assert (answer.status_code, answer.cookies) == (302, {})
    assert "no-store" in answer["Cache-Control"]
    return answer.url


def test_it_leads_a_helper_to_the_delegation_in_the_language_of_the_link(
    registration: Registration, token: str
) -> None:
    helper, other = (
        Client(),
        build_guests(build_visit("inna"), contact_email="b@example.org"),
    )
    gone = build_guests(registration.visit, contact_email="c@example.org")
    Registration.objects.filter(pk=gone.pk).update(status="withdrawn")
    kept = helper.get(f"/uk/door/{token}/").cookies["door"]
    assert (kept["path"], kept["httponly"], kept["samesite"]) == ("/door/", True, "Lax")
    midnight = DoorLink.objects.get().ends_at - timezone.now()
    assert kept["max-age"] == int(midnight.total_seconds())
    door = f"/uk/door/{token}/"
    assert scan(helper, registration) == f"{door}{registration.reference}/"
    assert helper.get(f"{door}{registration.reference}/").status_code == 200
    for unlisted in (other, gone):
        found = scan(helper, unlisted)
        assert found == f"{door}?q={unlisted.reference}"
        assert helper.get(found).context["delegations"] == []
    DoorLink.objects.end(timezone.now() - timedelta(seconds=1))
    assert helper.get(scan(helper, registration)).status_code == 410


def test_it_leads_staff_to_the_desk_even_with_a_link_of_theirs(
    registration: Registration, token: str
) -> None:
    staff = Client()
    staff.force_login(User.objects.get())
    staff.get(f"/uk/door/{token}/")
    desk = f"/en/admin/events/studyvisit/day/{registration.reference}/"
    assert scan(staff, registration) == desk
    User.objects.update(is_superuser=False)
    assert scan(staff, registration) == f"/uk/door/{token}/{registration.reference}/"


def test_it_tells_strangers_what_it_is_for_and_nothing_of_whose_it_is(
    registration: Registration, token: str
) -> None:
    told = f"/en/door/code/{registration.reference}/"
    stranger = Client()
    assert scan(stranger, registration) == told
    for wrong in ("", "en:", "en:x", f"xx:{token}", token):
        stranger.cookies["door"] = wrong
        assert scan(stranger, registration) == told
    with CaptureQueriesContext(connection) as asked:
        pages = [stranger.get(told).text, stranger.get("/en/door/code/nobody/").text]
    assert [q for q in asked if "registration" in q["sql"]] == []
    assert pages[0].replace(registration.reference, "nobody") == pages[1]
    desk = f"/en/admin/events/studyvisit/day/{registration.reference}/"
    assert f'href="{desk}"' in pages[0]
