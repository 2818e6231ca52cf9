"""Things with a page of their own: a slug in each language, and those they had before.

Why it is so: docs/adr/0029-addresses-in-each-language.md.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import chain, count
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, In
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from centre.content.addresses import is_reserved
from centre.content.languages import Translatable, is_complete, localized_path
from centre.text.slugs import make_slug

LONGEST_SLUG = 90


def slug_columns() -> list[str]:
    """Return the columns of the slugs in all stored languages."""
    return [slug_column(code) for code in settings.MODELTRANSLATION_LANGUAGES]


@cache
def slug_column(language: str) -> str:
    """Return the column of the slug in a language."""
    return str(build_localized_fieldname("slug", language))


def slug_in(language: str) -> Coalesce:
    """Return a thing's slug in a language for the database, as `Addressed.slug_in`."""
    return Coalesce(slug_column(language), "slug")


class Addressed(Translatable, models.Model):
    """A thing with a page of its own, and a slug in each language that it has.

    `slug` never changes. Its weave is drawn from it, and it leads to the page in a
    language that has none of its own. `page_view` names the page's URL.
    """

    page_view: ClassVar[str]

    slug = models.SlugField(
        _("address"), max_length=LONGEST_SLUG, unique=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.localized) or self.slug

    def get_absolute_url(self) -> str:
        return localized_path(self.page_view, self.localized_slug)

    @property
    def localized_slug(self) -> str:
        """The slug of its page in the active language."""
        return self.slug_in(get_language() or settings.LANGUAGE_CODE)

    def slug_in(self, language: str) -> str:
        """Return the slug of its page in a language."""
        return getattr(self, slug_column(language), None) or self.slug

    def slugs(self) -> dict[str, str]:
        """Return the slug of its page in each stored language."""
        return {
            code: self.slug_in(code) for code in settings.MODELTRANSLATION_LANGUAGES
        }

    def clean(self) -> None:
        """Make the slugs that are missing, and refuse those of the site's own pages.

        Raises ValidationError.
        """
        super().clean()
        self._make_slugs()
        text = _("A page of the site itself has this address. Choose another one.")
        typed = {column: getattr(self, column) for column in slug_columns()}
        refused = {
            column: text
            for column, slug in typed.items()
            if slug and is_reserved(self.page_view, slug)
        }
        if refused:
            raise ValidationError(refused)

    def validate_unique(self, exclude: Any = None) -> None:
        """Refuse a slug that something else of its kind has in the same language.

        One that was made, and that somebody took since, is made anew. Raises
        ValidationError.
        """
        taken_since = self._taken_columns() if self._made_slugs else []
        for column in self._made_slugs.intersection(taken_since):
            setattr(self, column, self._free_slug(getattr(self, column)))
        super().validate_unique(exclude=exclude)
        text = _("Something else has this address already. Choose another one.")
        taken = {slug_column(code): text for code in self._taken_languages()}
        if taken:
            raise ValidationError(taken)

    def change_taken_slugs(self) -> tuple[str, ...]:
        """Put a number behind slugs that others have meanwhile; return the new ones."""
        taken = self._taken_columns()
        for column in taken:
            setattr(self, column, self._free_slug(getattr(self, column) or self.slug))
        return tuple(dict.fromkeys(getattr(self, column) for column in taken))

    def _taken_columns(self) -> list[str]:
        """Return the names of its slugs that something else of its kind has."""
        taken = [slug_column(code) for code in self._taken_languages()]
        if self._others().filter(slug=self.slug).exists():
            taken.insert(0, "slug")
        return taken

    def _taken_languages(self) -> list[str]:
        """Return the languages in which something else of its kind has its slug."""
        own = self.slugs()
        same = Q(*(_is(slug, code) for code, slug in own.items()), _connector=Q.OR)
        rows = self._others().filter(same).values_list(*map(slug_in, own))
        taken = [{*slugs} for slugs in zip(*rows, strict=True)]
        return [
            code
            for (code, slug), slugs in zip(own.items(), taken, strict=False)
            if slug in slugs
        ]

    @cached_property
    def _made_slugs(self) -> set[str]:
        """The columns of the slugs that nobody has typed."""
        return set()

    def _make_slugs(self) -> None:
        """Make its slug, and one for each language that it is complete in."""
        if not self.slug:
            self.slug = self._free_slug(str(self.localized))
            self._made_slugs.add("slug")
        title = self.translation_required[0]
        for code in settings.MODELTRANSLATION_LANGUAGES:
            column = slug_column(code)
            if not getattr(self, column) and is_complete(self, code):
                text = getattr(self, build_localized_fieldname(title, code))
                setattr(self, column, self._free_slug(text))
                self._made_slugs.add(column)

    def _free_slug(self, title: str) -> str:
        """Return a slug made from a title that leads to nothing else in any language.

        No other row of this model has it or had it, and no page of the site itself.
        """
        base = make_slug(title, fallback=self._meta.model_name or "")
        taken = self._slugs_of_others(base)
        numbered = (f"{base}-{n}" for n in count(2))
        return next(
            slug
            for slug in chain([base], numbered)
            if slug not in taken and not is_reserved(self.page_view, slug)
        )

    def _slugs_of_others(self, beginning: str) -> set[str]:
        """Return the slugs with a beginning that lead to other things of the kind."""
        columns = ["slug", *slug_columns()]
        alike = Q(*((f"{c}__startswith", beginning) for c in columns), _connector=Q.OR)
        rows = self._others().filter(alike).values_list(*columns)
        former = FormerSlug.objects.filter(
            model=self._meta.label_lower, slug__startswith=beginning
        ).exclude(object_id=self.pk)
        return {*chain.from_iterable(rows), *former.values_list("slug", flat=True)}

    def _others(self) -> models.QuerySet[Any]:
        return type(self)._base_manager.exclude(pk=self.pk)


for _code, _name in settings.CENTRE_LANGUAGES.items():
    Addressed.add_to_class(
        slug_column(_code),
        models.SlugField(
            format_lazy("{} – {}", _("address"), _name),
            max_length=LONGEST_SLUG,
            null=True,
            blank=True,
            db_index=False,
        ),
    )


def slug_rules(name: str) -> list[models.BaseConstraint]:
    """Return the constraints that one slug leads to one thing in each language."""
    valid = Q()
    for column in slug_columns():
        is_slug = Q((f"{column}__regex", r"^[-a-zA-Z0-9_]+$"))
        valid &= Q((f"{column}__isnull", True)) | is_slug
    return [
        models.CheckConstraint(condition=valid, name=f"{name}_slugs_valid"),
        *(
            models.UniqueConstraint(
                slug_in(code), name=f"{name}_{slug_column(code)}_once"
            )
            for code in settings.MODELTRANSLATION_LANGUAGES
        ),
    ]


class FormerSlug(models.Model):
    """A slug that an object once had in a language and that still leads to it.

    Without a language it had it in all of them.
    """

    model = models.CharField(max_length=100)
    language = models.CharField(max_length=12, default="", db_default="")
    slug = models.SlugField(max_length=LONGEST_SLUG)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "model", "slug", "language", name="former_slug_leads_to_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.slug}"

    @classmethod
    def keep(cls, obj: models.Model, slug: str, language: str = "") -> None:
        """Store that a slug which `obj` had until now still leads to it."""
        cls.objects.update_or_create(
            model=obj._meta.label_lower,
            slug=slug,
            language=language,
            defaults={"object_id": obj.pk},
        )


def keep_former_slugs(thing: Addressed, before: Mapping[str, str]) -> None:
    """Store which of the slugs that a thing had, by language, it has no longer."""
    for code, slug in before.items():
        if slug not in {thing.slug, thing.slug_in(code)}:
            FormerSlug.keep(thing, slug, code)


def at_slug(things: Any, slug: str) -> Any:
    """Return the one of these things that a slug leads to in the active language.

    It is the one whose page has it. Where there is none, it is the one that had it in
    this language, that has it in another one, or that had it in another one.

    Raises the model's DoesNotExist where there is none.
    """
    try:
        return things.get(has_slug(slug))
    except ObjectDoesNotExist:
        return led_to(things, slug)


def has_slug(slug: str) -> Q:
    """Return the condition that a thing's page has a slug in the active language."""
    return Q(_is(slug, _language()))


def slugs_that_lead(kinds: Iterable[Any], slugs: Collection[str]) -> set[str]:
    """Return those of some slugs that lead to any of these things, as `at_slug` does.

    `kinds` are querysets of things of different models. All is asked by one query.
    """
    if not slugs:
        return set()
    columns = slug_columns()
    unused = [Value(None, models.CharField())] * len(columns)
    queries = []
    for things in kinds:
        model, rows = things.model, things.order_by()
        has_one = Q(slug__in=slugs)
        for code in settings.MODELTRANSLATION_LANGUAGES:
            has_one |= Q(In(slug_in(code), slugs))
        former = FormerSlug.objects.filter(
            Exists(rows.filter(pk=OuterRef("object_id"))),
            model=model._meta.label_lower,
            slug__in=slugs,
        )
        queries += [rows.filter(has_one).values_list("slug", *columns)]
        queries += [former.values_list("slug", *unused)]
    first, *others = queries
    found = {*chain.from_iterable(first.union(*others, all=True))}
    return found.intersection(slugs)


def led_to(things: Any, slug: str) -> Any:
    """Return the one of these things that a slug leads to which no page has.

    Raises the model's DoesNotExist where there is none.
    """
    former = FormerSlug.objects.filter(model=things.model._meta.label_lower, slug=slug)
    had_it_here = former.filter(language=_language()).values("object_id")
    has_it = Q(slug=slug)
    for code in settings.MODELTRANSLATION_LANGUAGES:
        has_it |= Q(_is(slug, code))
    # Together by a union: for OR the database would read every row.
    have_it = things.model._base_manager.filter(has_it).order_by().values("pk")
    found = things.filter(pk__in=have_it.union(former.values("object_id")))
    nearest = Case(
        When(pk__in=had_it_here, then=Value(0)),
        When(has_it, then=Value(1)),
        default=Value(2),
    )
    thing = found.order_by(nearest, "pk").first()
    if thing is None:
        raise things.model.DoesNotExist
    return thing


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _is(slug: str, language: str) -> Exact:
    return Exact(slug_in(language), slug)
