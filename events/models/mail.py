"""The outbox: mail is a row first, written in the transaction that causes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.querysets import OutgoingEmailQuerySet
from events.models.registrations import Registration
from events.models.requests import VisitRequest


class OutgoingEmail(models.Model):
    """One mail to one recipient, whole as it goes out.

    What it says is dropped once it is sent, because it holds the link that opens
    the registration.
    """

    class Kind(models.TextChoices):
        RECEIVED = "registration_received", _("registration confirmed")
        LINK = "registration_link", _("link sent again")
        CODE = "mail_code", _("code to show needs and addresses")
        PROOF_DUE = "proof_due", _("address still to be confirmed")
        EXPIRED = "registration_expired", _("address not confirmed in time")
        WITHDRAWN = "registration_withdrawn", _("registration withdrawn")
        REQUESTED = "registration_requested", _("request for places received")
        WAITLISTED = "registration_waitlisted", _("on the waiting list")
        OFFERED = "registration_offered", _("places offered")
        LATE = "registration_late", _("came after the deadline")
        LAPSED = "registration_lapsed", _("offer or waiting list ended")
        DECLINED = "registration_declined", _("registration declined")
        CANCELLED = "registration_cancelled", _("visit cancelled")
        CHANGED = "registration_changed", _("registration changed")
        PARTS = "parts_changed", _("parts of the visit changed")
        PART_FREE = "part_free", _("place in a part of the visit")
        CHANGE_ANSWER = "change_answer", _("answer to a request for a change")
        TAKE_OVER_ASKED = "take_over_asked", _("question to a new contact person")
        HANDED_OVER = "registration_handed_over", _("new contact person")
        JOINED = "registration_joined", _("joined with another delegation")
        JOINED_BY = "registration_joined_by", _("another delegation joined")
        VISIT_CHANGED = "visit_changed", _("visit changed")
        REMINDER = "visit_reminder", _("reminder")
        NAMES_DUE = "names_due", _("names are missing")
        THANKS = "visit_thanks", _("thank you and feedback")
        DELEGATE_TOLD = "delegate_told", _("told that she was entered")
        DELEGATE_REMOVED = "delegate_removed", _("told that she was taken off the list")
        REQUEST_RECEIVED = "visit_request_received", _("request for a visit received")
        REQUEST_ANSWER = "visit_request_answer", _("answer to a request for a visit")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        # The worker was killed, or the line was cut, while the server had it.
        UNSURE = "unsure", _("perhaps sent")

    # What does not go on by itself.
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
    # What may be sent once only (a reminder, a thank-you) has a name here.
    once = models.CharField(
        max_length=80, unique=True, null=True, blank=True, editable=False
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
    # An attempt before this one may have reached the recipient.
    perhaps_sent = models.BooleanField(default=False, editable=False)
    sending_since = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(_("next attempt"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index("state", "due_at", name="outgoing_email_due")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="sending")
                | models.Q(sending_since__isnull=False),
                name="outgoing_email_being_sent_since",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.recipient}"
