"""The kinds of things that search finds: their names, and where their pages are."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db.models import JSONField
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import Addressed, slug_column


@dataclass(frozen=True)
class Kind:
    """One kind of things; `group` is the filter that shows it."""

    model: str
    group: str
    name: str | Promise
    view: str

    def path(self, slug: str) -> str:
        """Return the path of a thing's page in the active language."""
        return reverse(self.view, kwargs={"slug": slug} if slug else None)


# The keys stand in the documents, as the database's triggers write them.
KINDS = {
    "post": Kind("news.Post", "news", _("News"), "news:post-detail"),
    "topic": Kind("news.Topic", "news", _("Topic"), "news:topic"),
    "activity": Kind(
        "events.Activity", "activities", _("Activity"), "events:activity-detail"
    ),
    "type": Kind(
        "events.ActivityType",
        "activities",
        _("Type of activity"),
        "events:activity-type",
    ),
    "visit": Kind(
        "events.StudyVisit", "visits", _("Study visit"), "events:visit-detail"
    ),
    "page": Kind("centre.Page", "pages", _("Page"), "centre:page"),
    "centre": Kind("centre.Centre", "pages", _("About us"), "centre:about"),
    "statement": Kind(
        "centre.AccessibilityStatement", "pages", _("Page"), "centre:accessibility"
    ),
}
# What stands in the address -> what the link says.
RESULT_GROUPS: dict[str, str | Promise] = {
    "activities": _("What’s on"),
    "visits": _("Study visits"),
    "news": _("News"),
    "pages": _("Pages"),
}


def kinds_of(group: str) -> list[str]:
    """Return the kinds of one group; all of them where there is no such group."""
    return [name for name, kind in KINDS.items() if group in {kind.group, ""}]


@cache
def slugs_of_things() -> RawSQL:
    """Return, for a query of documents, each thing's slugs by language.

    They are read where the thing is, so a changed address is the right one at once. It
    is no expression of Django's, because making its SQL takes longer than running it.
    """
    codes = settings.MODELTRANSLATION_LANGUAGES
    slugs = ", ".join(f"'{c}', coalesce({slug_column(c)}, slug)" for c in codes)
    models = {name: apps.get_model(kind.model) for name, kind in KINDS.items()}
    of_kinds = " ".join(
        f"WHEN '{name}' THEN (SELECT jsonb_build_object({slugs})"  # noqa: S608
        f" FROM {model._meta.db_table} thing WHERE thing.id = object_id)"
        for name, model in models.items()
        if issubclass(model, Addressed)
    )
    return RawSQL(f"CASE kind {of_kinds} END", (), JSONField())  # noqa: S611 - our own names
