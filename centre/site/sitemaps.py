"""The site map: every public page in the languages that it exists in.

An index names the parts. A part holds the things of one kind whose keys lie in one
range, so each costs the same however many there are, and a new thing changes the last
part alone (docs/adr/0027-what-machines-read.md).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from centre.content.addressed import slug_columns
from centre.content.languages import complete_languages, default_language
from centre.content.mapped import KEYS_A_PART, changes_of_parts
from centre.content.publishing import Publishable
from centre.models import Centre, HouseClosure, Page
from centre.web.caching import public
from centre.web.years import years_of
from events.activities.archive import taken_place
from events.models import Activity, ActivityType, StudyVisit
from news.models import Post, Topic

# The pages of their own, and the kinds of what they list: all that changes them.
STATIC_PAGES: dict[str, tuple[str, ...]] = {
    "centre:home": ("posts", "activities", "visits"),
    "centre:about": (),
    "centre:search": (),
    "news:post-list": ("posts",),
    "events:activity-list": ("activities",),
    "events:visit-list": ("visits",),
}
STATIC = "house"
LAST_PART = 2**31
PART_BEGINS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
"""
PART_ENDS = "</urlset>\n"
LINK = '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>'

Languages = dict[str, str]


@dataclass(frozen=True)
class Part:
    """One file of the map, and when the latest of its pages changed."""

    kind: str
    number: int
    changed: datetime | None

    @property
    def url(self) -> str:
        where = {"kind": self.kind, "number": self.number}
        return settings.SITE_URL + reverse("sitemap-part", kwargs=where)


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Serve the index: one entry for each part."""
    parts = _parts(timezone.now())
    house = Part(STATIC, 0, _latest([_house_changed(), *(p.changed for p in parts)]))
    context = {"parts": [house, *parts]}
    return TemplateResponse(
        request, "sitemap.xml", context, content_type="application/xml"
    )


@public
def sitemap_part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Serve one entry for each page of a part and language, with all its translations.

    Raises Http404 where there is no such part.
    """
    if kind == STATIC and number == 0:
        entries = _static_entries(timezone.now())
    elif kind in MAPPED and number <= LAST_PART:
        entries = _entries_of(kind, number, timezone.now())
    else:
        raise Http404
    # Text by text: what a template holds of them meanwhile stays with the process.
    content = chain([PART_BEGINS], entries, [PART_ENDS])
    return HttpResponse(content, content_type="application/xml")


def public_things(at: datetime) -> dict[str, QuerySet[Any]]:
    """Return what has a page at a moment (aware), a queryset for each kind.

    Each row has `changed`, when its page became what it is.
    """
    return {kind: things(at) for kind, things in MAPPED.items()}


def _published(model: Any, at: datetime) -> QuerySet[Any]:
    own = Greatest("updated_at", "published_at")
    return model.objects.published(at).annotate(changed=own)


def _with_members(model: Any, members: Any, key: str, at: datetime) -> QuerySet[Any]:
    """Return a model's rows; their pages change with them and with what they list."""
    written = model.history.filter(id=OuterRef("pk")).order_by("-history_date")
    # The latest one, not the maximum: for that every member is read.
    shown = _published(members, at).filter(**{key: OuterRef("pk")})
    latest = shown.order_by("-changed").values("changed")[:1]
    return model.objects.annotate(
        changed=Greatest(Subquery(written.values("history_date")[:1]), Subquery(latest))
    )


MAPPED: dict[str, Callable[[datetime], QuerySet[Any]]] = {
    "pages": lambda at: _published(Page, at),
    "posts": lambda at: _published(Post, at),
    "topics": lambda at: _with_members(Topic, Post, "topics", at),
    "types": lambda at: _with_members(ActivityType, Activity, "type", at),
    "activities": lambda at: _published(Activity, at),
    "visits": lambda at: _published(StudyVisit, at),
}


def _parts(at: datetime) -> list[Part]:
    """Return the parts that hold something, in one query for each kind."""
    return [
        Part(kind, number, changed)
        for kind, things in public_things(at).items()
        for number, changed in _changes(things, at)
    ]


def _changes(things: QuerySet[Any], at: datetime) -> Iterable[tuple[int, datetime]]:
    if issubclass(things.model, Publishable):
        return changes_of_parts(things.model, at, KEYS_A_PART)
    numbered = things.order_by().annotate(number=F("pk") / KEYS_A_PART)
    latest = numbered.values("number").annotate(latest=Max("changed"))
    return latest.order_by("number").values_list("number", "latest")


def _house_changed() -> datetime | None:
    tables: Any = (Centre, HouseClosure)
    house, closures = (t.history.order_by().values("history_date") for t in tables)
    changes = house.union(closures).order_by("-history_date")
    return changes.values_list("history_date", flat=True).first()


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the latest of the moments that are known."""
    return max((moment for moment in moments if moment), default=None)


def _static_entries(at: datetime) -> Iterator[str]:
    """Yield the entries of the pages of their own."""
    codes = [code for code, _ in settings.LANGUAGES]
    things, house = public_things(at), _house_changed()
    pages = STATIC_PAGES | dict.fromkeys(_pages_of_house(Centre.load()), ())
    listed = {kind for kinds in STATIC_PAGES.values() for kind in kinds}
    changed = {kind: things[kind].aggregate(at=Max("changed"))["at"] for kind in listed}
    for year in years_of(taken_place(at), "starts_at"):
        archive = partial(reverse, "events:activity-archive", args=[year])
        yield _entries(codes, archive, changed["activities"])
    for name, kinds in pages.items():
        latest = _latest([house, *(changed[kind] for kind in kinds)])
        yield _entries(codes, partial(reverse, name), latest)


def _pages_of_house(centre: Centre) -> Iterator[str]:
    """Yield the pages below, those alone on which there is something."""
    yield "centre:visit-us"
    yield "events:request-new"
    if centre.public_statement:
        yield "centre:accessibility"
    if centre.serves_media:
        yield "centre:media"


def _entries_of(kind: str, number: int, at: datetime) -> Iterator[str]:
    """Return the entries of the things of one part, in the order of their keys.

    Raises Http404 where no key lies in it.
    """
    first = number * KEYS_A_PART
    things = MAPPED[kind](at).filter(pk__gte=first, pk__lt=first + KEYS_A_PART)
    if hasattr(things, "brief"):
        things = things.brief().only("slug", *slug_columns())
    rows = list(things.order_by("pk"))
    if not rows:
        raise Http404
    return (
        _entries(complete_languages(thing), thing.get_absolute_url, thing.changed)
        for thing in rows
    )


def _entries(
    codes: list[str], path: Callable[[], str], changed: datetime | None
) -> str:
    """Return the entry of a page in each of its languages, each with all of them."""
    urls: Languages = {}
    for code in codes:
        with translation.override(code):
            urls[code] = escape(settings.SITE_URL + path())
    links = "".join(LINK.format(code, url) for code, url in urls.items())
    usual = LINK.format("x-default", urls[default_language(codes)])
    day = (
        f"<lastmod>{timezone.localtime(changed).isoformat()}</lastmod>"
        if changed
        else ""
    )
    return "".join(
        f"<url><loc>{url}</loc>{day}\n{links}\n{usual}</url>\n" for url in urls.values()
    )
