"""What the staff's first page says of visits and their mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import OutgoingEmail, Registration, SeatBlock, StudyVisit
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.seats import withdraw_registration
from events.templatetags.desk import coming_visits
from events.visits.dashboard import read_dashboards
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


def test_the_first_page_counts_places_as_the_desk_of_the_visit_does(staff):
    visit = build_visit(capacity=30)
    registration = build_registration(visit, seats=6)
    SeatBlock.objects.create(
        visit=visit,
        label="City",
        seats=4,
        code_hash="c",
        expires_at=timezone.now() + DAY,
    )
    [shown] = coming_visits(build_staff(username="other"))
    desk = read_dashboards([visit], timezone.now())[0].seats
    assert (shown.people, shown.held) == (6, 4) == (desk["taken"], desk["held"])
    page = " ".join(staff.get("/en/admin/").text.split())
    assert "<span>6 / 30 · held for partners: 4</span>" in page
    assert registration.status == "confirmed"


def test_the_first_page_counts_what_waits_for_an_answer(staff):
    visit = build_visit(approval="manual")
    for name in "ab":
        row = build_registration(visit, contact_email=f"{name}@example.org")
        request_change(registration=row, at=timezone.now(), text="More")
    late = build_registration(visit, contact_email="c@example.org")
    Registration.objects.filter(pk=late.pk).update(status="late")
    gone = build_registration(visit, contact_email="d@example.org")
    request_change(registration=gone, at=timezone.now(), text="More")
    withdraw_registration(registration=gone, at=timezone.now())
    [shown] = coming_visits(build_staff(username="other"))
    assert shown.to_answer == 2 + 1 + 2
