"""Records about nobody: figures, feedback, the purge's ledger, rate limits."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from centre.text.fields import CleanCharField, CleanTextField
from events.models.visits import StudyVisit


class VisitFigure(models.Model):
    """How many people a city sent to a visit. No personal data, so kept for ever."""

    visit = models.ForeignKey(
        StudyVisit,
        models.PROTECT,
        verbose_name=_("study visit"),
        related_name="figures",
    )
    country: "models.Field[str, Country]" = CountryField(_("country"))
    city = CleanCharField(_("city"), max_length=80)
    delegations = models.PositiveSmallIntegerField(_("delegations"))
    seats = models.PositiveIntegerField(_("registered people"))
    attended = models.PositiveIntegerField(_("people who came"))

    class Meta:
        verbose_name = _("figure of a visit")
        verbose_name_plural = _("the year in numbers")
        ordering = ["country", "city"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "country", "city"], name="figure_once_per_city"
            )
        ]

    def __str__(self) -> str:
        return f"{self.city}: {self.seats}"


class Feedback(models.Model):
    """What a delegation says after a visit. No row links it to the delegation."""

    visit = models.ForeignKey(
        StudyVisit,
        models.CASCADE,
        verbose_name=_("study visit"),
        related_name="feedback",
    )
    language = models.CharField(_("language"), max_length=12)
    score = models.PositiveSmallIntegerField(
        _("how useful it was (1 to 5)"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    useful = CleanTextField(_("what was most useful"), max_length=1000, blank=True)
    missing = CleanTextField(_("what was missing"), max_length=1000, blank=True)
    given_on = models.DateField(_("given on"))

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=5), name="feedback_score_in_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.score}"


class RetentionRun(models.Model):
    """One line of the purge's ledger: what a rule erased.

    Its hash covers the line before, so changing or removing a line breaks every hash
    after it.
    """

    at = models.DateTimeField(_("when"))
    rule = models.CharField(_("rule"), max_length=40)
    days = models.PositiveSmallIntegerField(
        _("kept for (days)"), default=0, help_text=_("As it was set at that moment.")
    )
    erased = models.PositiveIntegerField(_("rows erased"))
    keys = ArrayField(
        models.BigIntegerField(), verbose_name=_("numbers of the rows"), default=list
    )
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("purge of personal data")
        verbose_name_plural = _("personal data that we hold")
        ordering = ["pk"]
        permissions = [
            ("erase_person", _("Can export and erase all data about a person"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["previous_hash"], name="retention_ledger_has_one_chain"
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d} {self.rule}: {self.erased}"


class ErasedAddress(models.Model):
    """That somebody with an address was erased on request, without the address.

    Its hash is keyed by the site's secret key. With it a backup that was made before
    can be made to forget the person as well.
    """

    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("erased address")
        verbose_name_plural = _("erased addresses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["address_hash", "at"], name="erased_address_once"
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d} {self.address_hash[:8]}"


class RateWindow(models.Model):
    """A counter of a rate limit. Its key is a hash, never an IP or e-mail address."""

    key = models.CharField(max_length=64)
    begins_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "begins_at"], name="rate_window_once"
            )
        ]
        indexes = [models.Index("begins_at", name="rate_window_by_time")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"


class ClockRun(models.Model):
    """When the due work was done last; one row, so that its standing still is seen."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField()
    # The kinds of due work that raised an error.
    failing = ArrayField(
        models.CharField(max_length=20), default=list, db_default=models.Value([])
    )

    class Meta:
        verbose_name = _("run of the clock")
        verbose_name_plural = _("runs of the clock")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="clock_run_is_one_row")
        ]

    def __str__(self) -> str:
        return str(self.at)
