"""What code may ask of the connection to the database (docs/scaling.md)."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def require_own_session() -> None:
    """Refuse a connection that a pooler gives to others between two transactions.

    A lock of the session would stay behind on it, and hold others up for ever.

    Raises ImproperlyConfigured.
    """
    if settings.CENTRE_DATABASE_IS_POOLED:
        raise ImproperlyConfigured(
            "The worker and the clock need a DATABASE_URL that leads to PostgreSQL "
            "itself, without DATABASE_POOLED (docs/scaling.md)."
        )
