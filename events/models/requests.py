"""Requests of delegations: for a visit, for a change, and for a new contact."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import days_rule, validate_date_bounds
from centre.text.fields import CleanCharField, CleanEmailField, CleanTextField
from events.models.contacts import MAX_NAME, Contactable
from events.models.people import Delegate, NoticeVersion
from events.models.querysets import HandOverQuerySet
from events.models.registrations import Registration
from events.models.spoken import spoken_field
from events.models.visits import StudyVisit
from events.models.web_links import holds_link

MAX_DAYS = 14  # of one visit


class RequestStatus(models.TextChoices):
    """What has become of a request for a visit."""

    RECEIVED = "received", _("received")
    PROPOSED = "proposed", _("we have proposed a visit")
    UNSUITABLE = "unsuitable", _("our proposal does not suit")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class VisitRequest(Contactable):
    """A delegation's request for a visit when none that suits is announced."""

    Status = RequestStatus
    # The statuses that wait for staff.
    WAITING = (Status.RECEIVED, Status.UNSUITABLE)

    # Every transition that is allowed.
    TRANSITIONS: dict[str, tuple[RequestStatus, ...]] = {
        Status.RECEIVED: (
            Status.PROPOSED,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.WITHDRAWN,
        ),
        Status.PROPOSED: (
            Status.UNSUITABLE,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.WITHDRAWN,
        ),
        Status.UNSUITABLE: (
            Status.PROPOSED,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.WITHDRAWN,
        ),
        Status.ACCEPTED: (),
        Status.DECLINED: (),
        Status.WITHDRAWN: (),
    }

    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.RECEIVED
    )
    purpose = CleanTextField(_("purpose and topics"), max_length=2000)
    dates = ArrayField(
        models.DateField(validators=[validate_date_bounds]),
        verbose_name=_("possible dates"),
        size=3,
        blank=True,
        default=list,
    )
    # Its first day: any day of the month is possible.
    month = models.DateField(_("possible month"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(
        _("length in days"),
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_DAYS)],
    )
    flexible = models.BooleanField(
        _("other days are possible too"), default=False, db_default=False
    )
    seats = models.PositiveSmallIntegerField(
        _("number of people"), validators=[MinValueValidator(1)]
    )
    languages = spoken_field()
    answer = CleanTextField(
        _("our answer"),
        max_length=2000,
        blank=True,
        help_text=_("Goes into the mail as it is."),
    )
    reply = CleanTextField(
        _("why our proposal did not suit"), max_length=1000, blank=True
    )
    visit = models.ForeignKey(
        StudyVisit,
        models.SET_NULL,
        verbose_name=_("study visit"),
        related_name="requests",
        null=True,
        blank=True,
    )
    registration = models.OneToOneField(
        Registration,
        models.SET_NULL,
        verbose_name=_("delegation"),
        related_name="request",
        null=True,
        blank=True,
    )
    notice = models.ForeignKey(
        NoticeVersion, models.PROTECT, verbose_name=_("text that was shown")
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("member of staff"),
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("request for a visit")
        verbose_name_plural = _("requests for a visit")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="visit_request_newest"),
            models.Index(fields=["status", "created_at"], name="visit_request_waits"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=1), name="visit_request_has_people"
            ),
            models.CheckConstraint(
                condition=Q(dates__len__range=(1, 3))
                | Q(dates__len=0, month__isnull=False),
                name="visit_request_has_dates_or_a_month",
            ),
            models.CheckConstraint(
                condition=Q(days__range=(1, MAX_DAYS)),
                name="visit_request_length_is_known",
            ),
            days_rule("visit_request_month_in_bounds", "month"),
            models.CheckConstraint(
                condition=Q(status__in=RequestStatus.values),
                name="visit_request_status_is_known",
            ),
            days_rule(
                "visit_request_dates_in_bounds", "dates__0", "dates__1", "dates__2"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.organisation}"

    @property
    def holds_link(self) -> bool:
        """Whether there is a web address in what the delegation wrote."""
        facts = (self.organisation, self.city, self.contact_name, self.contact_phone)
        return holds_link(*facts, self.purpose, self.reply)


class HandOver(models.Model):
    """The question to somebody whether they become the contact of a delegation.

    It is deleted with the answer, or after `ANSWER_TTL`; so is the address in the
    e-mail that asked.
    """

    ANSWER_TTL = timedelta(days=7)

    registration = models.OneToOneField(
        Registration,
        models.CASCADE,
        verbose_name=_("delegation"),
        related_name="hand_over",
    )
    name = CleanCharField(_("full name"), max_length=MAX_NAME)
    email = CleanEmailField(_("e-mail"), max_length=254)
    asked_at = models.DateTimeField(_("asked"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to a new contact")
        verbose_name_plural = _("questions to new contacts")

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.name}"

    @property
    def ends_at(self) -> datetime:
        """The moment from which it is too late to answer."""
        return self.asked_at + self.ANSWER_TTL


class ChangeRequest(models.Model):
    """A change that a delegation asks for after its own deadline for changes."""

    class Status(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    registration = models.ForeignKey(
        Registration,
        models.CASCADE,
        verbose_name=_("delegation"),
        related_name="change_requests",
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    seats = models.PositiveSmallIntegerField(
        _("number of people"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    text = CleanTextField(_("what should change"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("member of staff"),
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("request for a change")
        verbose_name_plural = _("requests for a change")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(status="open"),
                name="change_request_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.get_status_display()}"

    @property
    def wishes(self) -> str:
        """All that should change, beside the number: a paragraph for each."""
        return "\n\n".join(filter(None, [self.text, *map(str, self.people.all())]))


class DelegateChange(models.Model):
    """What a delegation asks staff to do to its list of names after the deadline.

    It refers to the person, so that it is found, copied and erased with them.
    """

    class Kind(models.TextChoices):
        ADD = "add", _("add")
        CORRECT = "correct", _("correct")
        REMOVE = "remove", _("remove")

    change = models.ForeignKey(
        ChangeRequest,
        models.CASCADE,
        verbose_name=_("request for a change"),
        related_name="people",
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    # Whom it is about; empty where somebody is to be added.
    delegate = models.ForeignKey(
        Delegate,
        models.CASCADE,
        verbose_name=_("delegate"),
        related_name="changes",
        null=True,
        blank=True,
    )
    full_name = CleanCharField(_("full name"), max_length=MAX_NAME, blank=True)
    badge_name = CleanCharField(_("name on the badge"), max_length=60, blank=True)
    role = CleanCharField(_("position"), max_length=120, blank=True)
    email = CleanEmailField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(_("language of the mails"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("change of a name")
        verbose_name_plural = _("changes of names")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="add", delegate=None)
                | Q(kind__in=["correct", "remove"], delegate__isnull=False),
                name="delegate_change_says_whom",
            )
        ]

    def __str__(self) -> str:
        values = (self.full_name, self.badge_name, self.role, self.email)
        person = ", ".join(filter(None, values))
        if self.delegate is None:
            return gettext("Please add: %(person)s") % {"person": person}
        if self.kind == self.Kind.REMOVE:
            return gettext("Please remove: %(person)s") % {"person": self.delegate}
        text = gettext("Please correct %(name)s: %(person)s")
        return text % {"name": self.delegate, "person": person}
