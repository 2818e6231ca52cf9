"""The door helper: today's visits, and nothing beyond them."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from events.models import StudyVisit
from tests.builders import DAY, build_centre, build_registration, build_visit

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize(
    ("begins", "ends", "status"),
    [
        (timedelta(0), timedelta(hours=1), 200),
        (-DAY, DAY, 200),
        (DAY, 2 * DAY, 403),
        (-2 * DAY, -DAY, 403),
    ],
)
def test_a_door_helper_sees_the_visits_of_today_alone(client, begins, ends, status):
    build_centre()
    visit = build_visit()
    delegation = build_registration(visit)
    now = timezone.now()
    StudyVisit.objects.filter(pk=visit.pk).update(
        registration_opens_at=None,
        registration_closes_at=None,
        starts_at=now + begins,
        ends_at=now + ends,
    )
    helper = get_user_model().objects.create_user("door", is_staff=True)
    helper.groups.add(Group.objects.get(role__key="door"))
    client.force_login(helper)
    desk = "/en/admin/events/studyvisit/"
    pages = (
        f"{visit.pk}/day/",
        f"{visit.pk}/day/list/",
        f"day/{delegation.reference}/",
    )
    answers = {client.get(desk + page).status_code for page in pages}
    listed = f"{desk}{visit.pk}/day/" in client.get("/en/admin/").text
    assert (answers, listed) == ({status}, status == 200)
