"""Who needs a second factor, and whether a session has shown one."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from centre.accounts.encryption import renew
from centre.accounts.security_log import SecurityEvent, record_security_event
from centre.accounts.sessions import sign_out_everywhere
from events.privacy.categories import ERASED
from events.privacy.tables import TABLES

FACTOR_SHOWN = "centre_second_factor"  # in a session
# Who may change accounts can become anybody.
ACCOUNTS = {"auth.User", "auth.Group"}


def personal_tables() -> set[str]:
    """Return the labels of what holds something about people, accounts included."""
    held = {
        label
        for label, fields in TABLES.items()
        if {row.category for row in fields} & {*ERASED}
    }
    return held | ACCOUNTS


def needs_second_factor(user: Any) -> bool:
    """Return whether an account may see personal data, where the site asks for it."""
    if not settings.CENTRE_SECOND_FACTOR:
        return False
    return user.is_superuser or sees_personal_data(user)


def sees_personal_data(user: Any) -> bool:
    """Return whether an account has any permission about people."""
    types = Q(pk__in=[])
    for label in personal_tables():
        app, model = label.lower().split(".")
        types |= Q(app_label=app, model=model)
    allowed = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    return allowed.filter(content_type__in=ContentType.objects.filter(types)).exists()


def note_shown(session: Any) -> None:
    """Write into a session that its owner has shown a second factor."""
    session[FACTOR_SHOWN] = True


def forget_shown(session: Any, user: Any) -> None:
    """Take it back where the last factor is gone."""
    if not Authenticator.objects.filter(user=user).exists():
        session.pop(FACTOR_SHOWN, None)


def may_not_enter(user: Any, session: Any) -> bool:
    """Return whether an account still has to show a second factor, or to get one."""
    return not session.get(FACTOR_SHOWN) and needs_second_factor(user)


def reset_second_factor(user: Any) -> int:
    """Delete all factors of an account and end its sessions; return how many."""
    number, _rows = Authenticator.objects.filter(user=user).delete()
    sign_out_everywhere(user)
    record_security_event(SecurityEvent.FACTOR_RESET, user=user)
    return number


def encrypt_anew() -> int:
    """Encrypt every secret by the present key that a former one has; return how many.

    Those that no key opens stay as they are.
    """
    number = 0
    with transaction.atomic():
        for factor in Authenticator.objects.select_for_update().order_by("pk"):
            secrets = {
                n: factor.data[n] for n in ("secret", "seed") if n in factor.data
            }
            renewed = {name: renew(secret) for name, secret in secrets.items()}
            if renewed != secrets:
                factor.data |= renewed
                factor.save(update_fields=["data"])
                number += 1
    return number
