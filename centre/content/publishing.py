"""Publishing: objects that are public from a moment on, and their slugs."""

from datetime import datetime
from functools import cache
from itertools import chain, count
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.addresses import is_reserved
from centre.content.date_bounds import validate_date_bounds
from centre.content.languages import Translatable, complete_languages, is_complete_in
from centre.content.richtext import RichTextField
from centre.text.slugs import make_slug


class PublishableQuerySet(models.QuerySet):
    """Objects that are public from a moment on."""

    def published(self, at: datetime | None = None) -> Self:
        """Return the objects that are public at a moment (aware; now if not given).

        Drafts have no date, scheduled objects a later one: both stay out.
        """
        return self.filter(published_at__lte=at or timezone.now())

    def complete_in(self, language: str) -> Self:
        """Return the objects that have every text they need in one language."""
        required = self.model.translation_required  # type: ignore[attr-defined]
        return self.filter(is_complete_in(language, required))

    def brief(self) -> Self:
        """Leave out the rich texts; annotate in which languages each is complete.

        For lists and menus, which would read mostly texts that they don't show.
        """
        long_texts = [
            field.name
            for field in self.model._meta.fields
            if isinstance(field, RichTextField)
        ]
        return self.defer(*long_texts).annotate(**_completeness(self.model))

    def by_slug_or_former(self, slug: str) -> Any:
        """Return the object that has this slug, or had it formerly.

        Raises the model's DoesNotExist where there is none.
        """
        try:
            return self.get(slug=slug)
        except ObjectDoesNotExist:
            return FormerSlug.now_of(self, slug).get()


@cache
def _completeness(model: type[models.Model]) -> dict[str, RawSQL]:
    """Return the annotations `is_complete_in_pl` and so on.

    They are compiled to SQL once: doing it for every list costs more than all the rest
    of making the list's query.
    """
    return {
        f"is_complete_in_{c}": _completeness_sql(model, c)
        for c in settings.MODELTRANSLATION_LANGUAGES
    }


def _completeness_sql(model: type[models.Model], language: str) -> RawSQL:
    required = model.translation_required  # type: ignore[attr-defined]
    query = Query(model)
    condition = query.build_where(is_complete_in(language, required))
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = condition.as_sql(compiler, connections[DEFAULT_DB_ALIAS])
    return RawSQL(sql, params, models.BooleanField())  # noqa: S611 - made by Django


class Publishable(Translatable, models.Model):
    """An object that has a slug and is public from a moment on."""

    slug = models.SlugField(
        _("address"),
        max_length=90,
        unique=True,
        blank=True,
        help_text=_(
            "The last part of the web address. Left empty, it is made from the title."
        ),
    )
    published_at = models.DateTimeField(
        _("published from"),
        null=True,
        blank=True,
        db_index=True,
        validators=[validate_date_bounds],
        help_text=_(
            "Empty: a draft, visible only here. "
            "In the future: it appears by itself at that moment."
        ),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PublishableQuerySet.as_manager()

    if TYPE_CHECKING:

        def get_absolute_url(self) -> str: ...

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.localized) or self.slug

    def clean(self) -> None:
        """Make the slug if there is none, and refuse to publish without a language.

        Raises ValidationError where a date is set and no language is complete, or where
        the slug belongs to a page of the site itself.
        """
        if not self.slug:
            self.slug = self.free_slug()
        elif is_reserved(self):
            text = _("A page of the site itself has this address. Choose another one.")
            raise ValidationError({"slug": text})
        if self.published_at and not complete_languages(self):
            raise ValidationError(
                {
                    "published_at": _(
                        "Complete at least one language before publishing: %(fields)s."
                    )
                    % {"fields": ", ".join(self.required_labels())}
                }
            )

    def required_labels(self) -> list[str]:
        """Return the labels of the fields that a complete language needs."""
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in self.translation_required
        ]

    def free_slug(self) -> str:
        """Return a slug made from the title that leads to this object alone.

        No other row of this model has it, and no page of the site itself.
        """
        base = make_slug(str(self.localized), fallback=self._meta.model_name or "")
        taken = set(
            type(self)
            .objects.filter(slug__startswith=base)
            .exclude(pk=self.pk)
            .values_list("slug", flat=True)
        )
        numbers = (f"{base}-{n}" for n in count(2))
        return next(s for s in chain([base], numbers) if self._leads_here(s, taken))

    def _leads_here(self, slug: str, taken: set[str]) -> bool:
        """Return whether an address with this slug is free for the object."""
        before, self.slug = self.slug, slug
        try:
            return slug not in taken and not is_reserved(self)
        finally:
            self.slug = before

    def is_published(self, at: datetime | None = None) -> bool:
        """Return whether it is public at a moment, as `published()` decides in SQL."""
        return bool(self.published_at and self.published_at <= (at or timezone.now()))


class FormerSlug(models.Model):
    """A slug that an object once had and that still leads to it."""

    model = models.CharField(max_length=100)
    slug = models.SlugField(max_length=90)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("model", "slug", name="former_slug_leads_to_one")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.slug}"

    @classmethod
    def keep(cls, obj: models.Model, slug: str) -> None:
        """Store that a slug which `obj` had until now still leads to it."""
        cls.objects.update_or_create(
            model=obj._meta.label_lower, slug=slug, defaults={"object_id": obj.pk}
        )

    @classmethod
    def now_of(cls, things: models.QuerySet, slug: str) -> models.QuerySet:
        """Return the one of these objects, if any, that once had this slug."""
        former = cls.objects.filter(model=things.model._meta.label_lower, slug=slug)
        return things.filter(pk__in=former.values("object_id"))
