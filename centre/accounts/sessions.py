"""When a session of staff is over."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from centre.accounts.models import ACTIVE, BEGAN, SignOut

# What an account was when its password was right, in a session that waits for a code.
HALF_WAY = "centre_half_way"
# A session is written anew for its owner's activity no more often than this.
NOTED_EVERY = 5 * 60


def is_over(session: Any, now: datetime) -> bool:
    """Return whether a session has lasted, or rested, for too long.

    One without stamps was begun by an older release.
    """
    began, active = session.get(BEGAN), session.get(ACTIVE)
    if not isinstance(began, float) or not isinstance(active, float):
        return True
    idle = now.timestamp() - active
    lasted = now.timestamp() - began
    return (
        idle >= settings.CENTRE_STAFF_IDLE.total_seconds()
        or lasted >= settings.CENTRE_STAFF_LONGEST.total_seconds()
    )


def seconds_left(session: Any, now: datetime) -> tuple[int, int]:
    """Return in how many seconds a session ends: by resting, and at the latest."""
    idle = session[ACTIVE] + settings.CENTRE_STAFF_IDLE.total_seconds()
    longest = session[BEGAN] + settings.CENTRE_STAFF_LONGEST.total_seconds()
    return int(idle - now.timestamp()), int(longest - now.timestamp())


def is_signed_out(user: Any, session: Any) -> bool:
    """Return whether somebody has signed out everywhere since a session began."""
    sign_out = getattr(user, "sign_out", None)
    return bool(sign_out and session.get(BEGAN, 0.0) < sign_out.at.timestamp())


def begin_half_way(user: Any, session: Any) -> None:
    """Note in a session that a password was right, before the second factor."""
    session[HALF_WAY] = [user.get_session_auth_hash(), timezone.now().timestamp()]


def is_half_way(user: Any, session: Any) -> bool:
    """Return whether a password that was right still opens what it did.

    It does not after a new password, after signing out everywhere, or for an account
    that was closed meanwhile.
    """
    password, at = session.get(HALF_WAY, ["", 0.0])
    sign_out = getattr(user, "sign_out", None)
    return (
        user.is_active
        and user.get_session_auth_hash() == password
        and not (sign_out and at < sign_out.at.timestamp())
    )


def note_activity(session: Any, now: datetime) -> None:
    """Let a session rest from now on; written once in some minutes."""
    if now.timestamp() - session[ACTIVE] >= NOTED_EVERY:
        session[ACTIVE] = now.timestamp()


def sign_out_everywhere(user: Any) -> None:
    """End all sessions of an account, also the one in which it is asked for."""
    with transaction.atomic():
        SignOut.objects.update_or_create(user=user, defaults={"at": timezone.now()})


def end_other_sessions(request: Any) -> None:
    """End all sessions of an account but the one in which it is asked for."""
    sign_out_everywhere(request.user)
    request.session.cycle_key()
    request.session[BEGAN] = timezone.now().timestamp()
