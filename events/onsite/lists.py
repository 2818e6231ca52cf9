"""A visit's delegations as the pages of the day list them."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from centre.text.sorting import sort_key
from events.models import Consent, Registration, StudyVisit


def with_arrivals(visit: StudyVisit) -> QuerySet[Registration]:
    """A visit's delegations, each with how many people came."""
    came = Count("arrivals", filter=Q(arrivals__undone_at=None))
    return visit.registrations.annotate(came=came)


def in_order(delegations: Any) -> list[Registration]:
    """By city, then by organisation, in the reader's alphabet."""
    language = get_language() or ""
    return sorted(
        delegations,
        key=lambda d: (sort_key(d.city, language), sort_key(d.organisation, language)),
    )


def in_pictures(consents: QuerySet[Consent]) -> set[int]:
    """The numbers of the people who agree to published pictures of them."""
    return {*consents.to_pictures().values_list("delegate", flat=True)}  # type: ignore[attr-defined]
