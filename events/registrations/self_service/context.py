"""The context that all templates behind a link need."""

from typing import Any

from events.models import Registration


def manage_context(registration: Registration, token: str) -> dict[str, Any]:
    """Return the context of a page behind a link, the contact's or a delegate's."""
    return {
        "registration": registration,
        "visit": registration.visit,
        "token": token,
    }
