"""What the templates behind a link all print."""

from typing import Any

from events.models import Registration


def manage_context(registration: Registration, token: str) -> dict[str, Any]:
    """Return what every page of a registration needs, whoever's link opened it."""
    return {
        "registration": registration,
        "visit": registration.visit,
        "token": token,
    }
