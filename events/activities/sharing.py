"""The dates that somebody chose, to pass on: as text, and the other ways."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from centre.models import Centre
from centre.web.caching import public, takes
from centre.web.canonical import seo
from events.activities.asked import PAGE_WORDS, Asked, read_asked, read_kind
from events.activities.choices import filter_names
from events.activities.feeds import subscription
from events.activities.filters import demand
from events.activities.listing import DayPage, read_page
from events.activities.text import programme_text
from events.models import ActivityType, Session
from events.models.querysets import share_types

# Its views stand above this folder, so its address is known by its path.
API = "/api/v1/"


@dataclass(frozen=True)
class ChosenDates:
    """What an address of this folder asks for, and the dates that answer it."""

    asked: Asked
    page: DayPage
    types: list[ActivityType]
    now: datetime


def read_dates(query: QueryDict, path: str = "") -> ChosenDates:
    """Read the dates that a query chooses, the kind among its words.

    As in the calendar, a word that makes no sense asks for nothing. There is no table
    of a month here.
    """
    now, types = timezone.now(), list(ActivityType.objects.all())
    words = query.copy()
    words.pop("view", None)
    kind = read_kind(query.get("kind", ""), types)
    found = read_asked(words, kind, timezone.localdate(now))
    asked = replace(found, path=path)
    sessions = Session.objects.public(now).upcoming(now)
    if kind:
        sessions = sessions.filter(activity__type=kind)
    page = read_page(sessions.filter(demand(asked.filters, "activity__")), asked, now)
    share_types(types, [session.activity for session in page.sessions])
    return ChosenDates(asked, page, types, now)


@public
@takes("kind", *PAGE_WORDS)
def programme_share(request: HttpRequest) -> HttpResponse:
    """Show the chosen dates as text to copy, and the other ways to take them along."""
    dates = read_dates(request.GET)
    query = urlencode(dates.asked.whole_query)
    kind = dates.asked.kind
    context = {
        "asked": dates.asked,
        "names": ", ".join(filter_names(dates.asked)),
        "span": dates.page.span,
        "text": _text_of(dates),
        "text_url": _with_query("events:programme-text", query),
        "calendar_url": dates.asked.address,
        "calendar": subscription(kind=kind.slug if kind else "", **dates.asked.filters),
        "json_url": settings.SITE_URL + API,
        **seo(request, query=query),
    }
    return render(request, "events/activities/programme_share.html", context)


@public
@takes("kind", *PAGE_WORDS)
def programme_as_text(request: HttpRequest) -> HttpResponse:
    """Serve the chosen dates as plain text, for one message of a group chat."""
    text = _text_of(read_dates(request.GET))
    return HttpResponse(
        f"{text}\n",
        content_type="text/plain; charset=utf-8",
        headers={"X-Robots-Tag": "noindex"},
    )


def _text_of(dates: ChosenDates) -> str:
    return programme_text(dates.page, dates.asked, Centre.load().localized.name)


def _with_query(name: str, query: str) -> str:
    path = reverse(name)
    return f"{path}?{query}" if query else path
