"""What goes when: every rule in one place, declared, with its days by setting.

`CENTRE_RETENTION` says how many days each rule keeps. A rule knows which rows still
hold what it erases, since when their time runs, and how they are made to forget.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from centre.models import (
    BinEntry,
    ImportRun,
    KeptAnswer,
    PreviewLink,
    Proposal,
    SignInCounter,
    StaffAction,
    TranslationLink,
    UnsavedForm,
    WishMark,
)
from centre.staff.bin import delete_entries
from events.models import (
    Arrival,
    Delegate,
    DoorLink,
    ErasedAddress,
    Feedback,
    HandOver,
    Invitee,
    Need,
    OutgoingEmail,
    RateWindow,
    Registration,
    RegistrationEvent,
    SeatBlock,
    SheetRun,
    StaffMessage,
    VisitPart,
    VisitRequest,
)
from events.privacy import anonymise
from events.privacy.categories import DataCategory

Status = Registration.Status
Asked = VisitRequest.Status


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of retention.

    `held` gives the rows that still have what it erases, each with `since`: the moment
    (aware) from which its days run. `erase` takes locked rows and the moment.
    """

    name: str
    category: DataCategory
    description: Promise
    held: Callable[[], QuerySet]
    erase: Callable[[QuerySet, datetime], object]
    period: str = ""  # its line in CENTRE_RETENTION where that is not its name

    @property
    def days(self) -> int:
        """For how many days it keeps."""
        return settings.CENTRE_RETENTION[self.period or self.name]

    def due(self, at: datetime) -> QuerySet:
        """Find the rows whose time is over at a moment: to the second, inclusive."""
        return self.held().filter(since__lte=at - timedelta(days=self.days))


# --- What still holds something -----------------------------------------------------


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


def _lapsed() -> QuerySet:
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


def _ended() -> QuerySet:
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


def _registered() -> QuerySet:
    came = (Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW)
    return (
        _people_of_delegations()
        .filter(status__in=came)
        .annotate(since=F("visit__ends_at"))
    )


def _unused_names() -> QuerySet:
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


def _links() -> QuerySet:
    return Registration.objects.exclude(
        token_hash__startswith=anonymise.EXPIRED
    ).annotate(since=F("visit__ends_at"))


def _personal_links() -> QuerySet:
    return Delegate.objects.exclude(token_hash=None).annotate(
        since=F("registration__visit__ends_at")
    )


def _codes() -> QuerySet:
    return SeatBlock.objects.exclude(code_hash__startswith=anonymise.EXPIRED).annotate(
        since=F("visit__ends_at")
    )


def _asked() -> QuerySet:
    """Requests whose asker is still known; PostgreSQL's GREATEST leaves out NULL."""
    return VisitRequest.objects.filter(anonymised_at=None).annotate(
        since=Greatest("created_at", "decided_at", "visit__ends_at")
    )


def _requests_ended() -> QuerySet:
    asked = VisitRequest.objects.filter(anonymised_at=None)
    return asked.filter(status__in=[Asked.DECLINED, Asked.WITHDRAWN]).annotate(
        since=Coalesce("decided_at", "created_at")
    )


def _request_links() -> QuerySet:
    return (
        _asked()
        .filter(status=Asked.ACCEPTED)
        .exclude(token_hash__startswith=anonymise.EXPIRED)
    )


def _mail_texts() -> QuerySet:
    return OutgoingEmail.objects.exclude(
        text="", html="", calendar="", failure="", error=""
    ).annotate(since=F("created_at"))


def _mail_addresses() -> QuerySet:
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


def _feedback() -> QuerySet:
    return Feedback.objects.exclude(useful="", missing="").annotate(
        since=F("visit__ends_at")
    )


def _guides() -> QuerySet:
    return VisitPart.objects.exclude(guide="").annotate(since=F("visit__ends_at"))


def _former_guides() -> QuerySet:
    """The parts' former versions, those of deleted parts and visits too."""
    former = VisitPart.history.model.objects  # type: ignore[attr-defined]
    return former.exclude(guide="").annotate(
        since=Coalesce("visit__ends_at", "history_date")
    )


def _tasks() -> QuerySet:
    """Background tasks that are over, or were lost with their worker."""
    return DBTaskResult.objects.exclude(status="READY").annotate(
        since=Coalesce("finished_at", "started_at", "enqueued_at")
    )


# --- What erasing is ----------------------------------------------------------------


def _delete(rows: QuerySet, at: datetime) -> None:
    rows.delete()


def _end_links(rows: QuerySet, at: datetime) -> None:
    rows.update(token_hash=anonymise.expired(), submission_hash=None)


RULES = (
    Rule(
        name="needs",
        category=DataCategory.HEALTH,
        description=_("What people need: food, access, interpretation"),
        held=lambda: Need.objects.annotate(since=F("registration__visit__ends_at")),
        erase=_delete,
    ),
    Rule(
        name="unused_names",
        category=DataCategory.DELEGATE,
        description=_("Names of people who did not come"),
        held=_unused_names,
        erase=anonymise.anonymise_delegates,
    ),
    Rule(
        name="lapsed",
        category=DataCategory.CONTACT,
        description=_("Delegations that lapsed or were never answered"),
        held=_lapsed,
        erase=anonymise.anonymise_registrations,
    ),
    Rule(
        name="ended",
        category=DataCategory.CONTACT,
        description=_("Delegations that withdrew, were declined, cancelled or joined"),
        held=_ended,
        erase=anonymise.anonymise_registrations,
    ),
    Rule(
        name="people",
        category=DataCategory.CONTACT,
        description=_(
            "Delegations that were registered: contact, people and their mail"
        ),
        held=_registered,
        erase=anonymise.anonymise_registrations,
    ),
    Rule(
        name="hand_overs",
        category=DataCategory.CONTACT,
        description=_("People who were asked to be the contact and did not answer"),
        held=lambda: HandOver.objects.annotate(since=F("asked_at")),
        erase=lambda rows, at: HandOver.objects.filter(pk__in=rows).forget(),
    ),
    Rule(
        name="requests_ended",
        category=DataCategory.CONTACT,
        description=_("Requests for a visit that were declined or withdrawn"),
        held=_requests_ended,
        erase=anonymise.anonymise_requests,
    ),
    Rule(
        name="requests",
        category=DataCategory.CONTACT,
        description=_("Other requests for a visit"),
        held=lambda: _asked().exclude(status__in=[Asked.DECLINED, Asked.WITHDRAWN]),
        erase=anonymise.anonymise_requests,
    ),
    Rule(
        name="mail_texts",
        category=DataCategory.CONTACT,
        description=_("Texts of mail that could not be sent"),
        held=_mail_texts,
        erase=lambda rows, at: anonymise.blank_texts(rows),
    ),
    Rule(
        name="mail_addresses",
        category=DataCategory.CONTACT,
        description=_("Addresses of mail that belongs to no delegation any more"),
        held=_mail_addresses,
        erase=lambda rows, at: OutgoingEmail.objects.filter(pk__in=rows).blank(),
    ),
    Rule(
        name="messages",
        category=DataCategory.CONTACT,
        description=_("Messages that staff wrote to delegations"),
        held=lambda: StaffMessage.objects.annotate(since=F("visit__ends_at")),
        erase=_delete,
    ),
    Rule(
        name="drafts",
        category=DataCategory.CONTACT,
        description=_("Drafts of messages that were not sent"),
        held=lambda: StaffMessage.objects.filter(confirmed_at=None).annotate(
            since=F("updated_at")
        ),
        erase=_delete,
    ),
    Rule(
        name="invitees",
        category=DataCategory.INVITEE,
        description=_("People who agreed to invitations to later study visits"),
        held=lambda: Invitee.objects.annotate(since=F("agreed_at")),
        erase=lambda rows, at: Invitee.objects.filter(pk__in=rows).forget(),
    ),
    Rule(
        name="feedback",
        category=DataCategory.CONTACT,
        description=_("What people wrote in the feedback form"),
        held=_feedback,
        erase=lambda rows, at: rows.update(useful="", missing=""),
    ),
    Rule(
        name="sessions",
        category=DataCategory.CONTACT,
        description=_("Half-filled forms and sign-ins that have expired"),
        held=lambda: Session.objects.annotate(since=F("expire_date")),
        erase=_delete,
    ),
    Rule(
        name="tasks",
        category=DataCategory.CONTACT,
        description=_("Finished background tasks and their error messages"),
        held=_tasks,
        erase=_delete,
    ),
    Rule(
        name="links",
        category=DataCategory.SECRET,
        description=_("Links of delegations"),
        held=_links,
        erase=_end_links,
    ),
    Rule(
        name="personal_links",
        period="links",
        category=DataCategory.SECRET,
        description=_("Personal links of people"),
        held=_personal_links,
        erase=lambda rows, at: rows.update(token_hash=None),
    ),
    Rule(
        name="request_links",
        period="links",
        category=DataCategory.SECRET,
        description=_("Links of accepted requests for a visit"),
        held=_request_links,
        erase=_end_links,
    ),
    Rule(
        name="codes",
        period="links",
        category=DataCategory.SECRET,
        description=_("Codes of held seats"),
        held=_codes,
        erase=lambda rows, at: rows.update(code_hash=anonymise.expired()),
    ),
    Rule(
        name="rates",
        category=DataCategory.SECRET,
        description=_("Counters against abuse of the forms"),
        held=lambda: RateWindow.objects.annotate(since=F("begins_at")),
        erase=_delete,
    ),
    Rule(
        name="sign_ins",
        period="rates",
        category=DataCategory.SECRET,
        description=_("Counters against guessing passwords"),
        held=lambda: SignInCounter.objects.annotate(since=F("last_at")),
        erase=_delete,
    ),
    Rule(
        name="wish_marks",
        period="rates",
        category=DataCategory.SECRET,
        description=_("Counters of who needs a text in another language"),
        held=lambda: WishMark.objects.annotate(since=F("at")),
        erase=_delete,
    ),
    Rule(
        name="erased_addresses",
        category=DataCategory.SECRET,
        description=_("Marks of who was erased, for backups made before"),
        held=lambda: ErasedAddress.objects.annotate(since=F("at")),
        erase=_delete,
    ),
    Rule(
        name="programme_sheets",
        category=DataCategory.CONTACT,
        description=_("Programme sheets of a large visit, made for printing"),
        held=lambda: SheetRun.objects.annotate(since=F("ordered_at")),
        erase=_delete,
    ),
    Rule(
        name="guides",
        category=DataCategory.STAFF,
        description=_("Guides of the parts of a visit"),
        held=_guides,
        erase=lambda rows, at: rows.update(guide=""),
    ),
    Rule(
        name="former_guides",
        period="guides",
        category=DataCategory.STAFF,
        description=_("Guides in former versions of a visit’s parts"),
        held=_former_guides,
        erase=lambda rows, at: rows.update(guide=""),
    ),
    Rule(
        name="staff_log",
        category=DataCategory.STAFF,
        description=_("The desk’s log: who changed what"),
        held=lambda: LogEntry.objects.annotate(since=F("action_time")),
        erase=_delete,
    ),
    Rule(
        name="staff_actions",
        category=DataCategory.STAFF,
        description=_("The log of who did what on the desk"),
        held=lambda: StaffAction.objects.annotate(since=F("at")),
        erase=_delete,
    ),
    Rule(
        name="unsaved_forms",
        category=DataCategory.STAFF,
        description=_("What staff typed into forms of the desk and did not save"),
        held=lambda: UnsavedForm.objects.annotate(since=F("kept_at")),
        erase=_delete,
    ),
    Rule(
        name="kept_answers",
        category=DataCategory.STAFF,
        description=_("Pages of the desk that answered a form"),
        held=lambda: KeptAnswer.objects.annotate(since=F("kept_at")),
        erase=_delete,
    ),
    Rule(
        name="preview_links",
        category=DataCategory.STAFF,
        description=_("Links to drafts that have ended, and who made them"),
        held=lambda: PreviewLink.objects.annotate(since=F("ends_at")),
        erase=_delete,
    ),
    Rule(
        name="translation_links",
        period="preview_links",
        category=DataCategory.STAFF,
        description=_("Links for volunteers that have ended, and who made them"),
        held=lambda: TranslationLink.objects.annotate(since=F("ends_at")),
        erase=_delete,
    ),
    Rule(
        name="door_links",
        period="preview_links",
        category=DataCategory.STAFF,
        description=_("Links for the door that have ended, and who made them"),
        held=lambda: DoorLink.objects.annotate(since=F("ends_at")),
        erase=_delete,
    ),
    Rule(
        name="proposals",
        category=DataCategory.STAFF,
        description=_("Proposed translations, and who made them"),
        held=lambda: Proposal.objects.annotate(since=Coalesce("decided_at", "made_at")),
        erase=_delete,
    ),
    Rule(
        name="bin",
        category=DataCategory.STAFF,
        description=_("The desk’s bin: deleted content, and who deleted it"),
        held=lambda: BinEntry.objects.annotate(since=F("deleted_at")),
        erase=lambda rows, at: delete_entries(rows),
    ),
    Rule(
        name="imports",
        category=DataCategory.STAFF,
        description=_("Imports: files, reports, and who uploaded them"),
        held=lambda: ImportRun.objects.annotate(since=F("moved_at")),
        erase=_delete,
    ),
)
