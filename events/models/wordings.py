"""Staff's own words in mails."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from centre.content.languages import Translatable, columns
from centre.text.fields import CleanTextField
from events.mail.kinds import MAIL_KINDS, CustomText, Kind, Reader
from events.models.placeholders import unknown

# What a mail has to say about its visit and its delegation, by name.
ABOUT_DELEGATION = ("reference", "contact", "organisation", "seats")
ABOUT_VISIT = ("visit", "when", "place")


class MailWording(Translatable, models.Model):
    """Words of staff in the mails of one kind, beside ours or instead of them.

    Only where that is safe, see `CustomText`. Facts, link and reference are the
    template's and always there.
    """

    translation_required = ("extra",)

    kind = models.CharField(
        _("mail"),
        max_length=32,
        choices=[
            (kind, Kind(kind).label)
            for kind, row in MAIL_KINDS.items()
            if row.custom_text is not CustomText.NOTHING
        ],
        unique=True,
    )
    says = CleanTextField(
        _("instead of our first sentence"),
        max_length=600,
        blank=True,
        help_text=_("It follows the greeting. Left empty: our own words."),
    )
    extra = CleanTextField(
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
        row = MAIL_KINDS.get(self.kind)
        if row and row.reader is Reader.REQUESTER:  # and no visit yet
            return ABOUT_DELEGATION
        return (*ABOUT_VISIT, *ABOUT_DELEGATION)

    @property
    def replaceable(self) -> bool:
        """Whether our first sentence may be replaced."""
        row = MAIL_KINDS.get(self.kind)
        return row is not None and row.custom_text is CustomText.INTRO_TOO

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
