"""An account for each role, on a machine of one's own alone."""

import pytest
from django.contrib.auth import get_user_model

from centre.demo.accounts import add_role_accounts
from centre.staff.roles import ROLES, role_keys

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEYS = [role.key for role in ROLES]


def test_each_role_has_one_and_a_second_start_makes_none():
    assert add_role_accounts("herbata") == KEYS
    users = get_user_model().objects.order_by("pk")
    assert [(u.username, role_keys(u), u.is_superuser) for u in users] == [
        (key, [key], False) for key in KEYS
    ]
    assert {u.email.partition("@")[2] for u in users} == {"example.org"}
    editor = users.get(username="editor")
    assert editor.get_full_name() == "Redakcja (przykład)"
    editor.set_password("another")
    editor.save()
    assert add_role_accounts("herbata") == [key for key in KEYS if key != "editor"]
    assert users.count() == len(KEYS)


def test_production_gets_none(settings):
    settings.PRODUCTION = True
    with pytest.raises(RuntimeError):
        add_role_accounts("herbata")
    assert not get_user_model().objects.exists()
