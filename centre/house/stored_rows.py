"""All that pages tell of the house, in one statement that never changes.

Every page asks it, and the Centre alone has a column for each language of each text.
Made by Django anew each time, the statement took longer than its answer.
"""

import json
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import DateField, Field, Model, TimeField

Stored = TypeVar("Stored", bound=Model)

# Closures and emblems that are not over today, in their order; notices that are not
# over now, in the order in which they are shown: warnings first, then the latest.
HOUSE = """
SELECT json_build_object(
    'centre', to_json(c),
    'statement', to_json(s),
    'closures', (
        SELECT coalesce(json_agg(x ORDER BY first_day), '[]')
        FROM centre_houseclosure x WHERE last_day >= %(today)s
    ),
    'notices', (
        SELECT coalesce(json_agg(x), '[]') FROM (
            SELECT * FROM centre_sitenotice WHERE ends_at > %(at)s
            ORDER BY is_warning DESC, starts_at DESC, id DESC
        ) x
    ),
    'emblems', (
        SELECT coalesce(json_agg(x ORDER BY position, id), '[]')
        FROM centre_emblem x WHERE coalesce(shown_until >= %(today)s, true)
    ),
    'has_media_pictures', EXISTS(SELECT FROM centre_housepicture WHERE page = 'media')
)::text
FROM centre_centre c LEFT JOIN centre_accessibilitystatement s ON s.centre_id = c.id
ORDER BY c.id LIMIT 1
"""


def read_house(at: datetime, today: date) -> dict[str, Any] | None:
    """Return the rows of the house at a moment (aware) of a day in Kraków.

    None before staff have filled in the Centre.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOUSE, {"at": at, "today": today})
        found = cursor.fetchone()
    return json.loads(found[0]) if found else None


def read_rows(model: type[Stored], stored: list[dict[str, Any]]) -> list[Stored]:
    """Return the objects of rows that came as JSON."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    return [
        model.from_db("default", names, [_value(f, row[f.attname]) for f in fields])
        for row in stored
    ]


def _value(field: "Field[Any, Any]", stored: Any) -> Any:
    """Return a value as the field reads it from the database: texts are cleaned."""
    if isinstance(field, DateField | TimeField):
        return field.to_python(stored)
    read = getattr(field, "from_db_value", None)
    return (
        read(stored, None, connection) if read and isinstance(stored, str) else stored
    )
