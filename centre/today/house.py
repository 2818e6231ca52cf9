"""What the house itself waits for: what is due by law."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.models import AccessibilityStatement
from centre.today.items import WaitingGroup, WaitingRow, may_see
from events.privacy.inventory import inventory


def overdue_retention(user: Any, at: datetime) -> WaitingGroup:
    """Return the personal data that should be gone, by kind."""
    rows = []
    url = reverse("admin:events_retentionrun_changelist")
    if may_see(user, "events.retentionrun"):
        rows = [
            WaitingRow(group.category.label, url, number=overdue)
            for group in inventory(at)
            if (overdue := sum(line.overdue for line in group.lines))
        ]
    return WaitingGroup("retention", _("Personal data that should be erased"), rows)


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
