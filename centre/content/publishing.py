"""Things that are public from a moment on, and the addresses that lead to them."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.languages import Translatable, complete_languages, is_complete_in
from centre.content.richtext import RichTextField
from centre.text.slugs import make_slug


class PublishableQuerySet(models.QuerySet):
    """Things that are public from a moment on."""

    def published(self, at: datetime | None = None) -> Self:
        """Those that are public at a moment (aware; now if not given).

        No date is a draft, a date to come is scheduled: both stay out.
        """
        return self.filter(published_at__lte=at or timezone.now())

    def brief(self) -> Self:
        """Without the long texts, knowing in which languages each is complete.

        For lists and menus: the texts would be most of what is read, for nothing.
        """
        long_texts = [
            field.name
            for field in self.model._meta.fields
            if isinstance(field, RichTextField)
        ]
        return self.defer(*long_texts).annotate(**_known(self.model))

    def by_slug_or_former(self, slug: str) -> Any:
        """The thing with this slug, or with it as a former one; else DoesNotExist."""
        try:
            return self.get(slug=slug)
        except ObjectDoesNotExist:
            return FormerSlug.now_of(self, slug).get()


@cache
def _known(model: type[models.Model]) -> dict[str, RawSQL]:
    """The database's answers on completeness, `is_complete_in_pl` and so on.

    `is_complete_in` put into SQL once: doing it anew for every list costs more than all
    else in making the list's query.
    """
    return {
        f"is_complete_in_{c}": _whole(model, c)
        for c in settings.MODELTRANSLATION_LANGUAGES
    }


def _whole(model: type[models.Model], language: str) -> RawSQL:
    required = model.translation_required  # type: ignore[attr-defined]
    query = Query(model)
    condition = query.build_where(is_complete_in(language, required))
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = condition.as_sql(compiler, connections[DEFAULT_DB_ALIAS])
    return RawSQL(sql, params, models.BooleanField())  # noqa: S611 - made by Django


class Publishable(Translatable, models.Model):
    """Something that has an address and is public from a moment on."""

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
        """Make the slug if there is none, and refuse to publish without a language."""
        if not self.slug:
            self.slug = self.free_slug()
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
        """The names of the fields that a complete language needs."""
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in self.translation_required
        ]

    def free_slug(self) -> str:
        """A slug from the title that no other row of this kind has."""
        base = make_slug(str(self.localized), fallback=self._meta.model_name or "")
        taken = set(
            type(self)
            .objects.filter(slug__startswith=base)
            .exclude(pk=self.pk)
            .values_list("slug", flat=True)
        )
        numbers = (f"{base}-{n}" for n in range(2, len(taken) + 3))
        return base if base not in taken else next(s for s in numbers if s not in taken)

    def is_published(self, at: datetime | None = None) -> bool:
        """The row's side of `published()`: both must agree at every moment."""
        return bool(self.published_at and self.published_at <= (at or timezone.now()))


class FormerSlug(models.Model):
    """An address that a thing once had and that still leads to it."""

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
        """Let an address that `obj` had until now lead to it from now on."""
        cls.objects.update_or_create(
            model=obj._meta.label_lower, slug=slug, defaults={"object_id": obj.pk}
        )

    @classmethod
    def now_of(cls, things: models.QuerySet, slug: str) -> models.QuerySet:
        """The one of these things, if any, that once had this address."""
        former = cls.objects.filter(model=things.model._meta.label_lower, slug=slug)
        return things.filter(pk__in=former.values("object_id"))
