"""Delegates, their needs, consents and arrivals."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.text.fields import CleanCharField, CleanEmailField
from events.models.contacts import MAX_NAME
from events.models.querysets import ConsentQuerySet
from events.models.registrations import Registration


class Delegate(models.Model):
    """A named person of a delegation, who may be entered after the registration."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="delegates"
    )
    full_name = CleanCharField(_("full name"), max_length=MAX_NAME)
    badge_name = CleanCharField(_("name on the badge"), max_length=60, blank=True)
    role = CleanCharField(_("position"), max_length=120, blank=True)
    email = CleanEmailField(_("e-mail"), max_length=254, blank=True)
    language = models.CharField(
        _("language of the mails"),
        max_length=12,
        blank=True,
        help_text=_("Left empty: the delegation’s."),
    )
    token_version = models.PositiveSmallIntegerField(default=1, editable=False)
    # Of the delegate's link only the hash is stored; empty while there is no link.
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    # GDPR, article 14: when the delegate was told that somebody else entered them.
    told_at = models.DateTimeField(null=True, editable=False)
    # Since then the name is "guest 3" (events/privacy).
    anonymised_at = models.DateTimeField(
        _("personal data erased"), null=True, blank=True, editable=False
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.full_name


class Need(models.Model):
    """What a delegate or a delegation needs. It is health data, so in its own table.

    GDPR, article 9: it is stored only with explicit consent, seen by few and erased
    first.
    """

    class Kind(models.TextChoices):
        INTERPRETATION = "interpretation", _("interpretation")
        SIGN_LANGUAGE = "sign_language", _("sign language")
        DIET = "diet", _("food")
        ACCESS = "access", _("access")

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="needs")
    delegate = models.ForeignKey(
        Delegate,
        models.CASCADE,
        verbose_name=_("delegate"),
        related_name="needs",
        null=True,
        blank=True,
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    code = CleanCharField(
        _("which"),
        max_length=24,
        blank=True,
        help_text=_("A short word by which needs are counted, for example: vegan."),
    )
    text = CleanCharField(_("in own words"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["kind", "code", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class NoticeVersion(models.Model):
    """A text that somebody was shown, word for word, in one language."""

    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("text"))
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("text that was shown")
        verbose_name_plural = _("texts that were shown")

    def __str__(self) -> str:
        return f"{self.language} {self.digest[:8]}"


class Consent(models.Model):
    """Something that a person agreed to or read, with the text and the moment."""

    class Purpose(models.TextChoices):
        NOTICE = "notice", _("has read the information on personal data")
        INVITATIONS = "invitations", _("wants invitations to later study visits")
        NEEDS = "needs", _("agrees that we keep what the delegation needs")
        PICTURES = "pictures", _("agrees to published pictures of her")

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="consents"
    )
    delegate = models.ForeignKey(
        Delegate,
        models.CASCADE,
        verbose_name=_("delegate"),
        related_name="consents",
        null=True,
        blank=True,
    )
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose.choices)
    text = models.ForeignKey(
        NoticeVersion, models.PROTECT, verbose_name=_("text that was shown")
    )
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "purpose", "delegate"],
                name="consent_once_per_purpose",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it is in force and no mere note that somebody read a notice."""
        return self.purpose != self.Purpose.NOTICE and self.withdrawn_at is None


class Arrival(models.Model):
    """One person who was checked in. A mistake is undone and never deleted."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="arrivals"
    )
    delegate = models.ForeignKey(
        Delegate, models.SET_NULL, related_name="arrivals", null=True, blank=True
    )
    at = models.DateTimeField(_("when"))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("member of staff"),
        null=True,
        blank=True,
        related_name="+",
    )
    # By the link for the door that `staff` made.
    by_link = models.BooleanField(default=False, db_default=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegate"],
                condition=Q(delegate__isnull=False, undone_at__isnull=True),
                name="arrival_once_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {timezone.localtime(self.at):%H:%M}"
