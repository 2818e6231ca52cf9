"""Activities: what the Centre does week by week."""

from datetime import date, time
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import Addressed, slug_rules
from centre.content.date_bounds import days_rule, moments_rule, validate_date_bounds
from centre.content.languages import (
    LocalizedView,
    Translatable,
    localized_with,
    publishable_rule,
)
from centre.content.mapped import mapped_indexes
from centre.content.publishing import Publishable, end_rule
from centre.content.richtext import RichTextField
from centre.documents.models import Document
from centre.models import Emblem
from centre.pictures.models import Picture
from centre.text.dates import (
    format_date,
    format_time,
    format_time_range,
    in_krakow,
)
from centre.text.fields import CleanCharField, CleanTextField
from centre.text.spoken import held_in
from events.models.codes import codes_field, codes_rule
from events.models.offers import (
    INTERPRETED_CHOICES,
    Accessible,
    Audience,
    Badge,
    Price,
    SignUp,
    badges_of,
    for_whom,
    sign_up_by,
)
from events.models.querysets import (
    MAX_SESSION_LENGTH,
    ActivityQuerySet,
    SessionQuerySet,
)
from events.models.spoken import spoken_field


class ActivityType(Addressed):
    """A type of activity: it has a page, a colour and a symbol."""

    translation_required = ("name", "description")
    page_view = "events:activity-type"

    class Role(models.TextChoices):
        """The thread of the weave that gives a type its colour and symbol."""

        WORKSHOP = "workshop", _("madder red, square")
        MEETING = "meeting", _("marigold, circle")
        SUPPORT = "support", _("green, diamond")
        GRASSROOTS = "grassroots", _("plum, triangle")

    name = CleanCharField(_("name"), max_length=120, blank=True)
    short_name = CleanCharField(
        _("short name"), max_length=40, blank=True, help_text=_("One or two words.")
    )
    description = CleanTextField(_("description"), max_length=600, blank=True)
    role = models.CharField(_("colour and symbol"), max_length=12, choices=Role.choices)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("type of activity")
        verbose_name_plural = _("types of activity")
        ordering = ["position", "pk"]
        constraints = slug_rules("type")


class Activity(Accessible, Publishable):
    """Something to join: dated sessions, or a standing offer in weekday hours."""

    translation_required = ("title", "summary")
    page_view = "events:activity-detail"
    arranged_texts = ("place",)

    type = models.ForeignKey(
        ActivityType, models.PROTECT, verbose_name=_("type"), related_name="activities"
    )
    title = CleanCharField(_("title"), max_length=160, blank=True)
    summary = CleanTextField(
        _("summary"), max_length=400, blank=True, help_text=_("One or two sentences.")
    )
    body = RichTextField(_("text"), blank=True)
    place = CleanCharField(
        _("place or room"),
        max_length=160,
        blank=True,
        help_text=_("For example: room 2."),
    )
    audiences = codes_field(Audience.choices, _("for whom"))
    audience = CleanCharField(
        _("for whom, in words"),
        max_length=200,
        blank=True,
        help_text=_("For example: beginners, children with an adult."),
    )
    languages = spoken_field()
    interpretation = CleanCharField(
        _("interpretation"),
        max_length=200,
        blank=True,
        help_text=_("For example: help in Ukrainian, Polish Sign Language on request."),
    )
    step_free = models.BooleanField(_("step-free access"), default=True)
    access_note = CleanCharField(_("more on access"), max_length=300, blank=True)
    price = models.CharField(
        _("price"),
        max_length=10,
        choices=Price.choices,
        default=Price.FREE,
        db_default=Price.FREE,
    )
    cost = CleanCharField(
        _("what it costs"),
        max_length=120,
        blank=True,
        help_text=_(
            "For example: the amount, and who pays less. Left empty: nothing to add."
        ),
    )
    signup_by = codes_field(
        SignUp.choices,
        _("sign up first"),
        _("Nothing ticked and no words below it: no sign-up, just come."),
    )
    signup = CleanCharField(
        _("how to sign up"),
        max_length=200,
        blank=True,
        help_text=_(
            "For example: the number to call. Lists say “Sign up first” where "
            "anything stands here."
        ),
    )
    organiser = CleanCharField(_("organiser"), max_length=160, blank=True)
    standing = models.BooleanField(
        _("standing offer"),
        default=False,
        help_text=_("Open in fixed weekday hours, without single dates."),
    )
    funded_by = models.ForeignKey(
        Emblem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("paid for by"),
        limit_choices_to={"kind": Emblem.Kind.FUNDER},
        help_text=_("Its emblem and its statement stand on the activity’s page."),
    )
    # The number of changes of its place; the database's trigger alone counts them.
    calendar_sequence = models.PositiveIntegerField(
        default=0, db_default=0, editable=False
    )

    objects = ActivityQuerySet.as_manager()

    # What `standing_offers` reads with each.
    stored_hours: list[dict[str, Any]]
    closed_dates: list[date]

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-published_at", "-pk"]
        indexes = [
            # Without it a filter that hardly anything meets reads all that is to come.
            GinIndex(
                fields=["languages", "interpreted_into", "audiences"],
                name="activity_asked_for",
            ),
            models.Index("type", condition=Q(standing=True), name="activity_standing"),
            *mapped_indexes("activity"),
        ]
        constraints = [
            publishable_rule("activity_published_is_complete", "title", "summary"),
            moments_rule("activity_date_in_bounds", "published_at"),
            end_rule("activity_ends_after_it_begins"),
            codes_rule(
                "activity_interpreted_known", "interpreted_into", INTERPRETED_CHOICES
            ),
            codes_rule("activity_audiences_known", "audiences", Audience.choices),
            codes_rule("activity_signup_known", "signup_by", SignUp.choices),
            models.CheckConstraint(
                condition=Q(price__in=Price.values), name="activity_price_known"
            ),
            *slug_rules("activity"),
        ]

    @property
    def cover(self) -> "ActivityPicture | None":
        """The first picture."""
        return next(iter(self.pictures.all()), None)

    @property
    def held_in(self) -> str:
        """The languages that it is held in, as a phrase in the active language."""
        return held_in(self.languages)

    @property
    def for_whom(self) -> str:
        """The groups that it is for, as a phrase in the active language."""
        return for_whom(self.audiences)

    @property
    def sign_up_by(self) -> str:
        """The ways to sign up, in the active language; "" where none is named."""
        return sign_up_by(self.signup_by)

    @property
    def weekly_hours(self) -> tuple[tuple[int, time, time], ...]:
        """Weekday (0 for Monday), opening and closing hour, as they were read with it.

        Only of what `standing_offers` returned.
        """
        return tuple(
            (
                h["weekday"],
                time.fromisoformat(h["opens"]),
                time.fromisoformat(h["closes"]),
            )
            for h in self.stored_hours
        )

    @property
    def needs_sign_up(self) -> bool:
        """Whether one has to sign up: a way is chosen, or words in any language."""
        return bool(self.signup_by or localized_with(self, "signup").signup)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """What a list says of it besides when, where and in which languages."""
        return badges_of(self)


class ActivityPicture(Picture):
    """A picture of an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="pictures")

    class Meta(Picture.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class ActivityDocument(Document):
    """A document of an activity."""

    section = "activities"
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="documents")

    class Meta(Document.Meta):
        pass


class Session(Translatable, models.Model):
    """One dated meeting of an activity."""

    translation_required = ("note",)

    class State(models.TextChoices):
        PLANNED = "planned", _("as planned")
        MOVED = "moved", _("moved")
        CANCELLED = "cancelled", _("cancelled")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"), validators=[validate_date_bounds])
    ends_at = models.DateTimeField(_("ends"), validators=[validate_date_bounds])
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    place = CleanCharField(
        _("place or room"),
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text=_("Only where it is another one than the activity’s."),
    )
    note = CleanCharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_(
            "For example: why. That it is cancelled or has moved is said beside it."
        ),
    )
    # RFC 5545, 3.8.7.4: the number of changes of its time, place or state. The
    # database's trigger alone counts them, so that no way of writing is left out.
    calendar_sequence = models.PositiveIntegerField(
        default=0, db_default=0, editable=False
    )
    # When it was to start before it was moved last; the database's trigger keeps it.
    previous_starts_at = models.DateTimeField(null=True, editable=False)
    # Unknown of what was not saved since there is this column.
    updated_at = models.DateTimeField(auto_now=True, null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index("starts_at", "id", name="session_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + MAX_SESSION_LENGTH),
                name="session_lasts_a_week_at_most",
                violation_error_message=_("A session can last a week at most."),
            ),
            models.UniqueConstraint(
                fields=["activity", "starts_at"],
                name="session_once_at_a_time",
                violation_error_message=_("This activity already starts at that time."),
            ),
            moments_rule("session_dates_in_bounds", "starts_at", "ends_at"),
        ]

    def __str__(self) -> str:
        day = format_date(self.starts_at, get_language() or settings.LANGUAGE_CODE)
        return f"{day}, {format_time(self.starts_at)}"

    @property
    def day(self) -> date:
        """The day on which it starts, in Kraków's time zone."""
        return in_krakow(self.starts_at).date()

    @property
    def where(self) -> LocalizedView:
        """Whose `place` says where it is: the session, or its activity.

        In the first of the reader's languages that has it: no room is left unsaid.
        """
        own = localized_with(self, "place")
        return own if own.place else localized_with(self.activity, "place")

    def listed_on(self, today: date) -> date:
        """Return the day that a list shows it under: today while it is running."""
        return max(self.day, today)


MIDNIGHT = time(0)


class Weekday(models.IntegerChoices):
    """Weekdays, numbered as Python does: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(models.Model):
    """The hours of a standing offer on one weekday, in Kraków's time zone.

    What closes at 0:00 closes at the end of that day.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=MIDNIGHT),
                name="hours_close_after_they_open",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday"),
        ]

    def __str__(self) -> str:
        hours = format_time_range(self.opens, self.closes)
        return f"{self.get_weekday_display()} {hours}"


class ClosingDay(models.Model):
    """A day on which a standing offer stays closed."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="closing_days")
    date = models.DateField(_("date"), validators=[validate_date_bounds])

    class Meta:
        verbose_name = _("closing day")
        verbose_name_plural = _("closing days")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "date"],
                name="closing_day_once",
                violation_error_message=_("This day is already in the list."),
            ),
            days_rule("closing_day_in_bounds", "date"),
        ]

    def __str__(self) -> str:
        return format_date(self.date, get_language() or settings.LANGUAGE_CODE)

    def clean(self) -> None:
        """Refuse a closing day of an activity that is no standing offer."""
        if self.activity_id and not self.activity.standing:
            raise ValidationError(_("Only a standing offer has closing days."))
