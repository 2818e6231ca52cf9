"""What the dashboards of visits read: one query for each kind, of all visits at once.

All delegations of a visit are read, without their long texts: it has hundreds of them,
not thousands. So the number of queries is the same for any visit, and any number.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from events.models import (
    ChangeRequest,
    Consent,
    Delegate,
    Need,
    OutgoingEmail,
    Registration,
    SeatBlock,
    StudyVisit,
    VisitPart,
)
from events.registrations.rules.delegates import find_same_people
from events.registrations.rules.verification import TIME_TO_CORRECT

# How long the desk says that somebody does not agree to pictures any more.
PICTURES_FOR = timedelta(days=30)


@dataclass
class DashboardRows:
    """The rows of some visits at a moment, each kind by the key of its visit."""

    visits: list[StudyVisit]
    at: datetime

    @cached_property
    def delegations(self) -> dict[int, list[Registration]]:
        """All of them in the order of the queue, with the number of their `names`."""
        named = Delegate.objects.filter(registration=OuterRef("pk")).order_by()
        number = named.values("registration").annotate(number=Count("pk"))
        counted = {"names": Subquery(number.values("number"))}
        rows = Registration.objects.filter(visit__in=self.visits).defer("message")
        return _by("visit_id", rows.annotate(**counted).order_by("queue_at", "pk"))

    @cached_property
    def blocks(self) -> dict[int, list[SeatBlock]]:
        """Seats that are held for partners and not used yet."""
        unused = SeatBlock.objects.unused(self.at).filter(visit__in=self.visits)
        return _by("visit_id", unused)

    @cached_property
    def parts(self) -> dict[int, list[VisitPart]]:
        """The parts with the people in them."""
        parts = VisitPart.objects.filter(visit__in=self.visits).with_people()
        return _by("visit_id", parts)

    @cached_property
    def changes(self) -> dict[int, list[ChangeRequest]]:
        """Changes that active delegations ask for and nobody answered."""
        active = Registration.objects.filter(visit__in=self.visits).active()
        open_ones = ChangeRequest.objects.filter(
            registration__in=active, status=ChangeRequest.Status.OPEN
        )
        rows = open_ones.select_related("registration")
        return _by(
            "registration.visit_id",
            rows.prefetch_related("people__delegate"),
        )

    @cached_property
    def failed_mail(self) -> dict[int, list[OutgoingEmail]]:
        """Mail to delegations that only staff can send on, each with its `ends_at`."""
        failed = OutgoingEmail.objects.for_staff().filter(
            registration__visit__in=self.visits
        )
        rows = list(failed.select_related("registration").defer("text", "html"))
        for mail in rows:
            registration = mail.registration
            due_at = registration.proof_due_at if registration else None
            mail.ends_at = due_at + TIME_TO_CORRECT if due_at else None
        return _by("registration.visit_id", rows)

    @cached_property
    def not_in_pictures(self) -> dict[int, list[Consent]]:
        """Consents to pictures that were taken back lately."""
        taken_back = Consent.objects.filter(
            registration__visit__in=self.visits,
            purpose=Consent.Purpose.PICTURES,
            withdrawn_at__gte=self.at - PICTURES_FOR,
            delegate__anonymised_at=None,
        )
        return _by(
            "registration.visit_id",
            taken_back.select_related("registration", "delegate"),
        )

    @cached_property
    def languages_asked(self) -> dict[int, Counter[str]]:
        """How often interpretation is asked for, by language, spoken or signed."""
        needs = Need.objects.filter(
            registration__visit__in=self.visits,
            registration__status__in=Registration.ACTIVE,
            kind__in=[Need.Kind.INTERPRETATION, Need.Kind.SIGN_LANGUAGE],
        )
        counted = needs.order_by().values_list("registration__visit", "code")
        asked: dict[int, Counter[str]] = defaultdict(Counter)
        for visit, code, number in counted.annotate(Count("pk")):
            if code:
                asked[visit][code.lower()] = number
        return asked

    @cached_property
    def same_people(self) -> dict[int, list[list[Delegate]]]:
        """The rows of each person who stands in two delegations."""
        return find_same_people(self.visits)


def _by(path: str, rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Sort rows by the key of their visit, which stands at a path of attributes."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[attrgetter(path)(row)].append(row)
    return found
