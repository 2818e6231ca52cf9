"""What a delegation reads about itself, as time passes."""

import pytest
from django.urls import reverse
from django.utils import translation

from events.links import tokens
from events.models import StudyVisit
from events.registrations.self_service.status_text import describe_status
from tests.builders import HOUR, build_registration, build_visit

pytestmark = pytest.mark.django_db


def test_after_the_visit_nobody_looks_forward_to_it():
    registration = build_registration(build_visit())
    ends_at = registration.visit.ends_at
    with translation.override("en"):
        said = [describe_status(registration, at) for at in (ends_at - HOUR, ends_at)]
    assert said == [
        ["Your delegation is registered. We look forward to your visit."],
        ["This visit has taken place"],
    ]


def test_a_postponed_visit_promises_no_day_and_shows_no_code(client):
    registration = build_registration(build_visit())
    StudyVisit.objects.update(state="postponed")
    token = tokens.manage_token(registration)
    with translation.override("en"):
        page = client.get(reverse("events:registration", args=[token])).text
    assert page.count("We will write when there is a new date.") == 1
    promised = ("look forward", '<svg class="qr', ".ics")
    assert [page.count(words) for words in promised] == [0, 0, 0]
