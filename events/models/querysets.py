"""Reads of activities, visits, registrations and mail."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from centre.content.publishing import PublishableQuerySet

# The database refuses longer ones.
LONGEST_SESSION = timedelta(days=7)

# What a list of sessions shows of their activities: the beginnings of column names.
ACTIVITY_IN_LISTS = (
    "id",
    "slug",
    "type",
    "title",
    "summary",  # a whole language has one
    "place",
    "languages",
    "step_free",
)


class ActivityQuerySet(PublishableQuerySet):
    """Activities."""

    def standing_offers(self) -> Self:
        """Those open in weekday hours, with what a list shows of them but the type."""
        return (
            self.filter(standing=True)
            .brief()
            .prefetch_related("hours")
            .order_by("type__position", "pk")
        )


def share_types(types: Iterable[Any], activities: Iterable[Any]) -> None:
    """Give each activity its type from all that were read, instead of a copy each.

    A type that was made since they were read is left to be read by itself.
    """
    by_key = {kind.pk: kind for kind in types}
    for activity in activities:
        if activity.type_id in by_key:
            activity.type = by_key[activity.type_id]


class SessionQuerySet(models.QuerySet):
    """Dated meetings."""

    def public(self, at: datetime | None = None) -> Self:
        """Those of activities that are public at a moment."""
        return self.filter(activity__published_at__lte=at or timezone.now())

    def upcoming(self, at: datetime | None = None) -> Self:
        """Those that have not ended at a moment, the next one first.

        Cancelled ones stay in: who planned to come must see it. The bound on the
        start excludes nothing more, but lets the database begin there.
        """
        at = at or timezone.now()
        # PostgreSQL takes the two times for independent and so expects next to no
        # rows, which it would rather sort; of a sum it expects nothing in particular.
        ends_at = F("ends_at") + timedelta(0)
        return self.filter(
            GreaterThan(ends_at, at), starts_at__gt=at - LONGEST_SESSION
        ).order_by("starts_at", "pk")

    def for_list(self) -> Self:
        """With what a list shows of each activity; its type comes by `share_types`."""
        activity = self.model._meta.get_field("activity").related_model
        unused = [
            f"activity__{field.name}"
            for field in activity._meta.fields
            if not field.name.startswith(ACTIVITY_IN_LISTS)
        ]
        return self.select_related("activity").defer(*unused)


def _total(rows: models.QuerySet, group: str, number: str) -> Coalesce:
    """The sum of a number over the rows that belong to one outer row; 0 for none."""
    sums = rows.order_by().values(group).annotate(total=Sum(number)).values("total")
    return Coalesce(Subquery(sums), 0)


class SeatBlockQuerySet(models.QuerySet):
    """Seats held for partners."""

    def unused(self, at: datetime | None = None) -> Self:
        """Those whose time is not over at a moment, with the seats still `left`."""
        registrations = self.model._meta.get_field("registrations").related_model
        used = registrations.objects.holding_seats().filter(block=OuterRef("pk"))
        return self.filter(expires_at__gt=at or timezone.now()).annotate(
            left=Greatest(F("seats") - _total(used, "block", "seats"), 0)
        )


class StudyVisitQuerySet(PublishableQuerySet):
    """Study visits."""

    def with_seats_taken(self, at: datetime | None = None) -> Self:
        """Each with the places that are not free at a moment.

        Taken by the people of delegations that hold seats, or held for a partner who
        has not used them and whose time is not over.
        """
        registrations = self.model._meta.get_field("registrations").related_model
        blocks = self.model._meta.get_field("blocks").related_model
        taken = registrations.objects.holding_seats().filter(visit=OuterRef("pk"))
        held = blocks.objects.unused(at).filter(visit=OuterRef("pk"))
        return self.annotate(
            seats_taken=_total(taken, "visit", "seats") + _total(held, "visit", "left")
        )

    def upcoming(self, at: datetime | None = None) -> Self:
        """Those that have not ended at a moment, the next one first."""
        return self.filter(ends_at__gt=at or timezone.now()).order_by("starts_at", "pk")

    def past(self, at: datetime | None = None) -> Self:
        """Those that have ended at a moment, the last one first."""
        return self.filter(ends_at__lte=at or timezone.now()).order_by(
            "-starts_at", "-pk"
        )

    def for_list(self) -> Self:
        """With what a list shows of each visit, its places aside."""
        return self.brief().prefetch_related("pictures")


class RegistrationQuerySet(models.QuerySet):
    """Delegations."""

    def holding_seats(self) -> Self:
        """Those whose people take up places."""
        return self.filter(status__in=self.model.HOLDING)

    def waiting(self) -> Self:
        """The waiting list in its order."""
        return self.filter(status=self.model.Status.WAITLISTED).order_by(
            "queue_at", "pk"
        )

    def active(self) -> Self:
        """Those of which something is still to come."""
        return self.filter(status__in=self.model.ACTIVE)

    def unverified(self) -> Self:
        """Those whose contact still has to confirm her address."""
        return self.filter(proof_due_at__isnull=False)

    def mailed_before(self, at: datetime) -> Self:
        """Those whose contact was sent a mail until a moment."""
        mails = self.model._meta.get_field("emails").related_model.objects
        sent = mails.filter(
            registration=OuterRef("pk"),
            recipient__iexact=OuterRef("contact_email"),
            state="sent",
            sent_at__lte=at,
        )
        return self.filter(Exists(sent))

    def with_arrivals(self) -> Self:
        """Each with the people that `came`: those whose arrival is not undone."""
        return self.annotate(came=Count("arrivals", filter=Q(arrivals__undone_at=None)))

    def seats(self) -> int:
        """The number of people in all of them."""
        return self.aggregate(people=Coalesce(Sum("seats"), 0))["people"]

    def of_contact(self, email: str) -> Self:
        """Those of one address, however it is capitalised."""
        return self.filter(contact_email__iexact=email)


class VisitPartQuerySet(models.QuerySet):
    """Parts of visits."""

    def with_people(self, excluding: Any = None) -> Self:
        """Each with the `people` that are in it, those of one registration aside."""
        choices = self.model._meta.get_field("choices").related_model
        taken = choices.objects.taking_places().filter(part=OuterRef("pk"))
        if excluding is not None:
            taken = taken.exclude(registration=excluding)
        return self.annotate(people=_total(taken, "part", "seats"))


class PartChoiceQuerySet(models.QuerySet):
    """Who goes to which part."""

    def taking_places(self) -> Self:
        """Those whose people are in the part."""
        registrations = self.model._meta.get_field("registration").related_model
        return self.filter(
            waiting_since=None, registration__status__in=registrations.HOLDING
        )

    def queue(self) -> Self:
        """A part's waiting list in its order, of those who hold places in the visit."""
        registrations = self.model._meta.get_field("registration").related_model
        return self.filter(
            waiting_since__isnull=False, registration__status__in=registrations.HOLDING
        ).order_by("waiting_since", "pk")


class ConsentQuerySet(models.QuerySet):
    """What people agreed to."""

    def to_pictures(self) -> Self:
        """The consents to published pictures of somebody that stand."""
        return self.filter(purpose="pictures", withdrawn_at=None)


class OutgoingEmailQuerySet(models.QuerySet):
    """Mail."""

    def due(self, at: datetime | None = None) -> Self:
        """What waits to be sent at a moment, the oldest first."""
        return self.filter(state="queued", due_at__lte=at or timezone.now()).order_by(
            "due_at", "pk"
        )

    def for_staff(self) -> Self:
        """What does not go on by itself, and still has a text that can be sent."""
        return self.filter(state__in=self.model.FOR_STAFF).exclude(text="")
