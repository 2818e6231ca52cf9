"""What visitors get of a study visit beside its page."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from events.models import OutgoingEmail
from events.registrations.mail.contact_emails import queue_link
from tests.builders import build_centre, build_visit, register

pytestmark = pytest.mark.django_db


def test_a_visit_is_taken_into_ones_own_calendar(client):
    build_centre()
    visit = build_visit()
    with translation.override("en"):
        url = reverse("events:visit-calendar", args=[visit.slug])
    response = client.get(url)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(response.content).walk("VEVENT")
    assert (event["SUMMARY"], event.decoded("DTSTART")) == (
        "Visit wizyta",
        visit.starts_at,
    )


def test_a_visit_that_is_not_public_has_no_calendar(client):
    build_centre()
    visit = build_visit(published_at=None)
    with translation.override("en"):
        url = reverse("events:visit-calendar", args=[visit.slug])
    assert client.get(url).status_code == 404


@pytest.mark.usefixtures("first_mails")
def test_a_meeting_place_in_one_language_is_said_in_all(client):
    """On the page, in the mail and in its calendar, each in English."""
    build_centre()
    visit = build_visit(venue_pl="Sala 1")
    registration = register(visit, language="en").registration
    queue_link(registration, at=timezone.now())
    mail = OutgoingEmail.objects.latest("pk")
    assert "\nWhere: Sala 1\n" in mail.text
    assert "Sala 1" in mail.html
    assert "LOCATION:Sala 1\\, ul. " in mail.calendar
    page = client.get("/en/study-visits/wizyta/").text
    assert '<span lang="pl" dir="ltr">Sala 1</span>' in page
