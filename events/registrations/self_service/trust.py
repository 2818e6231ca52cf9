"""Which browser may see needs and addresses behind a link, and for how long."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from events.models import Registration

SHOWN = "shown"  # in the session: registration and link -> until when
LASTS = timedelta(hours=1)


def trust(request: HttpRequest, registration: Registration, at: datetime) -> None:
    """Show this browser needs and addresses for an hour, while the link is the same."""
    until = (at + LASTS).isoformat()
    shown = request.session.get(SHOWN, {})
    request.session[SHOWN] = {**shown, _name(registration): until}


def is_trusted(request: HttpRequest, registration: Registration, at: datetime) -> bool:
    """Whether this browser may see needs and addresses now."""
    until = request.session.get(SHOWN, {}).get(_name(registration))
    return until is not None and at < datetime.fromisoformat(until)


def _name(registration: Registration) -> str:
    return f"{registration.reference}.{registration.token_version}"
