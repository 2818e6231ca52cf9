"""People who agreed to be invited to later study visits, and what they were invited to.

They are a class of data of their own: kept apart from the registration in which they
agreed, for two years from the consent (events/privacy).
"""

from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from centre.text.emails import FoldedEmail
from centre.text.fields import CleanCharField, CleanEmailField
from events.models.contacts import MAX_NAME
from events.models.people import NoticeVersion
from events.models.querysets import InviteeQuerySet
from events.models.visits import StudyVisit


class Invitee(models.Model):
    """One address whose owner agreed to invitations, with the proof of it.

    `text` is what was shown beside the choice, word for word, and `agreed_at` when it
    was made or renewed. What they are invited to is chosen by the topics of `visits`.
    """

    name = CleanCharField(_("name"), max_length=MAX_NAME, blank=True)
    email = CleanEmailField(_("e-mail"), max_length=254)
    language = models.CharField(_("language of the mails"), max_length=12)
    country: "models.Field[str, Country]" = CountryField(_("country"))
    text = models.ForeignKey(
        NoticeVersion, models.PROTECT, verbose_name=_("text that was shown")
    )
    agreed_at = models.DateTimeField(_("agreed"))
    visits = models.ManyToManyField(
        StudyVisit,
        related_name="invitees",
        blank=True,
        verbose_name=_("visits that they registered for"),
    )
    # Asked whether the consent still holds, before it ends.
    asked_at = models.DateTimeField(_("asked again"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("person who wants invitations")
        verbose_name_plural = _("people who want invitations")
        ordering = ["-agreed_at", "-pk"]
        indexes = [models.Index(fields=["-agreed_at", "-id"], name="invitee_newest")]
        constraints = [
            UniqueConstraint(FoldedEmail("email"), name="invitee_once_per_address")
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Invitation(models.Model):
    """That somebody was invited to a visit: never twice."""

    invitee = models.ForeignKey(Invitee, models.CASCADE, related_name="invitations")
    visit = models.ForeignKey(StudyVisit, models.CASCADE, related_name="invitations")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("invitation to a visit")
        verbose_name_plural = _("invitations to visits")
        ordering = ["-at", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["invitee", "visit"], name="invitation_once_per_visit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invitee_id} {self.visit_id}"
