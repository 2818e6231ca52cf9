"""Reads of study visits, registrations, those who come, and e-mails."""

from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from centre.content.made_once import made_once
from centre.content.publishing import PublishableQuerySet


def _total(rows: models.QuerySet, group: str, number: str) -> Coalesce:
    """Return the sum of a column over the rows of one outer row; 0 for none."""
    sums = rows.order_by().values(group).annotate(total=Sum(number)).values("total")
    return Coalesce(Subquery(sums), 0)


class SeatBlockQuerySet(models.QuerySet):
    """Blocks of seats that are held for partners."""

    def unused(self, at: datetime | None = None) -> Self:
        """Return the blocks not expired at a moment, their unused seats as `left`."""
        registrations = self.model._meta.get_field("registrations").related_model
        used = registrations.objects.holding_seats().filter(block=OuterRef("pk"))
        return self.filter(expires_at__gt=at or timezone.now()).annotate(
            left=Greatest(F("seats") - _total(used, "block", "seats"), 0)
        )


class StudyVisitQuerySet(PublishableQuerySet):
    """Study visits."""

    def with_seats_taken(self, at: datetime | None = None) -> Self:
        """Annotate each visit with the seats that are not free at a moment.

        These are the seats of delegations that hold some, and the unused seats of
        blocks that have not expired.
        """
        taken = _seats_taken(self.model, at or timezone.now())
        return self.annotate(seats_taken=taken)

    def with_seats_held(self, at: datetime | None = None) -> Self:
        """Annotate each visit with those of its seats that are held, and not used."""
        return self.annotate(seats_held=_seats_held(self.model, at or timezone.now()))

    def with_seats_unverified(self) -> Self:
        """Annotate each with the seats that unverified registrations hold.

        Those that hold seats of a block are left out: staff gave them its code.
        """
        registrations = self.model._meta.get_field("registrations").related_model
        held = registrations.objects.unverified().holding_seats().filter(block=None)
        own = held.filter(visit=OuterRef("pk"))
        return self.annotate(seats_unverified=_total(own, "visit", "seats"))

    def upcoming(self, at: datetime | None = None) -> Self:
        """Return the visits that have not ended at a moment, the next one first."""
        return self.filter(ends_at__gt=at or timezone.now()).order_by("starts_at", "pk")

    def past(self, at: datetime | None = None) -> Self:
        """Return the visits that have ended at a moment, the latest one first."""
        return self.filter(ends_at__lte=at or timezone.now()).order_by(
            "-starts_at", "-pk"
        )

    def for_list(self) -> Self:
        """Read what a list shows of each visit, except its places."""
        return self.brief().prefetch_related("pictures")


@made_once(datetime.min.replace(tzinfo=UTC))
def _seats_taken(model: Any, at: datetime) -> Any:
    registrations = model._meta.get_field("registrations").related_model
    taken = registrations.objects.holding_seats().filter(visit=OuterRef("pk"))
    return _total(taken, "visit", "seats") + _seats_held(model, at)


def _seats_held(model: Any, at: datetime) -> Any:
    blocks = model._meta.get_field("blocks").related_model
    held = blocks.objects.unused(at).filter(visit=OuterRef("pk"))
    return _total(held, "visit", "left")


class RegistrationQuerySet(models.QuerySet):
    """Registrations of delegations."""

    def holding_seats(self) -> Self:
        """Return the registrations that take up seats."""
        return self.filter(status__in=self.model.HOLDING)

    def waiting(self) -> Self:
        """Return the waiting list in its order."""
        return self.filter(status=self.model.Status.WAITLISTED).order_by(
            "queue_at", "pk"
        )

    def in_turn(self) -> Self:
        """Return those of the waiting list whose turn may come, in its order.

        Nobody is offered places, or queued behind, while their e-mail is not verified.
        """
        return self.waiting().filter(proof_due_at=None)

    def ahead_of(self, waiting: Any) -> Self:
        """Return those that are before one registration in the queue."""
        earlier = Q(queue_at__lt=waiting.queue_at)
        return self.filter(earlier | Q(queue_at=waiting.queue_at, pk__lt=waiting.pk))

    def active(self) -> Self:
        """Return the registrations that have not ended."""
        return self.filter(status__in=self.model.ACTIVE)

    def unverified(self) -> Self:
        """Return the registrations whose contact still has to verify their e-mail."""
        return self.filter(proof_due_at__isnull=False)

    def mailed_before(self, at: datetime) -> Self:
        """Return the registrations whose contact was sent an e-mail until a moment."""
        emails = self.model._meta.get_field("emails").related_model.objects
        sent = emails.filter(
            registration=OuterRef("pk"),
            recipient__same_address=OuterRef("contact_email"),
            state="sent",
            sent_at__lte=at,
        )
        return self.filter(Exists(sent))

    def refused(self) -> Self:
        """Return the registrations whose contact no e-mail reached or still may.

        All that was written to the address has failed.
        """
        emails = self.model._meta.get_field("emails").related_model.objects
        alive = emails.filter(
            registration=OuterRef("pk"),
            recipient__same_address=OuterRef("contact_email"),
        ).exclude(state="failed")
        return self.filter(first_mail_due=False).exclude(Exists(alive))

    def first_mail_due(self) -> Self:
        """Return those whose first e-mail is still to be written, the oldest first."""
        return self.filter(first_mail_due=True).order_by("pk")

    def with_arrivals(self) -> Self:
        """Each with the people that `came`: those whose arrival is not undone."""
        return self.annotate(came=Count("arrivals", filter=Q(arrivals__undone_at=None)))

    def seats(self) -> int:
        """Return the number of seats in all of them."""
        return self.aggregate(total=Coalesce(Sum("seats"), 0))["total"]

    def of_contact(self, email: str) -> Self:
        """Return the registrations of one contact e-mail, in upper or lower case."""
        return self.filter(contact_email__same_address=email)

    def active_of(self, email: str, *, excluding: Any = None) -> Self:
        """Return the active ones of a contact: a visit has one of each contact."""
        found = self.active().of_contact(email)
        return found.exclude(pk=excluding.pk) if excluding else found


class VisitPartQuerySet(models.QuerySet):
    """Parts of visits."""

    def with_people(self, excluding: Any = None) -> Self:
        """Annotate each part with its `people`, without those of `excluding`."""
        choices = self.model._meta.get_field("choices").related_model
        taken = choices.objects.taking_places().filter(part=OuterRef("pk"))
        if excluding is not None:
            taken = taken.exclude(registration=excluding)
        return self.annotate(people=_total(taken, "part", "seats"))


class PartChoiceQuerySet(models.QuerySet):
    """Parts that delegations chose."""

    def taking_places(self) -> Self:
        """Return the choices whose people take places in their part."""
        registrations = self.model._meta.get_field("registration").related_model
        return self.filter(
            waiting_since=None, registration__status__in=registrations.HOLDING
        )

    def queue(self) -> Self:
        """Return the choices that wait, in order, of delegations that hold seats."""
        registrations = self.model._meta.get_field("registration").related_model
        return self.filter(
            waiting_since__isnull=False, registration__status__in=registrations.HOLDING
        ).order_by("waiting_since", "pk")


class ConsentQuerySet(models.QuerySet):
    """Consents."""

    def to_pictures(self) -> Self:
        """Return the consents to published pictures that are in force."""
        return self.filter(purpose="pictures", withdrawn_at=None)


class OutgoingEmailQuerySet(models.QuerySet):
    """The outbox."""

    def due(self, at: datetime | None = None) -> Self:
        """Return the e-mails that are due at a moment, the oldest first."""
        return self.filter(state="queued", due_at__lte=at or timezone.now()).order_by(
            "due_at", "pk"
        )

    def blank(self) -> int:
        """Leave of e-mails that they were, and when; return how many.

        What has not gone out never will.
        """
        self.filter(state="queued").update(state="failed")
        gone = ("recipient", "subject", "text", "html", "calendar", "failure", "error")
        return self.update(**dict.fromkeys(gone, ""))

    def for_staff(self) -> Self:
        """Return the e-mails that only staff can send on and that still have a text."""
        return self.filter(state__in=self.model.FOR_STAFF).exclude(text="")


class InviteeQuerySet(models.QuerySet):
    """People who agreed to invitations."""

    def forget(self) -> int:
        """Delete them, and blank the e-mails that they were sent; return how many."""
        for invitee in self:
            invitee.emails.all().blank()
        return self.delete()[0]

    def to_invite(self, visit: models.Model, at: datetime) -> Self:
        """Return those whom nobody has invited to a visit, nor registered for it."""
        left = self.exclude(invitations__visit=visit).exclude(visits=visit)
        left = left.filter(
            agreed_at__gt=at - timedelta(days=settings.CENTRE_RETENTION["invitees"])
        )
        return left.order_by("country", "pk")


class HandOverQuerySet(models.QuerySet):
    """Questions to new contacts."""

    def forget(self) -> int:
        """Delete questions, and blank the e-mails that asked them; return how many."""
        for question in self.select_related("registration"):
            question.registration.emails.filter(
                kind="take_over_asked", recipient__same_address=question.email
            ).blank()
        return self.delete()[0]
