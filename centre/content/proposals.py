"""Translations that somebody proposes: nothing of them is on the site until taken over.

A proposal is about one thing in one language. It knows which texts it was made from, so
that staff are told where these have changed since.
"""

from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.content.translation_links import TranslationLink
from centre.text.fields import CleanCharField, CleanTextField

MAX_TEXT = 100_000  # characters of one field


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals."""

    def waiting(self) -> Self:
        """Return those that nobody has decided yet."""
        return self.filter(state=Proposal.State.WAITING)

    def of(self, thing: models.Model, language: str) -> Self:
        """Return those for a thing in a language."""
        label = thing._meta.label_lower
        return self.filter(model=label, object_id=thing.pk, language=language)


class Proposal(models.Model):
    """What somebody proposes for fields of one thing in one language.

    `texts` has the proposed text of each field; one that equals the present text says
    that it is still right. `made_from` has the digests of the source and of the text
    that there was. It is an account's, or came by a volunteer's link. Who sends again
    replaces what waits: `revision` counts it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("proposal", "waiting")
        TAKEN_OVER = "taken_over", pgettext_lazy("proposal", "taken over")
        REFUSED = "refused", pgettext_lazy("proposal", "refused")

    model = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12)
    texts = models.JSONField(_("proposed texts"), default=dict)
    made_from = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("proposed"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name=_("proposed by"),
        related_name="+",
    )
    link = models.ForeignKey(
        TranslationLink, models.SET_NULL, null=True, related_name="proposals"
    )
    volunteer = CleanCharField(
        _("given name"), max_length=60, blank=True, db_default=""
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.WAITING
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name=_("decided by"),
        related_name="+",
    )
    taken_fields = models.JSONField(default=list)
    answer = CleanTextField(_("a word to who proposed it"), max_length=500, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        app_label = "centre"
        verbose_name = _("proposed translation")
        verbose_name_plural = _("proposed translations")
        default_permissions = ()
        ordering = ["made_at", "pk"]
        indexes = [models.Index("model", "object_id", name="proposal_of_thing")]
        constraints = [
            UniqueConstraint(
                "model",
                "object_id",
                "language",
                "made_by",
                condition=Q(state="waiting"),
                name="proposal_waits_once",
            ),
            UniqueConstraint(
                "link", condition=Q(state="waiting"), name="proposal_of_link_waits_once"
            ),
            CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="proposal_decided_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.language}"

    @property
    def thing(self) -> Any:
        """The thing that it is about; None where that is gone."""
        try:
            model: Any = apps.get_model(self.model)
        except LookupError:  # a kind of thing that the site no longer has
            return None
        return model._base_manager.filter(pk=self.object_id).first()

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.state == self.State.WAITING

    @property
    def proposer(self) -> str:
        """Who made it, as staff read it; "" where that is not known any more."""
        return str(self.made_by or self.volunteer)


def text_digests(texts: list[str]) -> list[str]:
    """Return a digest of each text, the one that outdated translations are known by.

    White space makes no difference, as the database's triggers have it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(translation_plain(text)) FROM unnest(%s::text[]) "
            "WITH ORDINALITY AS each(text, number) ORDER BY number",
            [texts],
        )
        return [digest for (digest,) in cursor.fetchall()]
