"""The programme in a frame on a page of a partner."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from centre.content.origins import origins_of
from centre.models import Centre
from centre.web.caching import public, takes
from centre.web.framing import framed_by
from events.activities.asked import PAGE_WORDS
from events.activities.choices import filter_names, links_beside
from events.activities.filters import demand
from events.activities.opening import Offer, offers_at
from events.activities.sharing import ChosenDates, read_dates
from events.models import Activity
from events.models.querysets import share_types


@public
@takes("kind", *PAGE_WORDS)
@framed_by(lambda: origins_of(Centre.load().framed_by))
def programme_embed(request: HttpRequest) -> HttpResponse:
    """Show the chosen dates for a frame on the page of a partner, and nothing else."""
    dates = read_dates(request.GET, request.path)
    offers = [] if dates.asked.week else _offers(dates)
    context = {
        "asked": dates.asked,
        "names": ", ".join(filter_names(dates.asked)),
        "span": dates.page.span,
        "days": dates.page.days,
        "today": timezone.localdate(dates.now),
        "standing": offers,
        "calendar_url": replace(dates.asked, path="", week=None).address,
        **links_beside(dates.asked, dates.page, timezone.localdate(dates.now)),
        "centre": Centre.load(),
    }
    return render(request, "events/activities/programme_embed.html", context)


def _offers(dates: ChosenDates) -> list[Offer]:
    """Return the standing offers, unless days are asked for."""
    if dates.asked.when:
        return []
    today = timezone.localdate(dates.now)
    standing: Any = Activity.objects.published(dates.now).standing_offers(today)
    if dates.asked.kind:
        standing = standing.filter(type=dates.asked.kind)
    found = offers_at(standing.filter(demand(dates.asked.filters)), dates.now)
    share_types(dates.types, [offer.activity for offer in found])
    return found
