"""Reads that both apps share."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils import timezone


class PublishableQuerySet(models.QuerySet):
    """Things that are public from a moment on."""

    def published(self, at: datetime | None = None) -> Self:
        """Those that are public at a moment (aware; now if not given).

        No date is a draft, a date to come is scheduled: both stay out.
        """
        return self.filter(published_at__lte=at or timezone.now())

    def by_slug_or_former(self, slug: str) -> Any:
        """The thing with this slug, or with it as a former one; else DoesNotExist."""
        try:
            return self.get(slug=slug)
        except self.model.DoesNotExist:
            from centre.models import FormerSlug  # the models import this module

            former = FormerSlug.objects.filter(
                model=self.model._meta.label_lower, slug=slug
            )
            return self.get(pk__in=former.values("object_id"))
