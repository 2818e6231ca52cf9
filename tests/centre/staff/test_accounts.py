"""What an account may be allowed, on the forms of accounts and groups."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import translation

from centre.staff.rights import permission_boxes, permission_in_words
from tests.builders import build_staff
from tests.desk import filled
from tests.markup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    return client


def permission(codename):
    return Permission.objects.select_related("content_type").get(codename=codename)


@pytest.mark.parametrize(
    ("language", "see", "erase"),
    [
        ("pl", "oglądać", "Może pobrać i usunąć wszystkie dane o osobie"),
        ("uk", "бачити", "Може завантажити та стерти всі дані про особу"),
    ],
)
def test_a_permission_is_said_in_words(language, see, erase):
    with translation.override(language):
        words = [
            permission_in_words(permission(name))
            for name in ("view_post", "erase_person")
        ]
    assert words == [see, erase]


def test_what_the_desk_has_no_form_of_is_offered_to_nobody():
    with translation.override("en"):
        offered = [name for name, _boxes in permission_boxes()]
    assert offered == sorted(offered)
    assert {"News", "Sessions", "Users"} <= {*offered}
    assert {"Log entries", "Content types", "Former slugs"} & {*offered} == set()


def test_every_box_says_what_it_is_about(staff):
    page = parse(staff.get("/en/admin/auth/group/add/").text)
    labels = [
        " ".join("".join(label.itertext()).split())
        for label in page.iter("label")
        if label.find("input[@type='checkbox']") is not None
    ]
    assert labels == sorted(set(labels), key=labels.index)
    assert {"News: add", "Pictures (News): add", "Pictures (Study visits): add"} <= {
        *labels
    }


def test_ticked_permissions_are_granted_and_kept(staff):
    chosen = [permission(name).pk for name in ("view_post", "add_visitpart")]
    data = filled(staff.get("/en/admin/auth/group/add/"))
    staff.post("/en/admin/auth/group/add/", data | {"name": "A", "permissions": chosen})
    group = Group.objects.get(role=None)
    assert sorted(group.permissions.values_list("pk", flat=True)) == sorted(chosen)
    url = f"/en/admin/auth/group/{group.pk}/change/"
    staff.post(url, filled(staff.get(url)) | {"name": "B"})
    group.refresh_from_db()
    assert (group.name, group.permissions.count()) == ("B", 2)


def test_an_account_takes_groups_and_keeps_when_somebody_came(staff):
    group, user = Group.objects.create(name="A"), User.objects.get()
    url = f"/pl/admin/auth/user/{user.pk}/change/"
    page = staff.get(url)
    joined = user.date_joined
    staff.post(url, filled(page) | {"groups": [group.pk], "date_joined_0": "1.1.2001"})
    user.refresh_from_db()
    assert ([*user.groups.all()], user.date_joined) == ([group], joined)


def test_deleting_an_account_counts_its_log_and_does_not_list_it(staff):
    staff.post("/en/admin/auth/group/add/", {"name": "A"})
    client = Client()
    client.force_login(build_staff(username="other"))
    page = client.get(f"/en/admin/auth/user/{User.objects.earliest('pk').pk}/delete/")
    assert [count for _kind, count in page.context["model_count"]] == [1, 1]
    assert len(page.context["deleted_objects"]) == 1


def test_a_form_says_whether_there_is_a_password_and_not_how_it_is_kept(staff):
    account = User.objects.create_user("somebody", password="a long password")
    form = f"/en/admin/auth/user/{account.pk}/change/"
    words = ["No password set.", "algorithm", "Reset password", "Set password"]

    def said() -> list[str]:
        page = staff.get(form).text
        return [word for word in words if word in page]

    assert said() == ["Reset password"]
    account.set_unusable_password()
    account.save()
    assert said() == ["No password set.", "Set password"]
