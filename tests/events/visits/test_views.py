"""What visitors get of a study visit beside its page."""

import pytest
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from tests.builders import build_centre, build_visit

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
