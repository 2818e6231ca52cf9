"""The outbox: mail is a row first, written in the transaction that causes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.registrations import Registration
from events.querysets import OutgoingEmailQuerySet


class OutgoingEmail(models.Model):
    """One mail to one recipient, whole as it goes out.

    What it says is dropped once it is sent, because it holds the link that opens
    the registration.
    """

    class Kind(models.TextChoices):
        RECEIVED = "registration_received", _("registration confirmed")
        LINK = "registration_link", _("link sent again")
        WITHDRAWN = "registration_withdrawn", _("registration withdrawn")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    registration = models.ForeignKey(
        Registration,
        models.CASCADE,
        verbose_name=_("delegation"),
        related_name="emails",
        null=True,
        blank=True,
    )
    kind = models.CharField(_("kind"), max_length=32, choices=Kind.choices)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.QUEUED
    )
    recipient = models.EmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, unique=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("what went wrong"), blank=True)
    due_at = models.DateTimeField(_("next attempt"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index("state", "due_at", name="outgoing_email_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.recipient}"
