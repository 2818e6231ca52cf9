"""Activities: what the Centre does week by week."""

from datetime import date, time
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import Addressed, slug_rules
from centre.content.date_bounds import moments_rule
from centre.content.languages import localized_with, publishable_rule
from centre.content.mapped import mapped_indexes
from centre.content.publishing import Publishable, end_rule
from centre.content.richtext import RichTextField
from centre.documents.models import Document
from centre.models import Emblem
from centre.pictures.models import Picture
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
from events.models.querysets import ActivityQuerySet
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
