"""What a page behind a link answers when its thing goes while it is asked for."""

import pytest
from django.urls import reverse
from django.utils import translation

from events.links.tokens import manage_token
from events.registrations.rules import delegates
from tests.builders import build_centre, build_registration, build_visit

pytestmark = pytest.mark.django_db


def test_a_person_who_is_removed_in_another_window_meanwhile_is_not_found(
    client, monkeypatch
):
    build_centre()
    registration = build_registration(build_visit(), names=("Anna",))
    [anna], correct = registration.delegates.all(), delegates.correct_delegate

    def correct_too_late(**given):
        registration.delegates.all().delete()
        return correct(**given)

    monkeypatch.setattr(delegates, "correct_delegate", correct_too_late)
    with translation.override("en"):
        arguments = [manage_token(registration), anna.pk]
        url = reverse("events:registration-person", args=arguments)
    assert client.get(url).status_code == 200
    assert client.post(url, {"full_name": "Anna B"}).status_code == 404
