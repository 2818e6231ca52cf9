"""All programme sheets of a visit, made in the background and kept for a while."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.registrations import Registration
from events.models.visits import StudyVisit

# Work that has not moved for so long has lost its worker.
LOST_AFTER = timedelta(minutes=3)


class SheetRunQuerySet(models.QuerySet["SheetRun"]):
    """Runs of programme sheets."""

    def kept(self, at: datetime) -> "SheetRunQuerySet":
        """Choose those that are still handed out at a moment (aware)."""
        days = timedelta(days=settings.CENTRE_RETENTION["programme_sheets"])
        return self.filter(ordered_at__gt=at - days)


class SheetRun(models.Model):
    """All programme sheets of one visit, as they were ordered last.

    A visit has one: what is ordered again takes its place.
    """

    visit = models.OneToOneField(
        StudyVisit,
        models.CASCADE,
        related_name="sheet_run",
        verbose_name=_("study visit"),
    )
    ordered_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)

    objects = SheetRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme sheets of a visit")
        verbose_name_plural = _("programme sheets of visits")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.visit_id)

    def progress(self) -> tuple[int, int]:
        """Return how many sheets are made, of how many; one query."""
        made = Count("pk", filter=~Q(html=""))
        counted = self.sheets.aggregate(made=made, total=Count("pk"))
        return counted["made"], counted["total"]

    def stands_still(self, at: datetime) -> bool:
        """Return whether it has not moved for some minutes (aware)."""
        return at - self.moved_at > LOST_AFTER


class ProgrammeSheet(models.Model):
    """One delegation's sheet, in its language; empty until it is made.

    It goes with the delegation, and when that is erased.
    """

    run = models.ForeignKey(SheetRun, models.CASCADE, related_name="sheets")
    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="programme_sheets"
    )
    position = models.PositiveIntegerField()
    html = models.TextField(default="", blank=True)

    class Meta:
        verbose_name = _("programme sheet")
        verbose_name_plural = _("programme sheets")
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("run", "registration", name="programme_sheet_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.position}"
