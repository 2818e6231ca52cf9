"""What the database knows of the people who run the site: roles, and what they did."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.text.fields import CleanCharField


class StaffRole(models.Model):
    """Which group is a ready-made role, whatever the group is called.

    What a role is and may do stands in `centre.staff.roles`.
    """

    key = models.CharField(max_length=32, unique=True)
    group = models.OneToOneField(Group, models.CASCADE, related_name="role")

    class Meta:
        app_label = "centre"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class StaffAction(models.Model):
    """One thing that somebody of staff did; never what was written, or about whom.

    It names a thing by its kind and key, fields by their names, and the person by the
    account and by the name that the account had: that stays when the account goes.
    Whoever acts on a delegation acts on its behalf.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        SIGNED_OUT = "signed_out", _("signed out")
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")
        ACTED = "acted", _("acted on behalf of")
        CHECKED_IN = "checked_in", _("let people in")
        UNDONE = "undone", _("took back a check-in")
        EXPORTED = "exported", _("exported")
        PRINTED = "printed", _("printed")
        ERASED = "erased", _("erased personal data")
        ROLES = "roles", _("changed roles")

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    username = CleanCharField(_("who"), max_length=150)
    kind = models.CharField(_("what"), max_length=16, choices=Kind.choices)
    model = models.CharField(max_length=100, blank=True)
    object_key = models.CharField(max_length=64, blank=True)
    details = models.JSONField(_("more"), default=list)

    class Meta:
        app_label = "centre"
        verbose_name = _("action of staff")
        verbose_name_plural = _("log: who did what")
        default_permissions = ("view",)
        ordering = ["-at", "-pk"]
        indexes = [models.Index("at", name="staff_action_by_time")]

    def __str__(self) -> str:
        return f"{self.username}: {self.kind} {self.model} {self.object_key}".strip()


class FormPresence(models.Model):
    """Who has the form of a thing open: one row for each account and thing.

    `window` is the page that was heard of last; `is_heard` says that its script tells
    of it again and again, so that silence means that it is closed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    model = models.CharField(max_length=100)
    object_key = models.CharField(max_length=64)
    window = models.CharField(max_length=32)
    is_heard = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        app_label = "centre"
        default_permissions = ()
        indexes = [models.Index("seen_at", name="form_presence_by_time")]
        constraints = [
            models.UniqueConstraint(
                "model", "object_key", "user", name="form_presence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_key} {self.user_id}"
