"""Reads that both apps share."""

from datetime import datetime
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query
from django.utils import timezone

from centre.languages import whole_in
from centre.richtext import RichTextField


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
        except self.model.DoesNotExist:
            from centre.models import FormerSlug  # the models import this module

            return FormerSlug.now_of(self, slug).get()


@cache
def _known(model: type[models.Model]) -> dict[str, RawSQL]:
    """The database's answers on completeness, `whole_in_pl` and so on.

    `whole_in` put into SQL once: doing it anew for every list costs more than all
    else in making the list's query.
    """
    return {
        f"whole_in_{c}": _whole(model, c) for c in settings.MODELTRANSLATION_LANGUAGES
    }


def _whole(model: type[models.Model], language: str) -> RawSQL:
    required = model.translation_required  # type: ignore[attr-defined]
    query = Query(model)
    condition = query.build_where(whole_in(language, required))
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = condition.as_sql(compiler, connections[DEFAULT_DB_ALIAS])
    return RawSQL(sql, params, models.BooleanField())  # noqa: S611 - made by Django
