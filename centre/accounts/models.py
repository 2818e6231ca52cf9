"""What is remembered of attempts to sign in."""

from django.db import models


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
