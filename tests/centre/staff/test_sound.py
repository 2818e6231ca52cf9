"""What no row has for its key."""

import pytest
from django.urls import reverse
from django.utils import translation

from news.models import Topic
from tests.builders import build_staff, build_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    return client


@pytest.mark.parametrize("odd", ["", "x", "-1", "²", "9" * 20, "9" * 5000])
def test_what_is_no_key_chooses_no_row(staff, odd):
    kept, topic = build_topic("zostaje"), build_topic("odchodzi")
    sent = {"action": "delete_selected", "post": "yes"}
    with translation.override("en"):
        url = reverse("admin:news_topic_changelist")
    answer = staff.post(url, sent | {"_selected_action": [odd, topic.pk]})
    assert (answer.status_code, answer.url) == (302, url)
    assert [*Topic.objects.all()] == [kept]
    shown = staff.post(url, sent | {"_selected_action": [odd]}, follow=True)
    assert "Items must be selected" in shown.text
    assert [*Topic.objects.all()] == [kept]
