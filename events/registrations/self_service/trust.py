"""Which browsers may see needs and e-mail addresses behind a link, and how long."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from events.models import Registration

SESSION_KEY = "shown"  # in the session: registration and link -> until when
SENSITIVE_ACCESS_TTL = timedelta(hours=1)


def grant_sensitive_access(
    request: HttpRequest, registration: Registration, at: datetime
) -> None:
    """Let this browser see needs and e-mail addresses for an hour behind this link."""
    until = (at + SENSITIVE_ACCESS_TTL).isoformat()
    granted = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {**granted, _name(registration): until}


def has_sensitive_access(
    request: HttpRequest, registration: Registration, at: datetime
) -> bool:
    """Return whether this browser may see needs and e-mail addresses at a moment."""
    until = request.session.get(SESSION_KEY, {}).get(_name(registration))
    return until is not None and at < datetime.fromisoformat(until)


def _name(registration: Registration) -> str:
    return f"{registration.reference}.{registration.token_version}"
