"""Where the database is, and what its connection can be asked for (docs/scaling.md)."""

from contextlib import suppress
from typing import Any

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def read_database_url(url: str) -> dict[str, Any]:
    """Return a database as DATABASES takes it.

    Raises ImproperlyConfigured where it is no PostgreSQL, without the password in it.
    """
    if url.startswith(("postgres://", "postgresql://")):
        with suppress(ValueError):
            database = environ.Env.db_url_config(url)
            if database["NAME"]:
                return database
    raise ImproperlyConfigured(
        "DATABASE_URL is not the address of a PostgreSQL database; "
        "one looks like postgresql://user:password@host:5432/name."
    )


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
