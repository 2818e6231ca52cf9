"""What a row of any kind says of the files that it has."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models


class HasFiles(models.Model):
    """A row that belongs to one object and has files of its own in a store.

    Of rows that are prepared with their object: `rows_name` is their name on it,
    `prepared_texts` and `prepared_facts` are the fields that can wait with its words.
    """

    rows_name: ClassVar[str] = ""
    prepared_texts: ClassVar[tuple[str, ...]] = ()
    prepared_facts: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @property
    def owner(self) -> models.Model:
        """Return the object that it belongs to."""
        return getattr(self, self.owner_field())

    @property
    def stored_files(self) -> list[str]:
        """The names of its files, as their store knows them."""
        fields = (f for f in self._meta.fields if isinstance(f, models.FileField))
        return [name for f in fields if (name := getattr(self, f.attname).name)]

    @classmethod
    def owner_field(cls) -> str:
        """Return the name of the field that leads to what it belongs to."""
        fields = cls._meta.fields
        return next(f.name for f in fields if f.many_to_one or f.one_to_one)


def kinds_seen_by(user: Any, models: Iterable[Any]) -> list[Any]:
    """Return those of some models of rows with files whose rows a user may see.

    What only waits to be published is nobody's to see here, a superuser's neither.
    """
    return [
        m
        for m in models
        if "view" in m._meta.default_permissions
        and user.has_perm(f"{m._meta.app_label}.view_{m._meta.model_name}")
    ]
