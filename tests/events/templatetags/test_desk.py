"""What the staff's first page says of visits and their mail."""

import pytest

from events.models import OutgoingEmail
from tests.builders import build_registration, build_staff, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]
FIRST = "/en/admin/"


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    return client


def test_mail_that_failed_is_counted_and_one_click_away(staff):
    build_registration(build_visit())
    assert staff.get(FIRST).text.count("Mail that failed") == 0
    OutgoingEmail.objects.update(state="failed")
    page = staff.get(FIRST).text
    assert page.count("Mail did not go out, or only perhaps") == 1
    outbox = staff.get("/en/admin/events/outgoingemail/?state__in=failed,unsure")
    assert outbox.context["cl"].result_count == 1


def test_mail_whose_text_is_erased_asks_for_nothing(staff):
    build_registration(build_visit())
    OutgoingEmail.objects.update(state="failed", text="")
    assert staff.get(FIRST).text.count("Mail that failed") == 0
