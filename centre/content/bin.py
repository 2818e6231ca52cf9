"""What was deleted, for a time: its rows as they were, to bring them back."""

from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BinEntry(models.Model):
    """A deleted thing with its rows; never a registration, a request or a person.

    `rows` are serialized, the thing itself first. `references` are the rows elsewhere
    that pointed to it and now point to nothing: table, field, keys. Files stay on disk
    as long as an entry names them.
    """

    model = models.CharField(max_length=100)
    object_key = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=250)
    rows = models.JSONField(default=list)
    references = models.JSONField(default=list)
    files = models.JSONField(default=list)
    deleted_at = models.DateTimeField(_("deleted"))
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name=_("deleted by"),
        related_name="+",
    )

    class Meta:
        app_label = "centre"
        verbose_name = _("entry of the bin")
        verbose_name_plural = _("bin")
        default_permissions = ()
        ordering = ["-deleted_at", "-pk"]
        indexes = [models.Index(fields=["-deleted_at", "-id"], name="bin_newest")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def stems(cls) -> set[str]:
        """Return the stored files that entries need, without folder and ending."""
        named = cls.objects.values_list("files", flat=True)
        return {PurePosixPath(name).stem for files in named for name in files}
