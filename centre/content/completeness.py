"""In which languages each thing of the board is complete, kept by the database.

Asking the texts themselves reads all of them, the longest first. Triggers keep the
rows, in the transaction that changes a text, whoever writes and however (record 59).
"""

from collections.abc import Sequence
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

NUMBER = models.Func(
    "languages", function="cardinality", output_field=models.IntegerField()
)


class CompletenessQuerySet(models.QuerySet):
    """Things with the languages in which they are complete."""

    def of_kind(self, label: str) -> Self:
        """Return those of one model (`app.model`)."""
        return self.order_by().filter(model=label)

    def lacking(self, languages: Sequence[str]) -> Self:
        """Return those that are not complete in one of some languages, or more."""
        found = self.exclude(languages__contains=list(map(column_code, languages)))
        # What is complete in as many as there are lacks none: the index leaves it out.
        stored = len(settings.MODELTRANSLATION_LANGUAGES)
        return found.alias(number=NUMBER).filter(number__lt=stored)

    def keys(self) -> Any:
        """Return the things' keys, to choose by."""
        return self.values("object_id")


class Completeness(models.Model):
    """A thing that has a text that its model requires, and where it has all of them.

    `languages` are spelled as in columns' names (`pt_br`). It is the rule of
    `is_complete_in`; a language that is new is in none of the rows, and so lacks.
    """

    model = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    languages = ArrayField(models.CharField(max_length=12))

    objects = CompletenessQuerySet.as_manager()

    class Meta:
        app_label = "centre"
        default_permissions = ()
        indexes = [
            models.Index(
                "model",
                NUMBER,
                include=["object_id", "languages"],
                name="completeness_number",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id"], name="completeness_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.languages}"


def column_code(language: str) -> str:
    """Return a language as columns' names have it."""
    return language.replace("-", "_")
