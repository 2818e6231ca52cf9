"""The site map: every public page in the languages that it exists in."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation

from centre.content.languages import complete_languages, default_language
from centre.models import Centre, Page
from centre.web.caching import public
from events.models import Activity, ActivityType, StudyVisit
from news.models import Post, Topic

# The pages of their own, and what they list: all that changes them.
STATIC_PAGES: dict[str, tuple[Any, ...]] = {
    "centre:home": (Centre, Post, Activity, StudyVisit),
    "centre:about": (Centre,),
    "centre:search": (Centre,),
    "news:post-list": (Post,),
    "events:activity-list": (Activity,),
    "events:visit-list": (StudyVisit,),
}


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Serve one entry for each page and language, with all its translations."""
    things = {found.model: list(found) for found in public_things(timezone.now())}
    changed = {
        model: _latest(t.changed for t in rows) for model, rows in things.items()
    }
    versions: Any = Centre.history  # type: ignore[attr-defined]
    changed[Centre] = versions.aggregate(at=Max("history_date"))["at"]
    entries = [
        entry
        for name, models in STATIC_PAGES.items()
        for entry in _static(name, _latest(changed[model] for model in models))
    ]
    for rows in things.values():
        entries += [entry for thing in rows for entry in _translations(thing)]
    return TemplateResponse(
        request, "sitemap.xml", {"entries": entries}, content_type="application/xml"
    )


def public_things(at: datetime) -> list[QuerySet[Any]]:
    """Return what has a page at a moment (aware), a queryset for each kind.

    Each row has `changed`, when its page became what it is.
    """
    own = Greatest("updated_at", "published_at")
    return [
        Page.objects.published(at).annotate(changed=own),
        Post.objects.published(at).newest_first().annotate(changed=own),
        _with_members(Topic, "posts", at),
        _with_members(ActivityType, "activities", at),
        Activity.objects.published(at).annotate(changed=own),
        StudyVisit.objects.published(at).annotate(changed=own),
    ]


def _with_members(model: Any, members: str, at: datetime) -> QuerySet[Any]:
    """Return a model's rows; their pages change with them and with what they list."""
    history = model.history.filter(id=OuterRef("pk")).order_by("-history_date")
    is_public = Q(**{f"{members}__published_at__lte": at})
    return model.objects.annotate(
        written=Subquery(history.values("history_date")[:1]),
        edited=Max(f"{members}__updated_at", filter=is_public),
        shown=Max(f"{members}__published_at", filter=is_public),
        changed=Greatest(F("written"), F("edited"), F("shown")),
    )


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the latest of the moments that are known."""
    return max((moment for moment in moments if moment), default=None)


def _static(name: str, changed: datetime | None) -> list[dict[str, Any]]:
    codes = [code for code, _ in settings.LANGUAGES]
    return _entries(codes, lambda: reverse(name), changed)


def _translations(thing: Any) -> list[dict[str, Any]]:
    return _entries(complete_languages(thing), thing.get_absolute_url, thing.changed)


def _entries(
    codes: list[str], path: Callable[[], str], changed: datetime | None
) -> list[dict[str, Any]]:
    urls = {}
    for code in codes:
        with translation.override(code):
            urls[code] = settings.SITE_URL + path()
    return [
        {
            "url": urls[code],
            "alternates": urls,
            "default": urls[default_language(codes)],
            "changed": changed,
        }
        for code in codes
    ]
