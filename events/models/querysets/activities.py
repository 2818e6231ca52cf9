"""Reads of activities and their sessions."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    BooleanField,
    Count,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Window,
)
from django.db.models.functions import JSONObject, RowNumber
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from centre.content.made_once import made_once
from centre.content.publishing import PublishableQuerySet
from centre.models import HouseClosure

# A constraint of the database refuses longer ones.
MAX_SESSION_LENGTH = timedelta(days=7)


# What a list of sessions reads of their activities: the beginnings of column names.
ACTIVITY_IN_LISTS = (
    "id",
    "slug",
    "type",
    "title",
    "summary",  # decides whether a language is complete
    "place",
    "languages",
    "interpreted_into",
    "audience",
    "price",
    "cost",
    "signup",
    "step_free",
    "hearing_loop",
    "access_note",
)


class ActivityQuerySet(PublishableQuerySet):
    """Activities."""

    def standing_offers(self, today: date) -> Self:
        """Return the standing offers with all that a list shows but their type.

        Their hours and the days on which they are closed from today on, their own and
        the house's, come with them; see `Activity.weekly_hours` and
        `Activity.closed_dates`.
        """
        return (
            self.filter(standing=True)
            .brief()
            .annotate(
                stored_hours=_hours(self.model, today),
                closed_dates=_closed_dates(self.model, today),
            )
            .order_by("type__position", "pk")
        )


@made_once(date.min)
def _hours(model: Any, today: date) -> ArraySubquery:
    hours = model._meta.get_field("hours").related_model.objects
    own = hours.filter(activity=OuterRef("pk")).order_by("weekday", "opens")
    as_json = JSONObject(weekday="weekday", opens="opens", closes="closes")
    return ArraySubquery(own.values_list(as_json))


@made_once(date.min)
def _closed_dates(model: Any, today: date) -> Func:
    closed = model._meta.get_field("closing_days").related_model.objects
    own = closed.filter(activity=OuterRef("pk"), date__gte=today)
    return Func(
        ArraySubquery(own.order_by("date").values("date")),
        ArraySubquery(HouseClosure.objects.single_days(today)),
        function="array_cat",
        output_field=ArrayField(DateField()),
    )


def share_types(types: Iterable[Any], activities: Iterable[Any]) -> None:
    """Set each activity's type to one of the types already read.

    An activity of another type, created since, reads it by itself.
    """
    by_key = {kind.pk: kind for kind in types}
    for activity in activities:
        if activity.type_id in by_key:
            activity.type = by_key[activity.type_id]


class SessionQuerySet(models.QuerySet):
    """Sessions of activities."""

    def public(self, at: datetime | None = None) -> Self:
        """Return the sessions of activities that are public at a moment."""
        return self.filter(activity__published_at__lte=at or timezone.now())

    def upcoming(self, at: datetime | None = None) -> Self:
        """Return the sessions that have not ended at a moment, the next one first.

        Cancelled ones stay in, so that whoever planned to come sees it. The bound on
        the start excludes nothing more, but lets the database begin there.
        """
        at = at or timezone.now()
        # PostgreSQL takes the two times for independent, so it expects next to no rows
        # and plans to sort them; about a sum it assumes nothing.
        ends_at = F("ends_at") + timedelta(0)
        return self.filter(
            GreaterThan(ends_at, at), starts_at__gt=at - MAX_SESSION_LENGTH
        ).order_by("starts_at", "pk")

    def overlapping(self, start: datetime, end: datetime) -> Q:
        """Return the condition that a session goes on at some time from start to end.

        It is written as `upcoming` is, and for the same reasons.
        """
        return Q(
            GreaterThan(F("ends_at") + timedelta(0), start),
            starts_at__gt=start - MAX_SESSION_LENGTH,
            starts_at__lt=end,
        )

    def ranked_by_day(self, listed: Any) -> Self:
        """Annotate each with its `rank` on the day `listed`, from 1, and all `of_day`.

        What is cancelled comes last in its day. Whoever filters by these has the
        database choose, and gets few rows.
        """
        is_over = Q(state=self.model.State.CANCELLED)
        return self.annotate(
            listed=listed,
            rank=Window(
                RowNumber(),
                partition_by=listed,
                order_by=[
                    ExpressionWrapper(is_over, BooleanField()),
                    "starts_at",
                    "pk",
                ],
            ),
            of_day=Window(Count("pk"), partition_by=listed),
        ).order_by("listed", "rank")

    def for_list(self) -> Self:
        """Read with each session what a list shows of its activity.

        `share_types` adds the types.
        """
        activity = self.model._meta.get_field("activity").related_model
        unused = [
            f"activity__{field.name}"
            for field in activity._meta.fields
            if not field.name.startswith(ACTIVITY_IN_LISTS)
        ]
        return self.select_related("activity").defer(*unused)
