"""What staff typed into forms of the desk, and the pages that answered them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UnsavedForm(models.Model):
    """What somebody typed into a form of the desk and has not saved; theirs alone.

    `key` names the page that it was typed on, `origin` the first of the pages that go
    on from each other, `model` and `object_key` the thing: its key, "" for a new one,
    the page's address where it is no form of a thing. A form
    that was saved is empty and `closed`, so that what its page sends late is not kept
    again; `saved_digest` tells the same form sent once more.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsaved_forms"
    )
    key = models.CharField(max_length=32)
    origin = models.CharField(max_length=32, blank=True, default="", db_default="")
    model = models.CharField(max_length=100)
    object_key = models.TextField(blank=True)
    # What a browser sends of it: each name with its values; of files their names alone.
    fields = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    turn = models.PositiveIntegerField(default=0)  # its page counts what it sends
    closed = models.BooleanField(default=False)
    saved_digest = models.CharField(
        max_length=32, blank=True, default="", db_default=""
    )
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        default_permissions = ()
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint("user", "key", name="unsaved_form_once"),
            models.CheckConstraint(
                condition=Q(closed=False) | Q(fields={}, files=[]),
                name="unsaved_form_closed_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_key}".strip()


class KeptAnswer(models.Model):
    """A page that answered a form of the desk, for the person whom it answered.

    `address` is the form's own, with its query. The page is kept without what holds for
    one showing of it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_answers"
    )
    key = models.CharField(max_length=32, unique=True)
    address = models.TextField()
    html = models.TextField()
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("answer to a form")
        verbose_name_plural = _("answers to forms")
        default_permissions = ()
        ordering = ["-kept_at", "-pk"]

    def __str__(self) -> str:
        return self.address
