"""What is taken out of rows that stay."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from events.models import VisitRequest
from events.privacy.anonymise import anonymise_requests
from tests.builders import build_staff
from tests.helpers import request_visit

pytestmark = pytest.mark.django_db


def test_the_desks_own_log_forgets_whoever_asked_and_nobody_else():
    staff = build_staff()
    for key in ("forgotten", "kept"):
        LogEntry.objects.create(
            user=staff,
            content_type=ContentType.objects.get_for_model(VisitRequest),
            object_id=str(request_visit(key, contact_email=f"{key}@example.org").pk),
            object_repr=key,
            action_flag=2,
            change_message=f"{key}@example.org",
        )
    forgotten = VisitRequest.objects.filter(contact_email="forgotten@example.org")
    assert anonymise_requests(forgotten, timezone.now()) == 1
    log = LogEntry.objects.order_by("pk").values_list("object_repr", "change_message")
    assert [*log] == [("", ""), ("kept", "kept@example.org")]
    emails = VisitRequest.objects.order_by("pk").values_list("contact_email", flat=True)
    assert [*emails] == ["", "kept@example.org"]
