"""Study visits: places, registration period and programme."""

from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import slug_rules
from centre.content.date_bounds import moments_rule, validate_date_bounds
from centre.content.languages import (
    LocalizedView,
    Translatable,
    localized_with,
    publishable_rule,
)
from centre.content.mapped import mapped_indexes
from centre.content.publishing import Publishable, end_rule
from centre.content.richtext import RichTextField
from centre.documents.models import Document, DocumentQuerySet
from centre.pictures.models import Picture
from centre.text.dates import in_krakow
from centre.text.fields import CleanCharField, CleanTextField
from centre.text.spoken import held_in
from events.models.codes import codes_rule
from events.models.offers import INTERPRETED_CHOICES, Accessible
from events.models.places import Bookable
from events.models.querysets import StudyVisitQuerySet
from events.models.spoken import spoken_field


class StudyVisit(Accessible, Bookable, Publishable):
    """A visit that delegations register for."""

    translation_required = ("title", "summary", "description")
    translation_rows = ("programme", "parts")
    page_view = "events:visit-detail"
    arranged_texts = ("venue",)

    class RegistrationState(models.TextChoices):
        """What a delegation can do now. It follows from times and seats."""

        NONE = "none", _("No registration")
        OPENS_SOON = "opens-soon", _("Registration opens soon")
        OPEN = "open", _("Registration is open")
        FULL = "full", _("No places left")
        WAITING = "waiting", _("Full, waiting list open")
        CLOSED = "closed", _("Registration is closed")
        PAST = "past", _("This visit has taken place")
        POSTPONED = "postponed", _("This visit is postponed")
        CANCELLED = "cancelled", _("This visit is cancelled")

    class State(models.TextChoices):
        """Whether it takes place, as staff set it."""

        PLANNED = "planned", _("as planned")
        POSTPONED = "postponed", _("postponed, no new date yet")
        CANCELLED = "cancelled", _("cancelled")

    class Approval(models.TextChoices):
        AUTOMATIC = "automatic", _("at once, while there are places")
        MANUAL = "manual", _("by staff")

    title = CleanCharField(_("title"), max_length=160, blank=True)
    summary = CleanTextField(
        _("summary"), max_length=400, blank=True, help_text=_("One or two sentences.")
    )
    description = RichTextField(_("description"), blank=True)
    occasion = CleanCharField(
        _("occasion"),
        max_length=160,
        blank=True,
        help_text=_("For example: Cities Forum 2025."),
    )
    occasion_url = models.URLField(_("web address of the occasion"), blank=True)
    venue = CleanCharField(_("meeting place"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts"), validators=[validate_date_bounds])
    ends_at = models.DateTimeField(_("ends"), validators=[validate_date_bounds])
    languages = spoken_field()
    # What is not ticked is not claimed, nor is the contrary.
    step_free = models.BooleanField(
        _("step-free access"), default=True, db_default=False
    )
    access_note = CleanCharField(
        _("more on access"), max_length=300, blank=True, default="", db_default=""
    )
    # Codes of events/registrations/needs.py. Only staff see it.
    interpreted = ArrayField(
        models.CharField(max_length=24),
        verbose_name=_("interpretation that is arranged"),
        default=list,
        blank=True,
        help_text=_("What is ticked here the desk no longer lists as missing."),
    )
    names_due_at = models.DateTimeField(
        _("names until"),
        null=True,
        blank=True,
        validators=[validate_date_bounds],
        help_text=_(
            "Until then delegations write down their people. Left empty: until the "
            "visit starts."
        ),
    )
    edits_until = models.DateTimeField(
        _("changes by the delegation until"),
        null=True,
        blank=True,
        validators=[validate_date_bounds],
        help_text=_(
            "Afterwards a change of the number of people is a request to you. Left "
            "empty: until registration closes."
        ),
    )
    approval = models.CharField(
        _("delegations are confirmed"),
        max_length=10,
        choices=Approval.choices,
        default=Approval.AUTOMATIC,
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    # RFC 5545, 3.8.7.4: the number of changes of time or place that were announced.
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    # Start and end of each day that calendars ever had, where it has fewer now.
    former_days = models.JSONField(null=True, blank=True, editable=False)
    # When it was to start before it was moved last, of what had been public by then.
    previous_starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Edits that are not announced yet; see events/visits/changes.py.
    settling = models.JSONField(null=True, blank=True, editable=False)

    objects = StudyVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("study visit")
        verbose_name_plural = _("study visits")
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index("starts_at", name="visit_by_time"),
            models.Index("ends_at", name="visit_by_end"),
            *mapped_indexes("visit"),
        ]
        constraints = [
            publishable_rule(
                "visit_published_is_complete", "title", "summary", "description"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="visit_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(largest_group__gte=1, capacity__gte=F("largest_group")),
                name="visit_group_fits_the_places",
                violation_error_message=_(
                    "The largest group is at least 1 and at most all the places."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    registration_opens_at__isnull=True,
                    registration_closes_at__isnull=True,
                )
                | Q(
                    registration_closes_at__gt=F("registration_opens_at"),
                    registration_closes_at__lte=F("starts_at"),
                    registration_opens_at__isnull=False,
                    registration_closes_at__isnull=False,
                ),
                name="visit_registration_ends_before_the_visit",
                violation_error_message=_(
                    "Registration closes after it opens and no later than the visit "
                    "starts; give both moments or neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(names_due_at__isnull=True)
                | Q(names_due_at__lte=F("starts_at")),
                name="visit_names_are_due_before_it_starts",
                violation_error_message=_(
                    "Names are due no later than the visit starts."
                ),
            ),
            models.CheckConstraint(
                condition=Q(edits_until__isnull=True)
                | Q(edits_until__lte=F("starts_at")),
                name="visit_changes_end_before_it_starts",
                violation_error_message=_(
                    "Changes end no later than the visit starts."
                ),
            ),
            codes_rule(
                "visit_interpreted_known", "interpreted_into", INTERPRETED_CHOICES
            ),
            end_rule("visit_publication_ends_after_it_begins"),
            moments_rule(
                "visit_dates_in_bounds",
                "published_at",
                "starts_at",
                "ends_at",
                "registration_opens_at",
                "registration_closes_at",
                "names_due_at",
                "edits_until",
            ),
            *slug_rules("visit"),
        ]

    @property
    def cover(self) -> "VisitPicture | None":
        """The first picture."""
        return next(iter(self.pictures.all()), None)

    @property
    def held_in(self) -> str:
        """The languages that it is held in, as a phrase in the active language."""
        return held_in(self.languages)

    @property
    def where(self) -> LocalizedView:
        """The visit in the first of the reader's languages that has its `venue`.

        So the meeting place is said wherever a visit is, though in another language.
        """
        return localized_with(self, "venue")

    @property
    def bookings(self) -> Any:
        """The registrations of delegations."""
        return self.registrations

    def is_ahead(self, at: datetime) -> bool:
        """Return whether it takes place and has not begun at a moment (aware)."""
        return self.state == self.State.PLANNED and super().is_ahead(at)

    def has_come(self, at: datetime) -> bool:
        """Return whether its first day has begun at a moment (aware), in Kraków."""
        return timezone.localdate(at) >= timezone.localdate(self.starts_at)

    @property
    def has_held_seats(self) -> bool:
        """Whether held seats are left that a partner with the code may still use."""
        return self.blocks.unused().filter(left__gt=0).exists()

    @property
    def group_size(self) -> int:
        """The most people of one delegation: no more than are left, if any are left."""
        return min(self.largest_group, self.seats_left or self.largest_group)

    def registration_state_at(self, at: datetime) -> RegistrationState:
        """Return what a delegation can do at a moment (aware)."""
        state = self.RegistrationState
        if closed := self.closed_state_at(at):
            return closed
        if self.seats_left:
            return state.OPEN
        return state.WAITING if self.has_waiting_list else state.FULL

    def closed_state_at(self, at: datetime) -> RegistrationState | None:
        """Return why nobody registers at a moment (aware), without counting seats.

        None while registration is open, whether there are places or not.
        """
        state = self.RegistrationState
        if at >= self.ends_at:
            return state.PAST
        if self.state == self.State.CANCELLED:
            return state.CANCELLED
        if self.state == self.State.POSTPONED:
            return state.POSTPONED
        if self.registration_opens_at is None or self.closed_from is None:
            return state.NONE
        if at < self.registration_opens_at:
            return state.OPENS_SOON
        return state.CLOSED if at >= self.closed_from else None

    @property
    def registration_state(self) -> RegistrationState:
        """What a delegation can do now."""
        return self.registration_state_at(timezone.now())


class VisitPicture(Picture):
    """A picture of a study visit."""

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="pictures")

    class Meta(Picture.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class VisitDocumentQuerySet(DocumentQuerySet):
    """Documents of visits; some are for those who came alone."""

    def for_everybody(self) -> Self:
        return self.filter(for_participants=False)

    def for_who_came(self) -> Self:
        """Return what only those get who were there."""
        return self.filter(for_participants=True)


class VisitDocument(Document):
    """A document of a study visit, for everybody or for those who came."""

    section = "study-visits"
    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="documents")
    for_participants = models.BooleanField(
        _("only for those who came"),
        default=False,
        help_text=_(
            "Delegations that were there get it by their link, once the visit is over; "
            "nobody else does."
        ),
    )

    objects = VisitDocumentQuerySet.as_manager()

    class Meta(Document.Meta):
        pass

    @property
    def is_for_everybody(self) -> bool:
        """Whether readers of the visit's page see it, as `for_everybody` finds."""
        return not self.for_participants


class ProgrammeItem(Translatable, models.Model):
    """One timed item of a visit's programme."""

    translation_required = ("title",)

    class Kind(models.TextChoices):
        TOUR = "tour", _("tour")
        PANEL = "panel", _("panel discussion")
        TALK = "talk", _("talk")
        WORKSHOP = "workshop", _("workshop")
        BREAK = "break", _("break")
        MEAL = "meal", _("meal")

    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="programme")
    starts_at = models.DateTimeField(_("starts"), validators=[validate_date_bounds])
    ends_at = models.DateTimeField(_("ends"), validators=[validate_date_bounds])
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind.choices, default=Kind.TALK
    )
    title = CleanCharField(_("title"), max_length=160, blank=True)
    description = CleanTextField(_("description"), max_length=600, blank=True)
    speakers = CleanCharField(_("speakers"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("programme item")
        verbose_name_plural = _("programme")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="item_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            moments_rule("item_dates_in_bounds", "starts_at", "ends_at"),
        ]

    def __str__(self) -> str:
        return str(self.localized)

    def clean(self) -> None:
        """Refuse an item outside the days of its visit."""
        if not (self.starts_at and self.ends_at and self.visit_id):
            return
        days = [in_krakow(m).date() for m in (self.starts_at, self.ends_at)]
        first, last = (
            in_krakow(m).date() for m in (self.visit.starts_at, self.visit.ends_at)
        )
        if days[0] < first or days[1] > last:
            raise ValidationError(
                {"starts_at": _("This is not on a day of the visit.")}
            )
