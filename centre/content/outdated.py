"""Translations that were left behind: their source changed, and they did not.

A text's source is the house's own language, unless that is empty: then the first other
language that has it. The database's triggers keep the rows, in the transaction that
changes a text, whoever writes and however (record 37).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutdatedTextQuerySet(models.QuerySet):
    """Translations that were left behind."""

    def of(self, thing: Any) -> Self:
        """Return those of a thing and of its parts, by language and field."""
        found = self.filter(model=thing._meta.label_lower, object_id=thing.pk)
        return found.order_by("language", "part", "part_id", "pk")

    def confirm(self, marks: Iterable[str]) -> int:
        """Forget those of these marks: somebody has read them, and they are right.

        One whose source has changed again since its mark was shown stays.
        """
        pairs = [mark.partition("-") for mark in marks]
        numbers = [(int(a), int(b)) for a, _, b in pairs if _is_mark(a) and _is_mark(b)]
        same = Q(pk__in=[])
        for key, changes in numbers:
            same |= Q(pk=key, changes=changes)
        return self.order_by().filter(same).delete()[0]


def _is_mark(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


class OutdatedText(models.Model):
    """One field in one language whose source has changed since it was written.

    `model` and `object_id` are the thing's, `part` and `part_id` those of the row that
    has the text: the thing's again, or a session's. `source_hash` is of the source that
    the translation was right for: where the source becomes that again, the row goes.
    """

    model = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    part = models.CharField(max_length=100)
    part_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    source_hash = models.CharField(max_length=32)
    changes = models.PositiveIntegerField(default=1, db_default=1)

    objects = OutdatedTextQuerySet.as_manager()

    class Meta:
        app_label = "centre"
        verbose_name = _("outdated translation")
        verbose_name_plural = _("translations")
        default_permissions = ()
        permissions = [("propose_translation", _("Can propose translations"))]
        indexes = [models.Index(fields=["model", "object_id"], name="outdated_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "part_id", "field", "language"],
                name="outdated_text_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.part_id} {self.field} {self.language}"

    @property
    def mark(self) -> str:
        """What a form sends to say that this one has been read."""
        return f"{self.pk}-{self.changes}"


@contextmanager
def small_change(is_small: bool) -> Iterator[None]:
    """Leave no translation behind, where only a slip is corrected.

    What was left behind before stays so. Holds inside of one transaction.
    """
    _tell_triggers("on" if is_small else "off")
    yield
    _tell_triggers("off")


def _tell_triggers(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('centre.small_change', %s, true)", [value])
