"""An account for each role, to try the desk with; on a machine of one's own alone."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone, translation

from centre.demo.desk import add_door_link
from centre.staff.roles import ROLES, Role


def add_role_accounts(password: str) -> list[str]:
    """Add the accounts that are missing; return the names that have this password.

    Whoever coordinates visits has made a link for the door of the next one.

    Raises RuntimeError in production, where nobody may know a password.
    """
    if settings.PRODUCTION:
        raise RuntimeError("Example accounts are not for production.")
    found = [(role, _find_or_add(role, password)) for role in ROLES]
    users = {role.key: user for role, user in found}
    add_door_link(users["coordinator"], timezone.now())
    return [role.key for role, user in found if user.check_password(password)]


def _find_or_add(role: Role, password: str) -> Any:
    """Return the account that is called like a role, one of an example if new."""
    users = get_user_model()._default_manager
    known = users.filter(username=role.key).first()
    if known:
        return known
    with translation.override(settings.LANGUAGE_CODE):
        name = str(role.name)
    user = users.create_user(
        role.key,
        f"{role.key}@example.org",
        password,
        first_name=name,
        last_name="(przykład)",
        is_staff=True,
    )
    user.groups.set(Group.objects.filter(role__key=role.key))
    return user
