"""Changes of a public thing that are prepared apart; its page stays as it is meanwhile.

Words, pictures and documents alone: dates, places and numbers hold for people who rely
on them, and change at once. Each is kept with what it was when it was prepared, so that
what others changed on the public page meanwhile is told apart (records 43, 54).
"""

from collections.abc import Iterable
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from centre.content.files import HasFiles
from centre.content.languages import columns

# The rows of a thing that are prepared with it, by the name that they have on it. New
# ones wait in the rows of this name behind `NEW`.
PREPARED_ROWS = ("pictures", "documents")
NEW = "new_"
# The mark of a row that goes.
GONE = "DELETE"


def words_of(model: Any) -> list[str]:
    """Return the columns of a publishable model that can be prepared."""
    return [
        column
        for code in settings.CENTRE_LANGUAGES
        for name, column in columns(model, code).items()
        if name not in model.arranged_texts
    ]


def row_fields(model: Any) -> list[str]:
    """Return the fields of a model of rows with files that can be prepared."""
    return [
        *(
            str(build_localized_fieldname(name, code))
            for code in settings.CENTRE_LANGUAGES
            for name in model.prepared_texts
        ),
        *model.prepared_facts,
    ]


class PreparedChangeQuerySet(models.QuerySet["PreparedChange"]):
    """Prepared changes, one row for each thing that has some."""

    def of(self, thing: models.Model) -> Self:
        """Return those of a thing: one, or none."""
        return self.filter(model=thing._meta.label_lower, object_key=str(thing.pk))


class PreparedChange(models.Model):
    """What is prepared of one thing: each value as it was, and as it will be.

    `texts` are by column, `pictures` and `documents` by primary key and field.
    `appears_at` is when the clock publishes it; where that was in vain, `held` says
    why.
    """

    class Held(models.TextChoices):
        """Why the clock did not publish."""

        CHANGED = "changed", _("the public page was changed meanwhile")
        REFUSED = "refused", _("a rule refuses it now")

    model = models.CharField(max_length=100)
    object_key = models.CharField(max_length=64)
    texts = models.JSONField(_("texts"), default=dict)
    pictures = models.JSONField(_("pictures"), default=dict)
    documents = models.JSONField(
        _("documents"), default=dict, db_default=Value({}, models.JSONField())
    )
    small_change = models.BooleanField(default=False)
    appears_at = models.DateTimeField(_("appears by itself on"), null=True)
    held = models.CharField(max_length=12, choices=Held, blank=True, default="")
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name=_("prepared by"),
        related_name="+",
    )

    objects = PreparedChangeQuerySet.as_manager()

    class Meta:
        app_label = "centre"
        verbose_name = _("prepared changes")
        verbose_name_plural = _("prepared changes")
        default_permissions = ()
        ordering = ["appears_at", "pk"]
        indexes = [models.Index("appears_at", name="prepared_change_due")]
        constraints = [
            models.UniqueConstraint("model", "object_key", name="prepared_change_once"),
            models.CheckConstraint(
                condition=Q(held="") | Q(appears_at__isnull=True),
                name="prepared_change_held_waits_for_staff",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_key}"

    @property
    def thing(self) -> Any:
        """What it is prepared of; None where that is no more."""
        try:
            model: Any = apps.get_model(self.model)
            return model._base_manager.filter(pk=self.object_key).first()
        except (LookupError, ValueError):
            return None

    @classmethod
    def exists_for(cls, model: Any) -> Exists:
        """Return the condition that something is prepared of a row of a model."""
        key = Cast(OuterRef("pk"), models.CharField())
        return Exists(cls.objects.filter(model=model._meta.label_lower, object_key=key))

    def words(self, model: Any) -> dict[str, tuple[Any, Any]]:
        """Return what each column of a model was, and will be."""
        return _pairs(self.texts, words_of(model))

    def of_row(self, row: HasFiles) -> dict[str, tuple[Any, Any]]:
        """Return what each field of a row of the thing was, and will be."""
        stored = getattr(self, row.rows_name)
        pairs = stored.get(str(row.pk)) if isinstance(stored, dict) else None
        return _pairs(pairs, [*row_fields(type(row)), GONE])

    def touches(self, row: HasFiles) -> bool:
        """Return whether something of a row is prepared, or all of it is new."""
        is_replaced = row.pk in self.replacements(row.rows_name)
        return row.pk is None or is_replaced or bool(self.of_row(row))

    def is_empty(self) -> bool:
        """Return whether nothing of it differs from the public page."""
        kept = (self.texts, *(getattr(self, name) for name in PREPARED_ROWS))
        return not any((*kept, *map(self.waiting_rows, PREPARED_ROWS)))

    @property
    def waiting_files(self) -> list[str]:
        """The names of the files that wait with it."""
        rows = (row for name in PREPARED_ROWS for row in self.waiting_rows(name))
        return [file for row in rows for file in row.stored_files]

    def lay_over(self, thing: Any) -> list[str]:
        """Give a thing, unsaved, the prepared words.

        Returns the columns that were changed on the public page meanwhile, otherwise.
        """
        return _lay_over(thing, self.words(type(thing)))

    def lay_over_row(self, row: HasFiles) -> list[str]:
        """Do the same with a row; the mark of one that goes is none of its own."""
        pairs = self.of_row(row)
        pairs.pop(GONE, None)
        both = _lay_over(row, pairs)
        replacement = self.replacements(row.rows_name).get(row.pk)
        return both + (replacement.hand_over(row) if replacement else [])

    def takes_out(self, row: HasFiles) -> bool:
        """Return whether a row goes when this is published."""
        return self.of_row(row).get(GONE, (False, False))[1] is True

    def waiting_rows(self, name: str) -> list[Any]:
        """Return the rows of a name that wait: new ones, and files for present ones."""
        if name not in self._waiting:
            rows: Any = getattr(self, f"{NEW}{name}")
            self._waiting[name] = [*rows.all()] if self.pk else []
        return self._waiting[name]

    @cached_property
    def _waiting(self) -> dict[str, list[Any]]:
        return {}

    def replacements(self, name: str) -> dict[int, Any]:
        """Return the rows that wait with a file for a present row, by its key."""
        rows = self.waiting_rows(name)
        return {row.replaces: row for row in rows if row.replaces is not None}


class PreparedRow(HasFiles):
    """A new picture or document of a thing, which waits for its prepared changes."""

    prepared: Any  # the foreign key to `PreparedChange`, whose name for these differs
    replaces: int | None = None  # the key of a present row that gets its file

    class Meta:
        abstract = True

    @property
    def owner(self) -> models.Model:
        """Return the thing that it will belong to."""
        thing: models.Model = self.prepared.thing
        return thing

    @classmethod
    def of_row(cls, row: HasFiles, prepared: PreparedChange) -> Self:
        """Return one, unsaved, with the file and the words of another row."""
        return cls(prepared=prepared, **cls._values(row))

    def as_row_of(self, thing: Any) -> Any:
        """Return the row, unsaved, that the thing will have."""
        model = getattr(thing, self.rows_name).model
        return model(**{model.owner_field(): thing}, **self._values(self))

    @classmethod
    def _values(cls, row: HasFiles) -> dict[str, Any]:
        """Return the values of the fields that both have, translations included."""
        own = {field.name for field in cls._meta.concrete_fields}
        return {
            field.name: getattr(row, field.name)
            for field in row._meta.concrete_fields
            if field.name in own - {"replaces", "file_before"}
            and not field.is_relation
            and not field.primary_key
        }


def show_prepared(thing: Any) -> PreparedChange | None:
    """Let a thing that was just read look as it is prepared; None where it is not."""
    prepared = PreparedChange.objects.of(thing).first()
    if prepared is None:
        return None
    prepared.lay_over(thing)
    for name in PREPARED_ROWS:
        if hasattr(thing, name):
            shown = getattr(thing, name).all()
            shown._result_cache = _shown_rows(prepared, shown, name, thing)
            vars(thing).setdefault("_prefetched_objects_cache", {})[name] = shown
    return prepared


def _shown_rows(
    prepared: PreparedChange, rows: Iterable[Any], name: str, thing: Any
) -> list[Any]:
    present = [*rows]
    kept = [row for row in present if not prepared.takes_out(row)]
    for row in kept:
        prepared.lay_over_row(row)
    keys = {row.pk for row in present}
    new = [r for r in prepared.waiting_rows(name) if r.replaces not in keys]
    shown = [*kept, *(row.shown_with(thing) for row in new)]
    return sorted(shown, key=lambda row: row.position)


def _lay_over(row: Any, pairs: dict[str, tuple[Any, Any]]) -> list[str]:
    both = []
    for name, (before, after) in pairs.items():
        if getattr(row, name) not in _alike(before) | _alike(after):
            both.append(name)
        setattr(row, name, after)
    return both


def _alike(value: Any) -> set[Any]:
    """Return a value with what says the same: no text may be NULL or ""."""
    return {None, ""} if value in (None, "") else {value}


def _pairs(stored: Any, names: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    """Return what is stored, without what no field of the model has any more."""
    if not isinstance(stored, dict):
        return {}
    known = set(names)
    return {
        name: (pair[0], pair[1])
        for name, pair in stored.items()
        if name in known
        and isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(value, str | bool | int | None) for value in pair)
    }
