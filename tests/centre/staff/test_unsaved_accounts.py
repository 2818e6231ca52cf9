"""What is typed into the form of an account or a group is kept, and no password."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from centre.models import UnsavedForm
from tests.builders import build_staff
from tests.desk import (
    end_session,
    filled,
    form_url,
    sign_in,
    typed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
INVITE = "/en/admin/auth/user/add/"
NEW_GROUP = "/en/admin/auth/group/add/"


@pytest.fixture
def staff() -> Client:
    """A browser that has signed in, and whose forms are checked as the real ones."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(build_staff())
    return client


def role(key: str) -> str:
    return str(Group.objects.get(role__key=key).pk)


def invitation(client: Client, **fields: Any) -> dict[str, Any]:
    person = {
        "first_name": "Nowa",
        "last_name": "Osoba",
        "email": "nowa@example.org",
        "groups": [role("editor")],
    }
    return typed_in(client, INVITE, **(person | fields))


def own(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a person chose or typed in a form."""
    names = {"csrfmiddlewaretoken", "form_page"}
    return {
        name: value if isinstance(value, list) else [value]
        for name, value in data.items()
        if name not in names
    }


def test_each_form_is_filled_again_after_signing_in(staff: Client) -> None:
    somebody = User.objects.create_user("door", password="one two three")
    group = Group.objects.create(name="Ours")
    forms = [
        (INVITE, invitation(staff, language="uk")),
        (
            form_url(somebody),
            typed_in(staff, form_url(somebody), first_name="Nowe", is_staff="on"),
        ),
        (NEW_GROUP, typed_in(staff, NEW_GROUP, name="Half a na")),
        (form_url(group), typed_in(staff, form_url(group), name="Other")),
    ]
    for url, data in forms:
        end_session(staff)
        page = sign_in(staff, staff.post(url, data | {"password1": "secret"}))
        assert "This is what you typed and did not save" in page.text
        assert own(filled(page)) == own(data)
    assert (User.objects.count(), Group.objects.get(pk=group.pk).name) == (2, "Ours")
    hidden = [name for form in UnsavedForm.objects.all() for name in form.fields]
    assert [name for name in hidden if "password" in name] == []


def test_what_was_kept_is_saved_and_forgotten(staff: Client) -> None:
    data = invitation(staff)
    end_session(staff)
    page = sign_in(staff, staff.post(INVITE, data))
    changed = filled(page) | {"first_name": "Inna"}
    assert staff.post(INVITE, changed).status_code == 302
    account = User.objects.get(email="nowa@example.org")
    told = (account.first_name, [*account.groups.all()], account.is_staff)
    assert told == ("Inna", [Group.objects.get(role__key="editor")], True)
    assert staff.get("/en/admin/").context["unsaved_texts"] == []


def test_a_failed_invitation_is_kept(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(User, "save", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        staff.post(INVITE, invitation(staff))
    assert UnsavedForm.objects.get().fields["email"] == ["nowa@example.org"]


def test_of_a_password_nothing_is_kept(staff: Client) -> None:
    somebody = User.objects.create_user("door", password="one two three")
    secret = {"password": "secret", "password1": "secret", "password2": "secret"}
    staff.post("/en/admin/unsaved/", typed_in(staff, form_url(somebody)) | secret)
    kept = UnsavedForm.objects.get()
    assert (kept.object_key, "secret" in str(kept.fields)) == (str(somebody.pk), False)
    page = filled(staff.get(form_url(somebody)))
    assert "password:" not in page["seen"][0]
    change = f"/en/admin/auth/user/{somebody.pk}/password/"
    assert "form_page" not in filled(staff.get(change))


def test_one_page_invites_one_person(staff: Client) -> None:
    data = invitation(staff)
    staff.post(INVITE, data)
    (invited,) = User.objects.filter(email="nowa@example.org").values("password")
    answer = staff.post(INVITE, data | {"first_name": "Inna"})
    account = User.objects.get(email="nowa@example.org")
    assert answer.url.startswith(form_url(account) + "?unsaved=")
    shown = filled(staff.get(answer.url))
    kept = filled(staff.get(form_url(account)))
    changed = {name for name in kept if kept[name] != shown[name]}
    assert changed == {"csrfmiddlewaretoken", "form_page", "first_name"}
    staff.post(form_url(account), shown)
    account.refresh_from_db()
    assert (account.first_name, account.is_active) == ("Inna", True)
    assert (account.username, User.objects.count()) == ("nowa@example.org", 2)
    assert account.password == invited["password"]  # another mail would change it


def test_a_role_that_somebody_took_away_meanwhile_stays_away(staff: Client) -> None:
    somebody = User.objects.create_user("door", email="door@example.org")
    somebody.groups.set([role("door"), role("editor")])
    data = typed_in(staff, form_url(somebody), first_name="Nowe")
    somebody.groups.set([role("door")])
    staff.post(form_url(somebody), data)
    somebody.refresh_from_db()
    assert somebody.first_name == "Nowe"
    assert [str(group.pk) for group in somebody.groups.all()] == [role("door")]
    both = data | {"groups": [role("editor")]}
    refused = staff.get(staff.post(form_url(somebody), both).url)
    assert "Somebody else changed this while you were writing." in refused.text
