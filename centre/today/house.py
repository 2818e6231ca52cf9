"""What the house itself waits for: what is due by law."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.models import AccessibilityStatement
from centre.today.items import WaitingGroup, WaitingRow, may_see
from events.models import RetentionRun
from events.privacy.categories import DataCategory
from events.privacy.inventory import inventory

# In seconds: to count what is late, all that is held is read.
LATE_COUNTED_FOR = 300


def overdue_retention(user: Any, at: datetime) -> WaitingGroup:
    """Return the personal data that should be gone, by kind."""
    rows = []
    url = reverse("admin:events_retentionrun_changelist")
    if may_see(user, "events.retentionrun"):
        rows = [
            WaitingRow(category.label, url, number=number)
            for category, number in _overdue(at).items()
        ]
    return WaitingGroup("retention", _("Personal data that should be erased"), rows)


def _overdue(at: datetime) -> dict[DataCategory, int]:
    """Return how many rows of each kind are late: counted anew after each purge."""
    last = RetentionRun.objects.order_by("pk").values_list("pk", flat=True).last()

    def count() -> dict[DataCategory, int]:
        sums = {g.category: sum(n.overdue for n in g.lines) for g in inventory(at)}
        return {category: number for category, number in sums.items() if number}

    return cache.get_or_set(f"overdue-{last}", count, LATE_COUNTED_FOR) or {}


def statement_to_review(user: Any) -> WaitingGroup:
    """Return the declaration of accessibility if it is to be reviewed now."""
    heading = _("Declaration of accessibility")
    statement = None
    if user.has_perm("centre.change_accessibilitystatement"):
        statement = AccessibilityStatement.objects.filter(is_public=True).first()
    if not statement or not statement.review_is_due(timezone.localdate()):
        return WaitingGroup("statement", heading, [])
    url = reverse("admin:centre_accessibilitystatement_change", args=[statement.pk])
    text = _("Read it again and date the review: it is due by 31 March each year")
    return WaitingGroup("statement", heading, [WaitingRow(text, url)])
