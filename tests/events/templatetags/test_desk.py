"""What the staff's first page says of visits and their mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import OutgoingEmail, StudyVisit
from tests.builders import DAY, HOUR, build_registration, build_staff, build_visit

pytestmark = pytest.mark.django_db
FIRST = "/en/admin/"


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    return client


def ended(ago: timedelta) -> None:
    """Let all visits have ended so long ago."""
    ends_at = timezone.now() - ago
    StudyVisit.objects.update(
        starts_at=ends_at - HOUR,
        ends_at=ends_at,
        registration_opens_at=None,
        registration_closes_at=None,
    )


@pytest.mark.parametrize(("days", "shown"), [(6, 1), (8, 0)])
def test_a_visit_stays_at_hand_for_a_week_after_its_end(staff, days, shown):
    visit = build_visit()
    ended(days * DAY)
    page = staff.get(FIRST).text
    assert page.count(f"/studyvisit/{visit.pk}/desk/") == shown
    assert page.count("This visit has taken place") == shown


def test_mail_that_failed_is_counted_and_one_click_away(staff):
    build_registration(build_visit())
    assert staff.get(FIRST).text.count("Mail that failed") == 0
    OutgoingEmail.objects.update(state="failed")
    page = staff.get(FIRST).text
    assert page.count("1 mail did not go out, or only perhaps") == 1
    outbox = staff.get("/en/admin/events/outgoingemail/?state__in=failed,unsure")
    assert outbox.context["cl"].result_count == 1


def test_mail_whose_text_is_erased_asks_for_nothing(staff):
    build_registration(build_visit())
    OutgoingEmail.objects.update(state="failed", text="")
    assert staff.get(FIRST).text.count("Mail that failed") == 0
