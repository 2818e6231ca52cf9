"""Staff's own words in mails."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from centre.content.languages import Translatable, columns
from events.models.mail import OutgoingEmail
from events.models.placeholders import unknown

# What a mail has to say about its visit and its delegation, by name.
ABOUT_DELEGATION = ("reference", "contact", "organisation", "seats")
ABOUT_VISIT = ("visit", "when", "place")


class MailWording(Translatable, models.Model):
    """Words of staff in the mails of one kind, beside ours or instead of them.

    Only where that is safe: not in mails that carry a new link or staff's own answer;
    instead of ours only where our sentence holds no fact. Facts, link and reference
    are the template's and always there.
    """

    translation_required = ("extra",)

    class Kind(models.TextChoices):
        """The kinds that may be worded, under the names that the outbox has."""

        REQUESTED = OutgoingEmail.Kind.REQUESTED.value, _("request for places received")
        RECEIVED = OutgoingEmail.Kind.RECEIVED.value, _("registration confirmed")
        WAITLISTED = OutgoingEmail.Kind.WAITLISTED.value, _("on the waiting list")
        OFFERED = OutgoingEmail.Kind.OFFERED.value, _("places offered")
        LATE = OutgoingEmail.Kind.LATE.value, _("came after the deadline")
        LAPSED = OutgoingEmail.Kind.LAPSED.value, _("offer or waiting list ended")
        DECLINED = OutgoingEmail.Kind.DECLINED.value, _("registration declined")
        WITHDRAWN = OutgoingEmail.Kind.WITHDRAWN.value, _("registration withdrawn")
        CHANGED = OutgoingEmail.Kind.CHANGED.value, _("registration changed")
        VISIT_CHANGED = OutgoingEmail.Kind.VISIT_CHANGED.value, _("visit changed")
        CANCELLED = OutgoingEmail.Kind.CANCELLED.value, _("visit cancelled")
        NAMES_DUE = OutgoingEmail.Kind.NAMES_DUE.value, _("names are missing")
        REMINDER = OutgoingEmail.Kind.REMINDER.value, _("reminder")
        THANKS = OutgoingEmail.Kind.THANKS.value, _("thank you and feedback")
        DELEGATE_TOLD = (
            OutgoingEmail.Kind.DELEGATE_TOLD.value,
            _("told that she was entered"),
        )
        REQUEST_RECEIVED = (
            OutgoingEmail.Kind.REQUEST_RECEIVED.value,
            _("request for a visit received"),
        )

    # Our own first sentence says nothing here that is not said elsewhere in the mail.
    REPLACEABLE = (
        Kind.RECEIVED,
        Kind.DECLINED,
        Kind.WITHDRAWN,
        Kind.REMINDER,
        Kind.THANKS,
    )

    kind = models.CharField(_("mail"), max_length=32, choices=Kind.choices, unique=True)
    says = models.TextField(
        _("instead of our first sentence"),
        max_length=600,
        blank=True,
        help_text=_("It follows the greeting. Left empty: our own words."),
    )
    extra = models.TextField(
        _("one paragraph more"),
        max_length=1200,
        blank=True,
        help_text=_("Left empty: the mail goes out in our own words."),
    )

    class Meta:
        verbose_name = _("words in a mail")
        verbose_name_plural = _("words in mails")
        ordering = ["kind"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def names(self) -> tuple[str, ...]:
        """What may stand in braces in the words of this kind."""
        if self.kind == self.Kind.REQUEST_RECEIVED:
            return ABOUT_DELEGATION
        return (*ABOUT_VISIT, *ABOUT_DELEGATION)

    @property
    def replaceable(self) -> bool:
        """Whether our first sentence may be replaced."""
        return self.kind in self.REPLACEABLE

    def clean(self) -> None:
        """Refuse names that we don't know, and words where ours are needed."""
        faults = {}
        for language in settings.CENTRE_LANGUAGES:
            for field, column in columns(type(self), language).items():
                text = getattr(self, column) or ""
                if field == "says" and text.strip() and not self.replaceable:
                    faults[column] = ValidationError(
                        _(
                            "This mail needs our first sentence: it says what the "
                            "reader must know. Write one paragraph more instead."
                        ),
                        code="needed",
                    )
                elif pieces := unknown(text, self.names):
                    faults[column] = self._refusal(pieces)
        if faults:
            raise ValidationError(faults)

    def _refusal(self, pieces: list[str]) -> ValidationError:
        return ValidationError(
            _("We can’t fill in %(piece)s. You can write: %(names)s."),
            code="unknown",
            params={
                "piece": pieces[0],
                "names": ", ".join(f"{{{name}}}" for name in self.names),
            },
        )
