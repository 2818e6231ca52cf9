"""What stands in the way of deleting is told in short."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import ActivityType
from tests.builders import (
    build_activity,
    build_registration,
    build_staff,
    build_type,
    build_visit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def held(client: Client, thing: Any) -> list[str | list[str]]:
    """What the page says that asks before deleting, after somebody said yes to it."""
    meta = thing._meta
    url = f"/en/admin/{meta.app_label}/{meta.model_name}/{thing.pk}/delete/"
    page = client.post(url, {"post": "yes"})
    assert type(thing).objects.filter(pk=thing.pk).count() == 1
    return page.context["protected"]


def test_a_type_says_how_many_activities_it_has_and_names_the_newest(
    staff: Client,
) -> None:
    kind = build_type()
    links = []
    counts = []
    for number in (1, 3, 12):
        for position in range(len(links), number):
            activity = build_activity(f"film-{position}", type=kind)
            url = f"/en/admin/events/activity/{activity.pk}/change/"
            links.insert(0, f'<a href="{url}">{activity.title_en}</a>')
        few = ". The newest:" if number > 10 else ""
        assert held(staff, kind) == [f"Activities: {number}{few}", links[:10]]
        with CaptureQueriesContext(connection) as asked:
            held(staff, kind)
        counts.append(len(asked))
    assert counts == [15, 15, 15]


def test_many_types_at_once_are_told_of_together(staff: Client) -> None:
    types = [build_type("films"), build_type("walks")]
    for kind in types:
        build_activity(f"first-{kind.slug_pl}", type=kind)
    page = staff.post(
        "/en/admin/events/activitytype/",
        {"action": "delete_selected", "_selected_action": [t.pk for t in types]},
    )
    assert page.context["protected"][0] == "Activities: 2"
    assert ActivityType.objects.filter(pk__in=[t.pk for t in types]).count() == 2


def test_a_visit_names_its_delegations(staff: Client) -> None:
    visit = build_visit()
    registration = build_registration(visit)
    url = f"/en/admin/events/registration/{registration.pk}/change/"
    assert held(staff, visit) == [
        "Delegations: 1",
        [f'<a href="{url}">{registration}</a>'],
    ]
