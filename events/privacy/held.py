"""Which rows still hold what a rule of retention erases.

Each has `since`, the moment (aware) from which the rule's days run.
"""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django_tasks_db.models import DBTaskResult

from events.models import (
    Arrival,
    Delegate,
    Feedback,
    OutgoingEmail,
    Registration,
    RegistrationEvent,
    SeatBlock,
    VisitPart,
    VisitRequest,
)
from events.privacy import anonymise

Status = Registration.Status
Asked = VisitRequest.Status


def _people_of_delegations() -> QuerySet:
    """Delegations of which a contact or a person is still known."""
    named = Delegate.objects.filter(registration=OuterRef("pk"), anonymised_at=None)
    last_step = RegistrationEvent.objects.filter(registration=OuterRef("pk"))
    return (
        Registration.objects.filter(Q(anonymised_at=None) | Exists(named))
        .annotate(
            ended_at=Coalesce(
                Subquery(last_step.order_by("-pk").values("at")[:1]),
                "updated_at",
            )
        )
        .order_by()
    )


def lapsed_delegations() -> QuerySet:
    """Those that came to nothing: over by time, or unanswered when the visit ended."""
    over = (Status.LAPSED, Status.EXPIRED)
    unanswered = (Status.REQUESTED, Status.WAITLISTED, Status.OFFERED, Status.LATE)
    return (
        _people_of_delegations()
        .filter(status__in=[*over, *unanswered])
        .annotate(
            since=Case(
                When(status__in=over, then=F("ended_at")),
                default=F("visit__ends_at"),
            )
        )
    )


def ended_delegations() -> QuerySet:
    """Those that will not come; those that come with others, from the visit's end."""
    ended = (Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED)
    return (
        _people_of_delegations()
        .filter(status__in=[*ended, Status.JOINED])
        .annotate(
            since=Case(
                When(status=Status.JOINED, then=F("visit__ends_at")),
                default=F("ended_at"),
            )
        )
    )


def registered_delegations() -> QuerySet:
    """Those that came, or were to come."""
    came = (Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW)
    return (
        _people_of_delegations()
        .filter(status__in=came)
        .annotate(since=F("visit__ends_at"))
    )


def unused_names() -> QuerySet:
    """People who did not come, as far as the ticks at the door say it by name."""
    ticks = Arrival.objects.filter(undone_at=None)
    own = ticks.filter(delegate=OuterRef("pk"))
    anybody = ticks.filter(
        registration=OuterRef("registration"), delegate__isnull=False
    )
    return (
        Delegate.objects.filter(anonymised_at=None)
        .filter(
            Q(registration__status=Status.NO_SHOW)
            | Q(Exists(anybody), registration__status=Status.ATTENDED)
        )
        .exclude(Exists(own))
        .annotate(since=F("registration__visit__ends_at"))
    )


def delegations_with_links() -> QuerySet:
    """Delegations whose link still opens their page."""
    return Registration.objects.exclude(
        token_hash__startswith=anonymise.EXPIRED
    ).annotate(since=F("visit__ends_at"))


def delegates_with_links() -> QuerySet:
    """Delegates with a link of their own."""
    return Delegate.objects.exclude(token_hash=None).annotate(
        since=F("registration__visit__ends_at")
    )


def blocks_with_codes() -> QuerySet:
    """Held seats whose code is still good."""
    return SeatBlock.objects.exclude(code_hash__startswith=anonymise.EXPIRED).annotate(
        since=F("visit__ends_at")
    )


def _known_requests() -> QuerySet:
    """Requests whose asker is still known; PostgreSQL's GREATEST leaves out NULL."""
    return VisitRequest.objects.filter(anonymised_at=None).annotate(
        since=Greatest("created_at", "decided_at", "visit__ends_at")
    )


def ended_requests() -> QuerySet:
    """Requests for a visit that came to nothing, since that was decided."""
    asked = VisitRequest.objects.filter(anonymised_at=None)
    return asked.filter(status__in=[Asked.DECLINED, Asked.WITHDRAWN]).annotate(
        since=Coalesce("decided_at", "created_at")
    )


def other_requests() -> QuerySet:
    """All other requests for a visit, where there was one since it ended."""
    return _known_requests().exclude(status__in=[Asked.DECLINED, Asked.WITHDRAWN])


def requests_with_links() -> QuerySet:
    """Accepted requests whose link still opens their page."""
    return (
        _known_requests()
        .filter(status=Asked.ACCEPTED)
        .exclude(token_hash__startswith=anonymise.EXPIRED)
    )


def emails_with_texts() -> QuerySet:
    """Mail that still has its text, or why it failed."""
    return OutgoingEmail.objects.exclude(
        text="", html="", calendar="", failure="", error=""
    ).annotate(since=F("created_at"))


def emails_of_nobody() -> QuerySet:
    """Mail that belongs to nobody who is still known; the rest goes with them."""
    return (
        OutgoingEmail.objects.exclude(recipient="")
        .filter(
            Q(registration=None, request=None)
            | Q(registration__anonymised_at__isnull=False)
            | Q(request__anonymised_at__isnull=False)
        )
        .annotate(since=F("created_at"))
    )


def written_feedback() -> QuerySet:
    """Feedback in words; a score alone is about nobody."""
    return Feedback.objects.exclude(useful="", missing="").annotate(
        since=F("visit__ends_at")
    )


def parts_with_guides() -> QuerySet:
    """Parts of visits that name their guide."""
    return VisitPart.objects.exclude(guide="").annotate(since=F("visit__ends_at"))


def former_parts_with_guides() -> QuerySet:
    """The parts' former versions, those of deleted parts and visits too."""
    former = VisitPart.history.model.objects  # type: ignore[attr-defined]
    return former.exclude(guide="").annotate(
        since=Coalesce("visit__ends_at", "history_date")
    )


def tasks_that_are_over() -> QuerySet:
    """Background tasks that are over, or were lost with their worker."""
    return DBTaskResult.objects.exclude(status="READY").annotate(
        since=Coalesce("finished_at", "started_at", "enqueued_at")
    )
