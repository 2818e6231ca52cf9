"""What all links have that open one thing to somebody without an account."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SecretLinkQuerySet(models.QuerySet):
    """Secret links."""

    def valid(self, at: datetime) -> Self:
        """Return the links that open something at a moment (aware), or will."""
        return self.filter(ends_at__gt=at)

    def with_token(self, token: str) -> Self:
        """Return the link of a secret: one, or none."""
        return self.filter(token_hash=hash_token(token))

    def beyond(self, number: int) -> Self:
        """Return all but the newest of these links."""
        newest = self.order_by("-made_at", "-pk").values_list("pk", flat=True)
        return self.exclude(pk__in=[*newest[:number]])


class SecretLink(models.Model):
    """A secret link, made by somebody of the staff.

    Only a hash of the secret is stored, so a copy of the database opens nothing. It is
    asked for by a long random text, so one round of hashing is enough. Opening it
    writes nothing, because messengers open links by themselves.
    """

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

    class Meta:
        abstract = True

    @classmethod
    def store(cls, *, at: datetime, ends_at: datetime, user: Any, **to: Any) -> str:
        """Store a link to something, from and until; return its secret, kept nowhere.

        `to` are the fields of the model that say what it opens.
        """
        token = secrets.token_urlsafe(32)
        link = cls(token_hash=hash_token(token), made_at=at, made_by=user, **to)
        link.ends_at = ends_at
        link.save(force_insert=True)
        return token


def hash_token(token: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
