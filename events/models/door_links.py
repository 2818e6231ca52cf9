"""Links by which somebody without an account ticks off who comes, for one day."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import days_rule
from centre.content.secret_links import SecretLink, SecretLinkQuerySet
from events.models.visits import StudyVisit

DOOR_LINKS = 10  # of one visit on one day at once
MAY_MAKE = "events.change_registration"


class DoorLinkQuerySet(SecretLinkQuerySet):
    """Links for the door."""

    def end(self, at: datetime) -> int:
        """End links at a moment; those that have ended before stay as they are."""
        return self.valid(at).update(ends_at=Greatest(at, F("made_at")))


class DoorLink(SecretLink):
    """A secret link to the check-in of one visit on one of its days, in Kraków.

    Ended, it still says whom to ask, until it is deleted.
    """

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="door_links")
    day = models.DateField(_("day"))

    objects = DoorLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for the door")
        verbose_name_plural = _("links for the door")
        default_permissions = ()
        ordering = ["day", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(ends_at__gte=F("made_at")), name="door_link_ends_after"
            ),
            days_rule("door_link_day_in_bounds", "day"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.day}"

    @classmethod
    @transaction.atomic
    def make(
        cls, visit: StudyVisit, day: date, *, at: datetime, user: Any, press: str = ""
    ) -> str:
        """Make a link for a day; return its secret, which is not kept.

        It ends with the day in Kraków. The oldest ones end where there would be too
        many.
        """
        token = cls.store(
            visit=visit,
            day=day,
            at=at,
            ends_at=_midnight_after(day),
            user=user,
            press=press and f"{press} {day}",
        )
        links = cls.objects.filter(visit=visit, day=day).valid(at)
        links.beyond(DOOR_LINKS).end(at)
        return token

    @classmethod
    def find(cls, token: str) -> "DoorLink | None":
        """Return the link of a secret, an ended one too; None where there is none."""
        links = cls.objects.select_related("visit", "made_by")
        return links.with_token(token).first()

    def is_over(self, at: datetime) -> bool:
        """Return whether it opens nothing any more.

        So it is when its day is over or no longer one of the visit's, when it was
        ended, and when who made it could make none now.
        """
        user: Any = self.made_by
        days = days_of(self.visit)
        return (
            at >= self.ends_at
            or self.day not in days
            or self.visit.state != StudyVisit.State.PLANNED
            or not (user and user.is_active and user.is_staff)
            or not user.has_perm(MAY_MAKE)
        )

    def is_early(self, at: datetime) -> bool:
        """Return whether its day is still to come."""
        return timezone.localdate(at) < self.day


def days_of(visit: StudyVisit) -> list[date]:
    """Return the days of a visit in Kraków; the last is the one on which it ends."""
    first, last = map(timezone.localdate, (visit.starts_at, visit.ends_at))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
