"""The log of who did what: all kinds, no value, and it stays when the account goes."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from centre.people import StaffAction
from tests.builders import (
    build_guests,
    build_post,
    build_staff,
    build_topic,
    build_visit,
)
from tests.desk import filled
from tests.helpers import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LOG = "/en/admin/centre/staffaction/"


def logged():
    """Each line but signing in, the oldest first."""
    lines = StaffAction.objects.exclude(kind="signed_in").order_by("pk")
    return [*lines.values_list("username", "kind", "model", "details")]


@pytest.fixture
def staff(client):
    client.force_login(build_staff(username="jan"))
    return client


def test_signing_in_and_out_is_written_down(staff):
    staff.post("/en/admin/logout/")
    kinds = StaffAction.objects.order_by("pk").values_list("username", "kind")
    assert [*kinds] == [("jan", "signed_in"), ("jan", "signed_out")]


def test_a_form_writes_the_names_of_fields_and_no_value(staff):
    topic = build_topic()
    url = f"/pl/admin/news/topic/{topic.pk}/"
    sent = filled(staff.get(f"{url}change/"))
    staff.post(f"{url}change/", sent | {"name_pl": "Coś zupełnie innego"})
    staff.post(f"{url}delete/", {"post": "yes"})
    assert logged() == [
        ("jan", "changed", "news.topic", ["Name"]),
        ("jan", "deleted", "news.topic", []),
    ]


def test_who_acts_on_a_delegation_exports_and_lets_in_is_written_down(staff):
    visit = build_visit()
    guests = build_guests(visit, names=("Łucja Próbna",))
    door, desk = "/pl/admin/events/studyvisit/", "/pl/admin/events/registration/"
    StaffAction.objects.all().delete()
    staff.post(f"{desk}act/link/?id={guests.pk}", {"confirmed": "yes"})
    staff.get(f"{door}{visit.pk}/day/export.csv")
    staff.get(f"{door}{visit.pk}/day/print/badges/")
    staff.post(f"{door}day/{guests.reference}/", {"all": "yes"})
    staff.post(f"{door}day/{guests.reference}/", {"undo_all": "yes"})
    staff.post(f"{door}{visit.pk}/day/close/")
    delegation, whole = "events.registration", "events.studyvisit"
    assert logged() == [
        ("jan", "acted", delegation, ["Send a new link, end the old one"]),
        ("jan", "exported", whole, ["CSV"]),
        ("jan", "printed", whole, ["Name badges"]),
        ("jan", "checked_in", delegation, []),
        ("jan", "undone", delegation, []),
        ("jan", "acted", whole, ["Close the day"]),
    ]
    keys = StaffAction.objects.filter(model=delegation).values_list("object_key")
    assert {*keys} == {(str(guests.pk),)}


def test_roles_that_change_are_written_down(staff):
    user = get_user_model().objects.create_user("anna", is_staff=True)
    groups = {g.role.key: g for g in Group.objects.exclude(role=None)}
    user.groups.add(groups["door"])
    url = f"/en/admin/auth/user/{user.pk}/change/"
    sent = filled(staff.get(url))
    staff.post(url, sent | {"groups": [groups["editor"].pk]})
    assert ("jan", "roles", "auth.user", ["+editor", "-door"]) in logged()


def test_the_log_stays_with_the_name_when_the_account_goes(staff):
    user = get_user_model().objects.create_user("anna", is_staff=True)
    Client().force_login(user)
    staff.post(f"/en/admin/auth/user/{user.pk}/delete/", {"post": "yes"})
    line = StaffAction.objects.get(username="anna")
    assert (line.kind, line.user) == ("signed_in", None)


def test_the_log_is_found_by_person_kind_thing_and_day_at_a_constant_cost(staff):
    post, jan = build_post("wpis"), get_user_model().objects.get()
    known = {
        "user": jan,
        "username": "jan",
        "model": "news.post",
        "object_key": post.pk,
    }
    StaffAction.objects.create(kind="changed", details=["Title [pl]"], **known)
    one = count_queries(staff, LOG)
    for _number in range(2):
        StaffAction.objects.create(kind="changed", **known)
    assert count_queries(staff, LOG) == one
    day = "at__year=2026&at__month=11&at__day=25"
    found = [
        staff.get(f"{LOG}?{query}").context["cl"].result_count
        for query in (
            "who=jan",
            "kind__exact=changed",
            "thing=news.post",
            day,
            "q=anna",
        )
    ]
    assert found == [4, 3, 3, 4, 0]


def test_the_log_speaks_the_reader_s_language(staff):
    user = get_user_model().objects.get()
    for details in (["+door", "-editor"], ["Send a new link, end the old one"]):
        StaffAction.objects.create(user=user, username="jan", details=details)
    page = staff.get(LOG.replace("/en/", "/pl/")).text
    assert "Wyślij nowy link, zakończ stary" in page or "nowy link" in page
    assert "Send a new link" not in page


def test_the_log_is_for_administrators_and_nobody_changes_it(client, staff):
    line = StaffAction.objects.get()
    answers = [
        staff.get(f"{LOG}{page}").status_code
        for page in ("", "add/", f"{line.pk}/change/", f"{line.pk}/delete/")
    ]
    assert answers == [200, 403, 403, 403]
