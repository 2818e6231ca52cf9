"""The outbox: an e-mail is a row first, written in the transaction that causes it."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from centre.text.fields import CleanEmailField, CleanTextField
from events.mail import failures, kinds
from events.models.invitees import Invitee
from events.models.messages import StaffMessage
from events.models.querysets import OutgoingEmailQuerySet
from events.models.registrations import Registration
from events.models.requests import VisitRequest


class OutgoingEmail(models.Model):
    """One e-mail to one recipient, with its texts as they are sent.

    The texts are dropped once it is sent, because they hold the link that opens the
    registration.
    """

    Kind = kinds.Kind

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        # The worker was killed, or the connection broke, while the mail server had it.
        UNSURE = "unsure", _("perhaps sent")

    # The states that no task moves on.
    FOR_STAFF = (State.FAILED, State.UNSURE)

    registration = models.ForeignKey(
        Registration,
        models.CASCADE,
        verbose_name=_("delegation"),
        related_name="emails",
        null=True,
        blank=True,
    )
    request = models.ForeignKey(
        VisitRequest,
        models.CASCADE,
        verbose_name=_("request for a visit"),
        related_name="emails",
        null=True,
        blank=True,
    )
    # Who agreed to invitations: the mail has a link, and headers, that end them.
    invitee = models.ForeignKey(
        Invitee,
        models.SET_NULL,
        verbose_name=_("person who wants invitations"),
        related_name="emails",
        null=True,
        blank=True,
    )
    # What staff wrote, of which this is one recipient's mail.
    staff_message = models.ForeignKey(
        StaffMessage,
        models.SET_NULL,
        verbose_name=_("message to delegations"),
        related_name="emails",
        null=True,
        blank=True,
    )
    # The name of an e-mail that may be sent only once, as a reminder.
    once = models.CharField(
        max_length=80, unique=True, null=True, blank=True, editable=False
    )
    kind = models.CharField(_("kind"), max_length=32, choices=Kind.choices)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.QUEUED
    )
    recipient = CleanEmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, unique=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.CharField(
        _("what went wrong"),
        max_length=16,
        choices=failures.Failure.choices,
        blank=True,
        default="",
        db_default="",
    )
    # What the server said, or our program.
    error = CleanTextField(_("what the server said"), blank=True)
    # Its recipient may be somebody whose address a stranger typed: see AskedBy.
    limited = models.BooleanField(default=False, db_default=False, editable=False)
    # An attempt before this one may have reached the recipient.
    perhaps_sent = models.BooleanField(default=False, editable=False)
    sending_since = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(_("next attempt"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    # The same mail in the language of staff who look at it before it goes out.
    twin: Any
    # When its registration expires if it stays unsent; only the visit's desk knows it.
    ends_at: datetime | None

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index("state", "due_at", name="outgoing_email_due"),
            models.Index(fields=["-created_at", "-id"], name="outgoing_email_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="sending")
                | models.Q(sending_since__isnull=False),
                name="outgoing_email_being_sent_since",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.recipient}"

    @property
    @admin.display(description=_("what went wrong"), ordering="failure")
    def reason(self) -> str:
        """Why it did not go out, in the reader's language, with the server's words."""
        words = self.get_failure_display()
        if not words:
            return self.error
        return f"{words} ({self.error})" if self.error else words
