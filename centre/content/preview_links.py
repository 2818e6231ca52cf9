"""Links by which somebody without an account looks at a draft, for some days."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

PREVIEW_DAYS = 14  # the most that a link is valid
MAX_LINKS = 10  # of one thing at once


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """Links to drafts."""

    def valid(self, at: datetime) -> Self:
        """Return the links that open something at a moment (aware)."""
        return self.filter(ends_at__gt=at)

    def of(self, thing: models.Model) -> Self:
        """Return the links that lead to a thing."""
        return self.filter(model=thing._meta.label_lower, object_key=str(thing.pk))


class PreviewLink(models.Model):
    """A secret link to the preview of one thing; deleted, it opens nothing any more.

    Only a hash of the secret is stored, so a copy of the database opens nothing.
    """

    model = models.CharField(max_length=100)
    object_key = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    ends_at = models.DateTimeField(_("valid until"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name=_("made by"),
        related_name="+",
    )

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
    def make(cls, thing: models.Model, *, days: int, at: datetime, user: Any) -> str:
        """Make a link to a thing for some days; return its secret, which is not kept.

        The oldest links give way where there would be too many.
        """
        token = secrets.token_urlsafe(32)
        cls.objects.create(
            model=thing._meta.label_lower,
            object_key=str(thing.pk),
            token_hash=_hash(token),
            made_at=at,
            ends_at=at + timedelta(days=min(days, PREVIEW_DAYS)),
            made_by=user,
        )
        newest = cls.objects.of(thing).order_by("-made_at", "-pk")
        kept = newest.values_list("pk", flat=True)[:MAX_LINKS]
        cls.objects.of(thing).exclude(pk__in=[*kept]).delete()
        return token

    @classmethod
    def thing_of(cls, token: str, at: datetime) -> Any:
        """Return what a secret opens at a moment; None where it opens none."""
        link = cls.objects.valid(at).filter(token_hash=_hash(token)).first()
        try:
            model: Any = apps.get_model(link.model) if link else None
        except LookupError:  # a kind of thing that the site no longer has
            return None
        return model and link and model.objects.filter(pk=link.object_key).first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
