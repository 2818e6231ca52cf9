"""What the house itself waits for: what stands still, what is due by law."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from centre.models import AccessibilityStatement
from centre.staff.history import written
from centre.today.items import WaitingGroup, WaitingRow, may_see
from events.models import ClockRun
from events.privacy.inventory import inventory

# The clock goes each minute, and a task waits for seconds.
STANDS_STILL_AFTER = timedelta(minutes=15)


def standing_still(user: Any, at: datetime) -> WaitingGroup:
    """Return whether the clock or the worker does nothing.

    It is told to whoever sees the outbox or what is erased: both stop with them.
    """
    rows = []
    outbox = reverse("admin:events_outgoingemail_changelist") + "?state__exact=queued"
    if may_see(user, "events.outgoingemail") or may_see(user, "events.retentionrun"):
        rows = [*_clock(at, outbox), *_worker(at, outbox)]
    return WaitingGroup("standing", _("Stands still"), rows)


def _clock(at: datetime, url: str) -> list[WaitingRow]:
    run = ClockRun.objects.first()
    if run and at - run.at <= STANDS_STILL_AFTER:
        return []
    note = written(run.at) if run else _("never")
    text = _("The clock: reminders, offers and erasing wait. It last went:")
    return [WaitingRow(text, url, note)]


def _worker(at: datetime, url: str) -> list[WaitingRow]:
    late = at - STANDS_STILL_AFTER
    waiting = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, run_after__lte=late, enqueued_at__lte=late
    )
    number = waiting.count()
    if not number:
        return []
    text = _("The worker: mails and pictures wait that should be done")
    return [WaitingRow(text, url, number=number)]


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
