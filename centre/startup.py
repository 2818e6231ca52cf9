"""Check what must be true before the site answers its first request."""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from modeltranslation.translator import translator

from centre.content.languages import columns

logger = logging.getLogger(__name__)


# The table that is there while a backup is restored (centre/backup/restoring.py).
UNFINISHED = "restore_unfinished"


def require_whole_database() -> None:
    """Refuse to start on a database that is half restored, if it answers.

    Raises ImproperlyConfigured that says what to do.
    """
    try:
        refuse_half_restored()
    except OperationalError:
        logger.warning("The database does not answer: it is not checked.")


def refuse_half_restored() -> None:
    """Refuse to work on a database whose restoring has not come to its end.

    It may still hold who was erased since the backup, and mail that went out.

    Raises ImproperlyConfigured that says what to do; OperationalError or InterfaceError
    where the database does not answer.
    """
    with connection.cursor() as cursor:
        unfinished = UNFINISHED in connection.introspection.table_names(cursor)
    if unfinished:
        raise ImproperlyConfigured(
            "The restoring of this database did not come to its end: make an empty "
            "one and run `manage.py restore` again."
        )


def require_language_columns() -> None:
    """Refuse to start where a configured language lacks columns in the database.

    Without this, a language that was configured but not migrated makes every page
    fail. A database that does not answer yet is not checked.

    Raises ImproperlyConfigured that says what to do.
    """
    try:
        missing = missing_columns()
    except OperationalError:
        logger.warning("The database does not answer: its languages are not checked.")
        return
    if missing:
        raise ImproperlyConfigured(
            f"The database has no {', '.join(missing[:6])}: run `manage.py "
            "makemigrations` and `manage.py migrate` for the languages in the settings."
        )


def missing_columns() -> list[str]:
    """Return the columns (`table.column`) that the configured languages lack.

    A table that does not exist is left out: nothing was migrated yet.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        return [
            f"{model._meta.db_table}.{column}"
            for model in translator.get_registered_models(abstract=False)
            if model._meta.db_table in tables
            for column in _missing_of(cursor, model)
        ]


def _missing_of(cursor: Any, model: Any) -> list[str]:
    """Return the columns of one model's languages that its table lacks."""
    table = connection.introspection.get_table_description(cursor, model._meta.db_table)
    present = {column.name for column in table}
    wanted = {
        column
        for code in settings.MODELTRANSLATION_LANGUAGES
        for column in columns(model, code).values()
    }
    return sorted(wanted - present)
