"""What is remembered of attempts to sign in, and of signing out everywhere."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import models
from django.dispatch import receiver
from django.utils import timezone

# In a session, as seconds since 1970: when it began, when its owner last did something.
BEGAN, ACTIVE = "centre_began", "centre_active"


class SignInCounter(models.Model):
    """Wrong attempts in a row of one kind, and when the next one is read at all.

    Its key is a hash, never a name or an address.
    """

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    free_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("last_at", name="sign_in_counter_by_time")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.failures}"


class SignOut(models.Model):
    """The moment before which all sessions of an account are over."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_out"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.at:%Y-%m-%d %H:%M}"


@receiver(user_logged_in)
def stamp_session(request: Any, **_signal: Any) -> None:
    """Write into a new session when it began, however its owner signed in."""
    now = timezone.now().timestamp()
    request.session[BEGAN] = request.session[ACTIVE] = now
