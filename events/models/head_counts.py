"""How many people came to an activity: numbers, about nobody."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import days_rule
from events.models.activities import Activity
from events.models.sessions import Session

MOST_PEOPLE = 5000  # more is a slip of the finger


class HeadCount(models.Model):
    """How many came to a session, or to a standing offer on one day.

    What was not counted has no row: that is another thing than nobody.
    """

    session = models.OneToOneField(
        Session, models.CASCADE, null=True, related_name="head_count"
    )
    offer = models.ForeignKey(
        Activity, models.CASCADE, null=True, related_name="head_counts"
    )
    day = models.DateField(_("day"), null=True)
    people = models.PositiveSmallIntegerField(_("people who came"))
    children = models.PositiveSmallIntegerField(_("children among them"), null=True)

    class Meta:
        verbose_name = _("head count")
        verbose_name_plural = _("head counts")
        default_permissions = ("add",)
        constraints = [
            models.CheckConstraint(
                condition=Q(session__isnull=False, offer=None, day=None)
                | Q(session=None, offer__isnull=False, day__isnull=False),
                name="head_count_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(people__range=(0, MOST_PEOPLE)),
                name="head_count_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(children=None) | Q(children__range=(0, F("people"))),
                name="head_count_children_are_among_them",
            ),
            models.UniqueConstraint(
                fields=["offer", "day"], name="head_count_once_a_day"
            ),
            days_rule("head_count_day_in_bounds", "day"),
        ]

    def __str__(self) -> str:
        return f"{self.session or self.day}: {self.people}"
