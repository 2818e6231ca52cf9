"""The ready-made roles: their groups follow the table, and accounts take them."""

import html5lib
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centre.people import StaffRole
from centre.staff.roles import ROLES, keep_roles, permissions_of, role_keys
from tests.builders import build_staff
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]

KEYS = ["administrator", "editor", "translator", "coordinator", "door"]


def names_of(group):
    pairs = group.permissions.values_list("content_type__app_label", "codename")
    return {*pairs}


def in_role(key, **fields):
    user = get_user_model().objects.create_user(key, is_staff=True, **fields)
    user.groups.add(Group.objects.get(role__key=key))
    return user


def test_every_permission_of_the_table_exists_and_is_the_group_s():
    expected = {role.key: {*role.permissions()} for role in ROLES}
    found = {role.key: names_of(role.group) for role in StaffRole.objects.all()}
    everything = found.pop("administrator")
    assert expected.pop("administrator") == set()
    assert found == expected
    assert set.union(*expected.values()) - everything == set()
    assert {("auth", "change_user"), ("events", "erase_person")} - everything == set()


def test_a_role_follows_the_table_whatever_became_of_its_group():
    door, editor = (Group.objects.get(role__key=key) for key in ("door", "editor"))
    own = Group.objects.create(name="role: translator of ours")
    own.permissions.set(permissions_of(ROLES[0])[:2])
    door.name = "At the door"
    door.save()
    door.permissions.set(Permission.objects.all()[:3])
    editor.delete()
    Group.objects.create(name="role: editor")
    call_command("migrate", verbosity=0)
    door.refresh_from_db()
    counts = {("events", "add_arrival"), ("events", "add_headcount")}
    assert (door.name, names_of(door)) == ("At the door", counts)
    anew = Group.objects.get(role__key="editor")
    assert (anew.name, names_of(anew)) == (
        "role: editor*",
        {*ROLES[1].permissions()},
    )
    assert own.permissions.count() == 2
    assert Group.objects.exclude(role=None).count() == len(KEYS)


def test_what_is_right_is_left_alone():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        keep_roles()
    assert {q["sql"].split()[0] for q in queries} == {"SAVEPOINT", "SELECT", "RELEASE"}


def test_an_account_s_form_offers_roles_in_words_and_no_rights(client):
    client.force_login(build_staff())
    user = in_role("door")
    url = f"/en/admin/auth/user/{user.pk}/change/"
    page = client.get(url)
    body = html5lib.parse(page.text, namespaceHTMLElements=False)
    labels = [
        "".join(label.itertext()).split()[0]
        for label in body.iter("label")
        if label.find("input[@name='groups']") is not None
    ]
    assert labels == ["Administrator", "Editor", "Translator", "Visit", "Door"]
    assert "user_permissions" not in page.context["adminform"].form.fields
    groups = {role.key: role.group_id for role in StaffRole.objects.all()}
    data = filled(page) | {"groups": [groups["door"], groups["editor"]]}
    client.post(url, data)
    assert role_keys(user) == ["editor", "door"]


def test_single_rights_are_shown_where_there_are_some(client):
    client.force_login(build_staff())
    user = in_role("door")
    user.user_permissions.add(Permission.objects.get(codename="view_post"))
    page = client.get(f"/pl/admin/auth/user/{user.pk}/change/")
    assert "user_permissions" in page.context["adminform"].form.fields


def test_roles_are_not_among_the_groups_that_the_house_changes(client):
    client.force_login(build_staff())
    own = Group.objects.create(name="Ours")
    page = client.get("/en/admin/auth/group/")
    assert [*page.context["cl"].queryset] == [own]
    role = Group.objects.get(role__key="editor")
    answer = client.get(f"/en/admin/auth/group/{role.pk}/delete/")
    assert answer.status_code == 302


def test_an_administrator_neither_makes_nor_ends_a_superuser(client):
    root = build_staff(email="root@example.org")
    client.force_login(in_role("administrator"))
    form = client.get(f"/en/admin/auth/user/{root.pk}/change/")
    assert form.context["has_change_permission"] is False
    for page in ("delete", "password"):
        answer = client.post(f"/en/admin/auth/user/{root.pk}/{page}/", {"post": "yes"})
        assert (page, answer.status_code) == (page, 403)
    other = in_role("door")
    url = f"/en/admin/auth/user/{other.pk}/change/"
    client.post(url, filled(client.get(url)) | {"is_superuser": "on"})
    other.refresh_from_db()
    assert (other.is_superuser, role_keys(other)) == (False, ["door"])


def test_nobody_shuts_themselves_out(client):
    user = in_role("administrator")
    client.force_login(user)
    url = f"/en/admin/auth/user/{user.pk}/change/"
    sent = filled(client.get(url))
    for change in ({"groups": []}, {"is_active": ""}):
        client.post(url, {**sent, **change})
    user.refresh_from_db()
    assert (role_keys(user), user.is_active) == (["administrator"], True)
    answer = client.post(f"/en/admin/auth/user/{user.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
