"""Public pages of activities: by day, by type, one activity and its calendar."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from centre.content.languages import localized_with
from centre.content.made_once import read_rows_of
from centre.documents.models import documents_on_page
from centre.models import HouseClosure
from centre.pictures.share import house_card
from centre.web.caching import public, takes
from centre.web.canonical import elsewhere, find_by_slug, get_by_slug, render_thing, seo
from events.activities.asked import PAGE_WORDS, Asked, read_asked
from events.activities.choices import links_around
from events.activities.feeds import subscription
from events.activities.filters import demand
from events.activities.listing import month_table, read_page
from events.activities.opening import (
    OPEN_TODAY,
    Offer,
    offer_at,
    offers_at,
    opens_within,
)
from events.activities.periods import ONE_WEEK, week_with
from events.ical import activity_calendar, calendar_addresses, calendar_response
from events.metadata.share_cards import activity_card, type_card
from events.metadata.structured_data import activity_list_nodes, activity_nodes
from events.models import Activity, ActivityType, Session
from events.models.querysets import share_types

SESSIONS_OF_ONE = 30
NUMBERS_ONCE = {str(number) for number in range(2, 54)}
NOTES = ("audience", "cost", "signup")


@public
@takes(*PAGE_WORDS)
def activity_list(request: HttpRequest) -> HttpResponse:
    """List what is on, by days; see `Asked` for what can be asked for."""
    types = list(ActivityType.objects.all())
    asked = read_asked(request.GET, None, timezone.localdate())
    if moved := _not_here(request, asked):
        return moved
    context = _calendar(asked, types)
    context |= seo(request, query=urlencode(asked.query))
    return render(request, "events/activities/activity_list.html", context)


@public
@takes(*PAGE_WORDS)
def activity_type(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one type and its activities."""
    types = list(ActivityType.objects.all())
    chosen = next((kind for kind in types if kind.localized_slug == slug), None)
    chosen = chosen or get_by_slug(ActivityType.objects.all(), slug)
    asked = read_asked(request.GET, chosen, timezone.localdate())
    if moved := elsewhere(request, chosen, slug) or _not_here(request, asked):
        return moved
    return render_thing(
        request,
        "events/activities/activity_type.html",
        chosen,
        _calendar(asked, types),
        query=urlencode(asked.query),
    )


def _not_here(request: HttpRequest, asked: Asked) -> HttpResponse | None:
    """Redirect what is not answered here: days that are over, and numbers of pages.

    Later pages once had numbers; each leads to a later week. Any other number asks for
    nothing, so it costs what the first page does.
    """
    today = timezone.localdate()
    if asked.period and asked.period.last < today:
        return redirect("events:activity-archive", asked.period.first.year)
    number = request.GET.get("page", "")
    if asked.week or number not in NUMBERS_ONCE:
        return None
    week = week_with(today + (int(number) - 1) * ONE_WEEK)
    return HttpResponseRedirect(replace(asked, week=week).address)


def _calendar(asked: Asked, types: list[ActivityType]) -> dict[str, Any]:
    """Return the sessions by day, the standing offers, and what to choose from."""
    now = timezone.now()
    today = timezone.localdate(now)
    sessions = Session.objects.public(now).upcoming(now)
    if asked.kind:
        sessions = sessions.filter(activity__type=asked.kind)
    page = read_page(sessions.filter(demand(asked.filters, "activity__")), asked, now)
    offers = [] if asked.week else _offers(asked, now)
    share_types(types, [s.activity for s in page.sessions])
    share_types(types, [offer.activity for offer in offers])
    return {
        "asked": asked,
        "page": page,
        "days": page.days,
        "today": today,
        "this_year": today.year,
        "weekdays": range(7),
        "weeks": month_table(page) if asked.by_month else [],
        "standing": offers,
        "open_today": [
            offer
            for offer in offers
            if offer.state in OPEN_TODAY and page.span.first <= today
        ],
        "type": asked.kind,
        "with_kind": not asked.kind,
        "structured_data": partial(activity_list_nodes, asked.kind),
        "share": type_card(asked.kind) if asked.kind else house_card("activities"),
        "calendar": subscription(
            kind=asked.kind.localized_slug if asked.kind else "", **asked.filters
        ),
        **links_around(asked, page, types, now),
    }


def _offers(asked: Asked, now: datetime) -> list[Offer]:
    """Return the standing offers that are open on the days that are asked for."""
    today = timezone.localdate(now)
    standing = Activity.objects.published(now).standing_offers(today)
    if asked.kind:
        standing = standing.filter(type=asked.kind)
    offers = offers_at(standing.filter(demand(asked.filters)), now)
    if asked.period is None:
        return offers
    days = asked.bounds(today)
    return [o for o in offers if opens_within(o, days.first, days.last, now)]


def _public_activities() -> QuerySet[Activity]:
    return Activity.objects.published().select_related("type", "funded_by")


@public
@find_by_slug(_public_activities)
def activity_detail(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Show one public activity."""
    return render_activity(request, activity)


def render_activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Render an activity's page, for the public and for staff's preview."""
    read_rows_of(activity, "pictures", "hours", "closing_days")
    now = timezone.now()
    today = timezone.localdate(now)
    occurrences = list(_upcoming(activity, now))
    planned = (s for s in occurrences if s.state != Session.State.CANCELLED)
    following = next(planned, None)
    context = {
        "activity": activity,
        "documents": documents_on_page(activity),
        "occurrences": occurrences,
        "next": following,
        "where": following.where if following else localized_with(activity, "place"),
        "places_differ": len({s.where.place for s in occurrences}) > 1,
        # What has to be read is, in whichever language it is written.
        **{name: localized_with(activity, name) for name in NOTES},
        "access": localized_with(activity, "access_note"),
        "closed": [c for c in activity.closing_days.all() if c.date >= today],
        "today": today,
        "offer": _as_offer(activity, now) if activity.standing else None,
        "structured_data": partial(activity_nodes, activity, occurrences),
        "share": activity_card(activity, occurrences),
        "calendar": calendar_addresses(
            reverse("events:activity-calendar", args=[activity.localized_slug])
        ),
    }
    return render_thing(
        request, "events/activities/activity_detail.html", activity, context
    )


def _as_offer(activity: Activity, at: datetime) -> Offer:
    hours = [(h.weekday, h.opens, h.closes) for h in activity.hours.all()]
    closed = {closing.date for closing in activity.closing_days.all()}
    house = HouseClosure.objects.single_days(timezone.localdate(at))
    closed |= {row["day"] for row in house}
    return offer_at(activity, hours, closed, at)


@public
@find_by_slug(_public_activities)
def activity_ics(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Serve the coming sessions of an activity as a calendar file."""
    sessions = _upcoming(activity, timezone.now())
    body = activity_calendar(activity, sessions)
    return calendar_response(body, f"activity-{activity.localized_slug}.ics")


def _upcoming(activity: Activity, at: datetime) -> QuerySet[Session]:
    """The sessions that an activity's own page and its calendar name."""
    sessions: Any = activity.sessions
    return sessions.upcoming(at)[:SESSIONS_OF_ONE]
