"""Changes of a public thing that are prepared apart; its page stays as it is meanwhile.

Words and what is said of pictures alone: dates, places and numbers hold for people who
rely on them, and change at once. Each is kept with what it was when it was prepared,
so that what others changed on the public page meanwhile is told apart (record 43).
"""

from collections.abc import Iterable
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from centre.content.languages import columns

# Of pictures: what is prepared besides their words, and the mark of one that goes.
GONE = "DELETE"
PICTURE_FACTS = ("credit", "decorative", "position", GONE)


def words_of(model: Any) -> list[str]:
    """Return the columns of a publishable model that can be prepared."""
    return [
        column
        for code in settings.CENTRE_LANGUAGES
        for name, column in columns(model, code).items()
        if name not in model.arranged_texts
    ]


def picture_fields() -> list[str]:
    """Return the fields of every picture that can be prepared."""
    return [
        *(
            str(build_localized_fieldname(name, code))
            for code in settings.CENTRE_LANGUAGES
            for name in ("alt", "caption")
        ),
        *PICTURE_FACTS,
    ]


class PreparedChangeQuerySet(models.QuerySet["PreparedChange"]):
    """Prepared changes, one row for each thing that has some."""

    def of(self, thing: models.Model) -> Self:
        """Return those of a thing: one, or none."""
        return self.filter(model=thing._meta.label_lower, object_key=str(thing.pk))


class PreparedChange(models.Model):
    """What is prepared of one thing: each value as it was, and as it will be.

    `texts` are by column; `pictures` by primary key and field. `appears_at` is when the
    clock publishes it; where that was in vain, `held` says why.
    """

    class Held(models.TextChoices):
        """Why the clock did not publish."""

        CHANGED = "changed", _("the public page was changed meanwhile")
        REFUSED = "refused", _("a rule refuses it now")

    model = models.CharField(max_length=100)
    object_key = models.CharField(max_length=64)
    texts = models.JSONField(_("texts"), default=dict)
    pictures = models.JSONField(_("pictures"), default=dict)
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

    def of_picture(self, key: Any) -> dict[str, tuple[Any, Any]]:
        """Return what each field of a picture was, and will be."""
        stored = self.pictures if isinstance(self.pictures, dict) else {}
        return _pairs(stored.get(str(key)), picture_fields())

    def lay_over(self, thing: Any) -> list[str]:
        """Give a thing, unsaved, the prepared words.

        Returns the columns that were changed on the public page meanwhile, otherwise.
        """
        return _lay_over(thing, self.words(type(thing)))

    def lay_over_picture(self, picture: Any) -> list[str]:
        """Do the same with a picture; the mark of one that goes is none of its own."""
        pairs = self.of_picture(picture.pk)
        pairs.pop(GONE, None)
        return _lay_over(picture, pairs)

    def takes_out(self, picture: Any) -> bool:
        """Return whether a picture goes when this is published."""
        return self.of_picture(picture.pk).get(GONE, (False, False))[1] is True


def show_prepared(thing: Any) -> PreparedChange | None:
    """Let a thing that was just read look as it is prepared; None where it is not."""
    prepared = PreparedChange.objects.of(thing).first()
    if prepared is None:
        return None
    prepared.lay_over(thing)
    if hasattr(thing, "pictures"):
        shown = thing.pictures.all()
        shown._result_cache = _shown_pictures(prepared, shown, thing)
        vars(thing).setdefault("_prefetched_objects_cache", {})["pictures"] = shown
    return prepared


def _shown_pictures(
    prepared: PreparedChange, pictures: Iterable[Any], thing: Any
) -> list[Any]:
    kept = [picture for picture in pictures if not prepared.takes_out(picture)]
    for picture in kept:
        prepared.lay_over_picture(picture)
    more: Any = prepared.new_pictures
    new = [picture.as_picture_of(thing) for picture in more.all()]
    return sorted([*kept, *new], key=lambda picture: picture.position)


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
