"""What staff write to delegations themselves: a draft first, then one mail for each."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.content.date_bounds import moments_rule, validate_date_bounds
from centre.content.files import HasFiles
from centre.content.languages import fallback_chain
from centre.documents.storage import PrivateFileField
from centre.text.fields import CleanCharField, CleanTextField
from events.models.registrations import ACTIVE, Registration, RegistrationStatus
from events.models.visits import StudyVisit

# Staff write to delegations that come, may come or came: never to what has ended.
WRITTEN_TO = (*ACTIVE, RegistrationStatus.ATTENDED, RegistrationStatus.NO_SHOW)


class StaffMessageQuerySet(models.QuerySet):
    """Messages of staff."""

    def due(self, at: datetime) -> Self:
        """Return what is to be mailed at a moment (aware) and is not mailed yet."""
        waiting = self.exclude(confirmed_at=None).filter(sent_at=None)
        return waiting.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=at))


class StaffMessage(models.Model):
    """A message to delegations of one visit: a draft, then confirmed, then sent.

    One that was withdrawn before it was sent is a draft again.
    """

    visit = models.ForeignKey(
        StudyVisit,
        models.CASCADE,
        verbose_name=_("study visit"),
        related_name="messages",
    )
    recipients = models.ManyToManyField(
        Registration, verbose_name=_("delegations"), related_name="messages"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("member of staff"),
        related_name="+",
        null=True,
        editable=False,
    )
    # Sending the same form twice makes one draft.
    key = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    # Whoever sends it has seen it as it is since then.
    updated_at = models.DateTimeField(auto_now=True)
    scheduled_at = models.DateTimeField(
        _("goes out"), null=True, blank=True, validators=[validate_date_bounds]
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)

    objects = StaffMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to delegations")
        verbose_name_plural = _("messages to delegations")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="staff_message_newest"),
            # What the clock asks for each minute.
            models.Index(
                fields=["scheduled_at"],
                condition=Q(sent_at=None, confirmed_at__isnull=False),
                name="staff_message_waits",
            ),
        ]
        constraints = [
            CheckConstraint(
                condition=Q(sent_at=None) | Q(confirmed_at__isnull=False),
                name="staff_message_sent_only_if_confirmed",
            ),
            moments_rule("staff_message_date_in_bounds", "scheduled_at"),
        ]

    def __str__(self) -> str:
        text = self.text_for(settings.LANGUAGE_CODE)
        return text.subject if text else str(self._meta.verbose_name)

    @property
    def state(self) -> Promise:
        """What has become of it, in words."""
        if self.sent_at:
            return pgettext_lazy("message", "sent")
        if self.confirmed_at:
            return pgettext_lazy("message", "scheduled")
        return pgettext_lazy("message", "draft")

    def text_for(self, language: str) -> "MessageText | None":
        """Return the text that a reader of a language gets: the first of the chain."""
        texts = {text.language: text for text in self.texts.all()}
        chain = fallback_chain(language)
        return next((texts[code] for code in chain if code in texts), None)


class MessageText(models.Model):
    """The subject and the words of a message in one language."""

    message = models.ForeignKey(StaffMessage, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    subject = CleanCharField(_("subject"), max_length=150)
    body = CleanTextField(_("text"), max_length=4000)

    class Meta:
        verbose_name = _("text of a message")
        verbose_name_plural = _("texts of messages")
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(
                fields=["message", "language"], name="message_text_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class MessageAttachment(HasFiles):
    """A document that goes with a message, as it was when it was chosen.

    The store keeps one file for the same content, so nothing is copied.
    """

    message = models.ForeignKey(
        StaffMessage, models.CASCADE, related_name="attachments"
    )
    file = PrivateFileField(_("file"))
    filename = models.CharField(max_length=120)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(
                F("message"), F("file"), name="message_attachment_once_per_file"
            )
        ]

    def __str__(self) -> str:
        return self.filename
