"""What all links have that open one thing to somebody without an account."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

# So long is a button that is pressed again taken for the same press.
SAME_PRESS = timedelta(minutes=1)
_SALT = "centre.content.secret_links"


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
    def store(
        cls, *, at: datetime, ends_at: datetime, user: Any, press: str = "", **to: Any
    ) -> str:
        """Store a link to something, from and until; return its secret, kept nowhere.

        `to` are the fields of the model that say what it opens. `press` names the page
        on which the button is, and what was chosen there: pressed twice it makes one
        link, and both answers have its secret (record 61).
        """
        minute = int(at.timestamp() // SAME_PRESS.total_seconds())
        token, before = (_token(cls, user, press, m) for m in (minute, minute - 1))
        recent = cls._default_manager.filter(
            ends_at__gt=at, made_at__gt=at - SAME_PRESS
        )
        if press and recent.filter(token_hash=hash_token(before)).exists():
            return before
        made = {"made_at": at, "ends_at": ends_at, "made_by": user, **to}
        link, _is_new = cls._default_manager.get_or_create(
            token_hash=hash_token(token), defaults=made
        )
        if link.ends_at > at:
            return token
        return cls.store(at=at, ends_at=ends_at, user=user, **to)  # that one was ended


def _token(model: type[SecretLink], user: Any, press: str, minute: int) -> str:
    """Return the secret of a press in one minute; one by chance without a press."""
    if not press:
        return secrets.token_urlsafe(32)
    said = f"{model._meta.label} {user.pk} {minute} {press}"
    digest = salted_hmac(_SALT, said, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_token(token: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
