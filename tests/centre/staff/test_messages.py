"""What the desk answers is heard: at once where something went wrong, else in turn."""

import re

import pytest

from tests.builders import build_staff, build_topic
from tests.desk import filled, form_url

pytestmark = [pytest.mark.once, pytest.mark.django_db]
HEARD = re.compile(r'<li class="(\w+)">\s*<span role="(\w+)">')


def test_a_message_is_announced_and_a_warning_interrupts(client):
    client.force_login(build_staff())
    form = form_url(build_topic())
    sent = filled(client.get(form)) | {"_save": "Save"}
    saved = client.post(form, sent, follow=True)
    missing = client.get("/en/admin/news/topic/0/change/", follow=True)
    assert [HEARD.findall(page.text) for page in (saved, missing)] == [
        [("success", "status")],
        [("warning", "alert")],
    ]
