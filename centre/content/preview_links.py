"""Links by which somebody without an account looks at a draft, for some days."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from centre.content.secret_links import SecretLink, SecretLinkQuerySet

PREVIEW_DAYS = 14  # the most that a link is valid
MAX_LINKS = 10  # of one thing at once


class PreviewLinkQuerySet(SecretLinkQuerySet):
    """Links to drafts."""

    def of(self, thing: models.Model) -> Self:
        """Return the links that lead to a thing."""
        return self.filter(model=thing._meta.label_lower, object_key=str(thing.pk))


class PreviewLink(SecretLink):
    """A secret link to the preview of one thing; deleted, it opens nothing any more."""

    model = models.CharField(max_length=100)
    object_key = models.CharField(max_length=64)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        app_label = "centre"
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = ()
        ordering = ["ends_at", "pk"]
        indexes = [models.Index("model", "object_key", name="preview_link_of_thing")]
        constraints = [
            CheckConstraint(
                condition=Q(
                    ends_at__gt=F("made_at"),
                    ends_at__lte=F("made_at") + timedelta(days=PREVIEW_DAYS),
                ),
                name="preview_link_ends_in_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_key}"

    @classmethod
    def make(
        cls, thing: models.Model, *, days: int, at: datetime, user: Any, press: str = ""
    ) -> str:
        """Make a link to a thing for some days; return its secret, which is not kept.

        The oldest links give way where there would be too many.
        """
        token = cls.store(
            model=thing._meta.label_lower,
            object_key=str(thing.pk),
            at=at,
            ends_at=at + timedelta(days=min(days, PREVIEW_DAYS)),
            user=user,
            press=press and f"{press} {days}",
        )
        cls.objects.of(thing).beyond(MAX_LINKS).delete()
        return token

    @classmethod
    def thing_of(cls, token: str, at: datetime) -> Any:
        """Return what a secret opens at a moment; None where it opens none."""
        link = cls.objects.valid(at).with_token(token).first()
        try:
            model: Any = apps.get_model(link.model) if link else None
        except LookupError:  # a kind of thing that the site no longer has
            return None
        return model and link and model.objects.filter(pk=link.object_key).first()
