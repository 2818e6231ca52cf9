"""The site map: every public page in the languages that it exists in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation

from centre.content.languages import complete_languages
from centre.models import Page
from centre.web.caching import public
from events.models import Activity, ActivityType, StudyVisit
from news.models import Post

STATIC_PAGES = [
    "centre:home",
    "centre:about",
    "news:post-list",
    "events:activity-list",
    "events:visit-list",
]


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Serve one entry for each page and language, with all its translations."""
    entries = [entry for name in STATIC_PAGES for entry in _static(name)]
    for things in public_things():
        entries += [entry for thing in things for entry in _translations(thing)]
    return TemplateResponse(
        request, "sitemap.xml", {"entries": entries}, content_type="application/xml"
    )


def public_things() -> list[Any]:
    """Return what has a page of its own, a queryset for each kind."""
    return [
        Page.objects.published(),
        Post.objects.published().newest_first(),
        ActivityType.objects.all(),
        Activity.objects.published(),
        StudyVisit.objects.published(),
    ]


def _static(name: str) -> list[dict[str, Any]]:
    codes = [code for code, _ in settings.LANGUAGES]
    return _entries(codes, lambda: reverse(name))


def _translations(thing: Any) -> list[dict[str, Any]]:
    changed = getattr(thing, "updated_at", None)
    return _entries(complete_languages(thing), thing.get_absolute_url, changed)


def _entries(codes: list[str], path: Any, changed: Any = None) -> list[dict[str, Any]]:
    urls = {}
    for code in codes:
        with translation.override(code):
            urls[code] = settings.SITE_URL + path()
    return [{"url": urls[c], "alternates": urls, "changed": changed} for c in codes]
