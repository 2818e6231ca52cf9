"""Registrations of delegations. Only `events.registrations.rules` changes them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.content.date_bounds import moments_rule, validate_date_bounds
from centre.text.emails import FoldedEmail
from centre.text.fields import CleanCharField, CleanTextField
from events.models.contacts import Contactable
from events.models.places import Booking, end_of_minute
from events.models.querysets import RegistrationQuerySet
from events.models.seat_blocks import SeatBlock
from events.models.visits import StudyVisit


class RegistrationStatus(models.TextChoices):
    """What has become of a registration."""

    REQUESTED = "requested", _("waits for our answer")
    CONFIRMED = "confirmed", _("confirmed")
    WAITLISTED = "waitlisted", _("on the waiting list")
    OFFERED = "offered", _("places are offered")
    LATE = "late", _("came after the deadline")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CANCELLED = "cancelled", _("cancelled by the Centre")
    LAPSED = "lapsed", _("lapsed")
    EXPIRED = "expired", _("address not confirmed in time")
    ATTENDED = "attended", _("came")
    NO_SHOW = "no_show", _("did not come")
    JOINED = "joined", _("joined with another delegation")


# The statuses that have not ended. A contact has one such registration for a visit.
ACTIVE = (
    RegistrationStatus.REQUESTED,
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.WAITLISTED,
    RegistrationStatus.OFFERED,
    RegistrationStatus.LATE,
)


class Registration(Contactable, Booking):
    """One delegation's registration for one visit."""

    Status = RegistrationStatus
    ACTIVE = ACTIVE

    class Source(models.TextChoices):
        PUBLIC = "public", _("the website")
        STAFF = "staff", _("staff")

    # The statuses that take up seats.
    HOLDING = (
        Status.REQUESTED,
        Status.CONFIRMED,
        Status.OFFERED,
        Status.ATTENDED,
        Status.NO_SHOW,
    )
    # Every transition that is allowed.
    TRANSITIONS: dict[str, tuple[RegistrationStatus, ...]] = {
        Status.REQUESTED: (
            Status.CONFIRMED,
            Status.WAITLISTED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.CANCELLED,
            Status.JOINED,
            Status.EXPIRED,
        ),
        Status.CONFIRMED: (
            Status.WITHDRAWN,
            Status.CANCELLED,
            Status.JOINED,
            Status.EXPIRED,
            Status.ATTENDED,
            Status.NO_SHOW,
        ),
        Status.WAITLISTED: (
            Status.OFFERED,
            Status.CONFIRMED,
            Status.REQUESTED,  # with the verified e-mail, where staff approve each one
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.CANCELLED,
            Status.JOINED,
            Status.LAPSED,
            Status.EXPIRED,
        ),
        Status.OFFERED: (
            Status.CONFIRMED,
            Status.REQUESTED,  # on visits where staff approve each registration
            Status.WITHDRAWN,
            Status.CANCELLED,
            Status.JOINED,
            Status.LAPSED,
            Status.EXPIRED,
        ),
        # The form was begun in time and sent too late: staff alone decide.
        Status.LATE: (
            Status.CONFIRMED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.CANCELLED,
            Status.EXPIRED,
        ),
        # Staff may reopen what has ended, at the end of the queue.
        Status.DECLINED: (Status.WAITLISTED,),
        Status.WITHDRAWN: (Status.WAITLISTED,),
        Status.CANCELLED: (),
        Status.LAPSED: (Status.WAITLISTED,),
        # The contact may reinstate it, as if they registered now.
        Status.EXPIRED: (
            Status.REQUESTED,
            Status.CONFIRMED,
            Status.WAITLISTED,
            Status.LATE,
        ),
        # A mistake at check-in is undone.
        Status.ATTENDED: (Status.CONFIRMED, Status.NO_SHOW),
        Status.NO_SHOW: (Status.CONFIRMED, Status.ATTENDED),
        Status.JOINED: (),
    }

    bookable_field = "visit"

    visit = models.ForeignKey(
        StudyVisit,
        models.PROTECT,
        verbose_name=_("study visit"),
        related_name="registrations",
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.CONFIRMED
    )
    block = models.ForeignKey(
        SeatBlock,
        models.SET_NULL,
        verbose_name=_("held seats"),
        related_name="registrations",
        null=True,
        blank=True,
    )
    # The delegation that its people belong to since staff merged the two.
    joined_to = models.ForeignKey(
        "self",
        models.CASCADE,
        verbose_name=_("joined with"),
        related_name="joined",
        null=True,
        blank=True,
        editable=False,
    )
    # A deadline for changes of its own, set by staff.
    edits_until = models.DateTimeField(
        _("changes until"), null=True, blank=True, validators=[validate_date_bounds]
    )
    # Until when the contact has to verify the e-mail; empty where they need not.
    proof_due_at = models.DateTimeField(
        _("address to be confirmed until"), null=True, blank=True, editable=False
    )
    # When they did, by a button behind a link that only our e-mail holds.
    proven_at = models.DateTimeField(
        _("address confirmed"), null=True, blank=True, editable=False
    )
    message = CleanTextField(_("message to us"), max_length=2000, blank=True)
    # The calendar's SEQUENCE of the change that the contact has yet to reconfirm after;
    # empty: nothing to answer. Silence changes nothing.
    move_to_answer = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # By its link feedback was given; which one, nothing says.
    feedback_given = models.BooleanField(
        default=False, db_default=False, editable=False
    )
    # Its form held a web address, and staff have not decided on it yet.
    link_to_review = models.BooleanField(default=False, editable=False)
    # The worker is still to write the first e-mail; see `write_first_emails`.
    first_mail_due = models.BooleanField(
        default=False, db_default=False, editable=False
    )
    source = models.CharField(
        _("registered through"),
        max_length=8,
        choices=Source.choices,
        default=Source.PUBLIC,
    )
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    came: int  # people who came; only `with_arrivals()` knows it
    names: int | None  # names on its list; only the visit's desk knows it

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=1), name="registration_has_people"
            ),
            models.CheckConstraint(
                condition=Q(min_seats__gte=1, min_seats__lte=F("seats")),
                name="registration_smallest_number_fits",
            ),
            models.CheckConstraint(
                condition=Q(seats__lte=F("wanted_seats")),
                name="registration_has_no_more_than_wished",
            ),
            models.CheckConstraint(
                condition=Q(move_to_answer=None) | Q(status="confirmed"),
                name="registration_only_confirmed_answer_a_move",
            ),
            models.CheckConstraint(
                condition=Q(status__in=RegistrationStatus.values),
                name="registration_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status="offered", offer_expires_at__isnull=False)
                | (~Q(status="offered") & Q(offer_expires_at__isnull=True)),
                name="registration_only_offers_end",
            ),
            models.CheckConstraint(
                condition=Q(status="joined", joined_to__isnull=False)
                | (~Q(status="joined") & Q(joined_to__isnull=True)),
                name="registration_joined_says_with_whom",
            ),
            models.CheckConstraint(
                condition=Q(proof_due_at=None)
                | Q(proven_at=None, status__in=[s.value for s in ACTIVE]),
                name="registration_proof_is_due_or_given",
            ),
            models.CheckConstraint(
                condition=~Q(status="expired") | Q(proven_at=None),
                name="registration_expires_only_unproven",
            ),
            models.UniqueConstraint(
                "visit",
                FoldedEmail("contact_email"),
                condition=Q(status__in=[s.value for s in ACTIVE])
                & ~Q(contact_email=""),
                name="registration_once_per_contact",
            ),
            moments_rule("registration_date_in_bounds", "edits_until"),
        ]
        indexes = [
            models.Index(
                "id",
                condition=Q(first_mail_due=True),
                name="registration_first_mail_due",
            ),
            models.Index(fields=["created_at", "id"], name="registration_by_time"),
            # What the clock asks for each minute: few of many thousands.
            models.Index(
                fields=["proof_due_at"],
                condition=Q(proof_due_at__isnull=False),
                name="registration_unverified",
            ),
            models.Index(
                fields=["visit"],
                condition=Q(status__in=["waitlisted", "offered"]),
                name="registration_in_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.organisation}"

    def may_be_changed(self, at: datetime) -> bool:
        """Return whether the delegation may change its number of people at a moment.

        The deadline is the first of these that is set, to the end of its minute: the
        registration's own, the visit's, the end of registration, the visit's start.
        It never lies after the start.
        """
        until = (
            self.edits_until
            or self.visit.edits_until
            or self.visit.registration_closes_at
            or self.visit.starts_at
        )
        return at < min(end_of_minute(until), self.visit.starts_at)

    @property
    def place_in_queue(self) -> int:
        """The rank on the waiting list, from 1; 0 where it does not wait.

        The database decides: a row read before it was offered places has 0 too.
        """
        if self.status != self.Status.WAITLISTED:
            return 0
        waiting = Registration.objects.filter(visit=self.visit_id).waiting()
        queue = [*waiting.values_list("pk", flat=True)]
        return queue.index(self.pk) + 1 if self.pk in queue else 0

    def seats_held(self, at: datetime) -> int:
        """Return how many seats of its block are unused at a moment."""
        block = SeatBlock.objects.unused(at).filter(registrations=self).first()
        return block.left if block else 0

    @property
    def name_places(self) -> int:
        """How many names its list may have: an offer of fewer places cuts none off."""
        offered = self.status == self.Status.OFFERED
        return self.wanted_seats if offered else self.seats

    @property
    def holds_places(self) -> bool:
        """Whether it takes up seats of its visit."""
        return self.status in self.HOLDING

    @property
    def needs_approval(self) -> bool:
        """Whether staff have to approve it before it is confirmed."""
        return self.link_to_review or (
            self.visit.approval == StudyVisit.Approval.MANUAL
        )

    @property
    def surviving(self) -> "Registration":
        """The delegation that its people belong to: the other one after a merge."""
        return self.joined_to or self

    @property
    def can_withdraw(self) -> bool:
        """Whether the delegation may still withdraw."""
        return self.Status.WITHDRAWN in self.TRANSITIONS[self.status]


class RegistrationEvent(models.Model):
    """One step of a registration's history. Rows are added and never changed."""

    class Actor(models.TextChoices):
        DELEGATION = "delegation", _("the delegation")
        STAFF = "staff", _("staff")
        CLOCK = "clock", _("the passing of time")

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="history"
    )
    from_status = CleanCharField(
        pgettext_lazy("status", "from"), max_length=12, blank=True
    )
    to_status = models.CharField(
        pgettext_lazy("status", "to"),
        max_length=12,
        choices=Registration.Status.choices,
    )
    actor = models.CharField(_("by"), max_length=12, choices=Actor.choices)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("member of staff"),
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("when"))
    # The number from then on, so that the history alone explains every seat.
    seats = models.PositiveSmallIntegerField(_("number of people"))
    reason = CleanCharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("history")
        # Rows are written under the visit's lock, so their order is that of the steps.
        # `at` is when each was asked for: of two at once the later may have come first.
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.from_status} > {self.to_status}"
