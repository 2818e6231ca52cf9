"""A visit's delegations as the pages of the day list them."""

from typing import Any

from django.utils.translation import get_language

from centre.text.sorting import sort_key
from events.models import Registration
from events.models.querysets import ConsentQuerySet


def in_order(delegations: Any) -> list[Registration]:
    """Sort delegations by city, then by organisation, in the reader's alphabet."""
    language = get_language() or ""
    return sorted(
        delegations,
        key=lambda d: (sort_key(d.city, language), sort_key(d.organisation, language)),
    )


def in_pictures(consents: ConsentQuerySet) -> set[int]:
    """Read the keys of the delegates who agree to published pictures of them."""
    return {*consents.to_pictures().values_list("delegate", flat=True)}
