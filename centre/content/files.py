"""What a row of any kind says of the files that it has."""

from typing import ClassVar

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
