"""Publishing: objects that are public from a moment on."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import Addressed, has_slug, led_to
from centre.content.date_bounds import (
    FIRST_MOMENT,
    LAST_MOMENT,
    validate_date_bounds,
)
from centre.content.languages import complete_languages, is_complete_in
from centre.content.made_once import rows_made_once
from centre.content.richtext import RichTextField

# The code of the error that no language is complete.
INCOMPLETE = "incomplete"


def end_rule(name: str) -> models.CheckConstraint:
    """Return the constraint that what ends begins before, in the years of all dates."""
    ends = Q(published_until__gte=FIRST_MOMENT, published_until__lt=LAST_MOMENT)
    in_order = Q(published_at=None) | Q(published_until__gt=F("published_at"))
    condition = Q(published_until=None) | (ends & in_order)
    return models.CheckConstraint(condition=condition, name=name)


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


def public_at_slug(model: Any, slug: str, at: datetime) -> Any:
    """Return what `at_slug` finds among what a model has public at a moment (aware).

    The statement is made once. Raises the model's DoesNotExist where there is none.
    """
    found = _public_with_slug(model, slug, at)
    return found[0] if found else led_to(model.objects.published(at), slug)


@rows_made_once("", datetime.min.replace(tzinfo=UTC))
def _public_with_slug(model: Any, slug: str, at: datetime) -> Any:
    return model.objects.published(at).filter(has_slug(slug))


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


class Publishable(Addressed):
    """An object with a page that is public from a moment on, or until another.

    Only the clock looks at the end (`end_publications`); until it came by, a thing is
    public.

    `arranged_texts` are translated fields that people rely on, as a place: they change
    at once, and are never prepared (record 43).
    """

    arranged_texts: ClassVar[tuple[str, ...]] = ()

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
    published_until = models.DateTimeField(
        _("published until"),
        null=True,
        blank=True,
        db_index=True,
        validators=[validate_date_bounds],
        help_text=_("Then it leaves the site by itself, and is a draft again."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse to publish without a language.

        Raises ValidationError where a date is set and no language is complete, where
        the end is not after it, or where a slug belongs to a page of the site itself.
        """
        super().clean()
        begins, ends = self.published_at, self.published_until
        if begins and ends and ends <= begins:
            text = _("This must be later than the moment from which it is published.")
            raise ValidationError({"published_until": text})
        if self.published_at and not complete_languages(self):
            text = _("Complete at least one language before publishing: %(fields)s.")
            labels = ", ".join(self.required_labels())
            error = ValidationError(text % {"fields": labels}, code=INCOMPLETE)
            raise ValidationError({"published_at": error})

    def required_labels(self) -> list[str]:
        """Return the labels of the fields that a complete language needs."""
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in self.translation_required
        ]

    def is_published(self, at: datetime | None = None) -> bool:
        """Return whether it is public at a moment, as `published()` decides in SQL."""
        return bool(self.published_at and self.published_at <= (at or timezone.now()))
