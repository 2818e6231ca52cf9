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
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    DoorLink,
    ErasedAddress,
    HandOver,
    Invitee,
    Need,
    OutgoingEmail,
    RateWindow,
    SheetRun,
    StaffMessage,
)
from events.privacy import anonymise, held
from events.privacy.categories import DataCategory


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
        held=held.unused_names,
        erase=anonymise.anonymise_delegates,
    ),
    Rule(
        name="lapsed",
        category=DataCategory.CONTACT,
        description=_("Delegations that lapsed or were never answered"),
        held=held.lapsed_delegations,
        erase=anonymise.anonymise_registrations,
    ),
    Rule(
        name="ended",
        category=DataCategory.CONTACT,
        description=_("Delegations that withdrew, were declined, cancelled or joined"),
        held=held.ended_delegations,
        erase=anonymise.anonymise_registrations,
    ),
    Rule(
        name="people",
        category=DataCategory.CONTACT,
        description=_(
            "Delegations that were registered: contact, people and their mail"
        ),
        held=held.registered_delegations,
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
        held=held.ended_requests,
        erase=anonymise.anonymise_requests,
    ),
    Rule(
        name="requests",
        category=DataCategory.CONTACT,
        description=_("Other requests for a visit"),
        held=held.other_requests,
        erase=anonymise.anonymise_requests,
    ),
    Rule(
        name="mail_texts",
        category=DataCategory.CONTACT,
        description=_("Texts of mail that could not be sent"),
        held=held.emails_with_texts,
        erase=lambda rows, at: anonymise.blank_texts(rows),
    ),
    Rule(
        name="mail_addresses",
        category=DataCategory.CONTACT,
        description=_("Addresses of mail that belongs to no delegation any more"),
        held=held.emails_of_nobody,
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
        held=held.written_feedback,
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
        held=held.tasks_that_are_over,
        erase=_delete,
    ),
    Rule(
        name="links",
        category=DataCategory.SECRET,
        description=_("Links of delegations"),
        held=held.delegations_with_links,
        erase=_end_links,
    ),
    Rule(
        name="personal_links",
        period="links",
        category=DataCategory.SECRET,
        description=_("Personal links of people"),
        held=held.delegates_with_links,
        erase=lambda rows, at: rows.update(token_hash=None),
    ),
    Rule(
        name="request_links",
        period="links",
        category=DataCategory.SECRET,
        description=_("Links of accepted requests for a visit"),
        held=held.requests_with_links,
        erase=_end_links,
    ),
    Rule(
        name="codes",
        period="links",
        category=DataCategory.SECRET,
        description=_("Codes of held seats"),
        held=held.blocks_with_codes,
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
        held=held.parts_with_guides,
        erase=lambda rows, at: rows.update(guide=""),
    ),
    Rule(
        name="former_guides",
        period="guides",
        category=DataCategory.STAFF,
        description=_("Guides in former versions of a visit’s parts"),
        held=held.former_parts_with_guides,
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
