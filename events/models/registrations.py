"""Registrations of delegations. They change through `events.services` alone."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from events.models.visits import StudyVisit
from events.querysets import RegistrationQuerySet


class Registration(models.Model):
    """One delegation's registration for one visit."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Source(models.TextChoices):
        PUBLIC = "public", _("the website")
        STAFF = "staff", _("staff")

    # The statuses whose people take up places.
    HOLDING = (Status.CONFIRMED,)
    # Where each status may go; what is not here never happens.
    TRANSITIONS: dict[str, tuple[Status, ...]] = {
        Status.CONFIRMED: (Status.WITHDRAWN,),
        Status.WITHDRAWN: (),
    }

    visit = models.ForeignKey(
        StudyVisit,
        models.PROTECT,
        verbose_name=_("study visit"),
        related_name="registrations",
    )
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.CONFIRMED
    )
    organisation = models.CharField(_("organisation"), max_length=160)
    city = models.CharField(_("city"), max_length=80)
    country = CountryField(_("country"))
    contact_name = models.CharField(_("contact person"), max_length=120)
    contact_email = models.EmailField(_("e-mail"), max_length=254)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language of the mails"), max_length=12)
    seats = models.PositiveSmallIntegerField(
        _("number of people"), validators=[MinValueValidator(1)]
    )
    message = models.TextField(_("message to us"), max_length=2000, blank=True)
    source = models.CharField(
        _("registered through"),
        max_length=8,
        choices=Source.choices,
        default=Source.PUBLIC,
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    submission_hash = models.CharField(
        max_length=64, unique=True, null=True, editable=False
    )
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

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
                condition=Q(status__in=["confirmed", "withdrawn"]),
                name="registration_status_is_known",
            ),
            models.UniqueConstraint(
                "visit",
                Lower("contact_email"),
                condition=Q(status="confirmed"),
                name="registration_once_per_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.organisation}"

    @property
    def can_withdraw(self) -> bool:
        """Whether a delegation may still give its places back."""
        return self.Status.WITHDRAWN in self.TRANSITIONS[self.status]


class Delegate(models.Model):
    """A person of a delegation. Names may come later than the registration."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="delegates"
    )
    full_name = models.CharField(_("full name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.full_name


class RegistrationEvent(models.Model):
    """One step of a registration's history: rows are added, never changed."""

    class Actor(models.TextChoices):
        DELEGATION = "delegation", _("the delegation")
        STAFF = "staff", _("staff")

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="history"
    )
    from_status = models.CharField(
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

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status} > {self.to_status}"


class NoticeVersion(models.Model):
    """A text as it was shown to somebody, word for word, in one language."""

    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("text"))
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("text that was shown")
        verbose_name_plural = _("texts that were shown")

    def __str__(self) -> str:
        return f"{self.language} {self.digest[:8]}"


class Consent(models.Model):
    """What somebody agreed to or took note of, with the text and the moment."""

    class Purpose(models.TextChoices):
        NOTICE = "notice", _("has read the information on personal data")
        INVITATIONS = "invitations", _("wants invitations to later study visits")

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="consents"
    )
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose.choices)
    text = models.ForeignKey(
        NoticeVersion, models.PROTECT, verbose_name=_("text that was shown")
    )
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "purpose"], name="consent_once_per_purpose"
            )
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
