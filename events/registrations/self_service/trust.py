"""Which browser may see needs and addresses behind a link, and for how long."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from events.models import Registration

SESSION_KEY = "shown"  # in the session: registration and link -> until when
SENSITIVE_ACCESS_TTL = timedelta(hours=1)


def grant_sensitive_access(
    request: HttpRequest, registration: Registration, at: datetime
) -> None:
    """Show this browser needs and addresses for an hour, while the link is the same."""
    until = (at + SENSITIVE_ACCESS_TTL).isoformat()
    shown = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {**shown, _name(registration): until}


def has_sensitive_access(
    request: HttpRequest, registration: Registration, at: datetime
) -> bool:
    """Whether this browser may see needs and addresses now."""
    until = request.session.get(SESSION_KEY, {}).get(_name(registration))
    return until is not None and at < datetime.fromisoformat(until)


def _name(registration: Registration) -> str:
    return f"{registration.reference}.{registration.token_version}"
