"""What the site map reads of a table of long texts: when each range of keys changed."""

from datetime import datetime

from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Greatest

# Keys of one part of the map: each key is at most one address for each language.
KEYS_A_PART = 500

# From part to part by the index, and of each its latest page: whatever is missing
# between two keys, it reads about two rows for each part.
_CHANGES = """
WITH RECURSIVE part (number) AS (
    SELECT min(id / %(keys)s) FROM {table} WHERE published_at IS NOT NULL
    UNION ALL
    SELECT (
        SELECT min(id / %(keys)s) FROM {table}
        WHERE id / %(keys)s > part.number AND published_at IS NOT NULL
    )
    FROM part WHERE part.number IS NOT NULL
)
SELECT part.number, latest.changed
FROM part CROSS JOIN LATERAL (
    SELECT GREATEST(updated_at, published_at) AS changed FROM {table}
    WHERE id / %(keys)s = part.number AND published_at <= %(at)s
    ORDER BY changed DESC LIMIT 1
) AS latest
ORDER BY part.number
"""


def mapped_indexes(name: str) -> list[models.Index]:
    """Return the indexes that the site map reads in place of a table of long texts.

    One has the pages of each part, the other all pages, both in the order in which they
    became what they are.
    """
    changed = Greatest("updated_at", "published_at")
    return [
        models.Index(
            F("id") / KEYS_A_PART,
            changed,
            condition=Q(published_at__isnull=False),
            name=f"{name}_map_parts",
        ),
        models.Index(changed, name=f"{name}_changed"),
    ]


def changes_of_parts(
    model: type[models.Model], at: datetime, keys: int
) -> list[tuple[int, datetime]]:
    """Return the parts with a public page, and when the latest of each changed.

    A part has `keys` keys; moments are aware. The rows read are as many as the parts.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES.format(table=table), {"keys": keys, "at": at})
        return cursor.fetchall()
