"""Index things anew that are stored already; what changes is indexed by itself."""

from django.apps import apps
from django.db import connection

from centre.search.kinds import KINDS
from centre.search.models import SearchDocument

AT_ONCE = 100


def keys_of(kind: str) -> list[int]:
    """Return the keys of all things of a kind that are stored or were indexed."""
    things = apps.get_model(KINDS[kind].model)._default_manager
    indexed = SearchDocument.objects.filter(kind=kind)
    stored = set(things.values_list("pk", flat=True))
    return sorted(stored | set(indexed.values_list("object_id", flat=True)))


def index_again(kind: str, keys: list[int]) -> None:
    """Index these things anew, in one statement; those that are gone have no document.

    In the order of their keys, so that two who do it wait for each other and don't
    lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_refresh(%s, key) FROM unnest(%s::bigint[]) AS key",
            [kind, sorted(keys)],
        )
