"""Links by which somebody without an account translates one thing, for some days."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from centre.content.secret_links import SecretLink, SecretLinkQuerySet
from centre.text.fields import CleanCharField

LINK_DAYS = 14  # how long a link is valid
LINKS_OF_THING = 10  # of one thing in one language at once


class TranslationLinkQuerySet(SecretLinkQuerySet):
    """Links to translate something."""

    def into(self, thing: models.Model, language: str) -> Self:
        """Return the links to translate a thing into a language."""
        label = thing._meta.label_lower
        return self.filter(model=label, object_id=thing.pk, language=language)


class TranslationLink(SecretLink):
    """A secret link to translate one thing; deleted, it opens nothing any more.

    `typed` is what was typed behind it, as the
    browser sends it, `name` the given name of who wants to be thanked.
    """

    model = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12)
    typed = models.JSONField(default=dict)
    name = CleanCharField(_("given name"), max_length=60, blank=True)

    objects = TranslationLinkQuerySet.as_manager()

    class Meta:
        app_label = "centre"
        verbose_name = _("link for a volunteer")
        verbose_name_plural = _("links for volunteers")
        default_permissions = ()
        ordering = ["ends_at", "pk"]
        indexes = [models.Index("model", "object_id", name="translation_link_of")]
        constraints = [
            CheckConstraint(
                condition=Q(
                    ends_at__gt=F("made_at"),
                    ends_at__lte=F("made_at") + timedelta(days=LINK_DAYS),
                ),
                name="translation_link_ends_in_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.language}"

    @classmethod
    def make(
        cls,
        thing: models.Model,
        language: str,
        *,
        at: datetime,
        user: Any,
        press: str = "",
    ) -> str:
        """Make a link to a thing; return its secret, which is not kept.

        The oldest links give way where there would be too many.
        """
        token = cls.store(
            model=thing._meta.label_lower,
            object_id=thing.pk,
            language=language,
            at=at,
            ends_at=at + timedelta(days=LINK_DAYS),
            user=user,
            press=press,
        )
        cls.objects.into(thing, language).beyond(LINKS_OF_THING).delete()
        return token

    @classmethod
    def find(cls, token: str, at: datetime) -> "TranslationLink | None":
        """Return the link of a secret at a moment; None where it opens nothing."""
        link = cls.objects.valid(at).with_token(token).first()
        known = link and link.language in settings.CENTRE_LANGUAGES and link.thing
        return link if known else None

    @property
    def thing(self) -> Any:
        """What it leads to; None where that is gone."""
        try:
            model: Any = apps.get_model(self.model)
        except LookupError:  # a kind of thing that the site no longer has
            return None
        return model._base_manager.filter(pk=self.object_id).first()
