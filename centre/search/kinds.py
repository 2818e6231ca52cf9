"""The kinds of things that search finds: their names, and where their pages are."""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db.models import Case, JSONField, OuterRef, Subquery, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import Addressed, slug_in


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


def slugs_of_things() -> Case:
    """Return, for a query of documents, each thing's slugs by language.

    They are read where the thing is, so a changed address is the right one at once.
    """
    slugs = JSONObject(**{c: slug_in(c) for c in settings.MODELTRANSLATION_LANGUAGES})
    models = {name: apps.get_model(kind.model) for name, kind in KINDS.items()}
    return Case(
        *(
            When(
                kind=name,
                then=Subquery(
                    model._base_manager.filter(pk=OuterRef("object_id")).values_list(
                        slugs
                    )
                ),
            )
            for name, model in models.items()
            if issubclass(model, Addressed)
        ),
        output_field=JSONField(),
    )
