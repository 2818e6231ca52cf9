"""What was published until a moment leaves the site; the clock does it."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from centre.content.publishing import Publishable


def end_publications(at: datetime) -> int:
    """Make drafts of what was published until a moment (aware); return how many.

    Each is saved with its history. What is not public, or no longer ends, stays.
    """
    number = 0
    for model in apps.get_models():
        if issubclass(model, Publishable):
            due = model._base_manager.filter(
                published_at__isnull=False, published_until__lte=at
            )
            keys = [*due.values_list("pk", flat=True)]
            number += sum(_end(due, key) for key in keys)
    return number


def _end(due: QuerySet[Any], key: Any) -> bool:
    with transaction.atomic():
        thing = due.select_for_update().filter(pk=key).first()
        if thing is None:
            return False
        thing.published_at = thing.published_until = None
        thing.save()
    return True
