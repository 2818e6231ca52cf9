"""Public pages of activities: by day, by type, one activity and its calendar."""

from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from centre.content.languages import localized_with
from centre.content.publishing import FormerSlug
from centre.pictures.share import house_card
from centre.web.caching import public
from centre.web.canonical import redirect_to, render_thing, seo
from centre.web.paging import page_of
from events.activities.feeds import subscription
from events.ical import activity_calendar, calendar_addresses, calendar_response
from events.metadata.share_cards import activity_card, type_card
from events.metadata.structured_data import activity_list_nodes, activity_nodes
from events.models import Activity, ActivityType, Session
from events.models.offers import SIGNED
from events.models.querysets import share_types
from events.models.spoken import SPOKEN, held_in

SESSIONS_A_PAGE = 20
SESSIONS_OF_ONE = 30
NOTES = ("audience", "cost", "signup")
# What a list can be asked for.
UNDERSTOOD = {*SPOKEN, *SIGNED}


@public
def activity_list(request: HttpRequest) -> HttpResponse:
    """List the coming sessions by day, and the standing offers."""
    types = list(ActivityType.objects.all())
    context = _list_context(request, types)
    context |= seo(request, number=context["page_obj"].number)
    return render(request, "events/activities/activity_list.html", context)


@public
def activity_type(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one type and its activities. A former slug redirects to it."""
    types = list(ActivityType.objects.all())
    chosen = next((kind for kind in types if kind.slug == slug), None)
    if chosen is None:
        renamed = FormerSlug.now_of(ActivityType.objects.all(), slug)
        return redirect_to(get_object_or_404(renamed))
    context = _list_context(request, types, chosen)
    number = context["page_obj"].number
    return render_thing(
        request, "events/activities/activity_type.html", chosen, context, number
    )


def _list_context(
    request: HttpRequest,
    types: list[ActivityType],
    chosen: ActivityType | None = None,
) -> dict:
    """Return the sessions by day, the standing offers, and what to filter them by."""
    now = timezone.now()
    today = timezone.localdate(now)
    language = request.GET.get("held_in", "")
    sessions = Session.objects.public(now).upcoming(now).for_list()
    standing = Activity.objects.published(now).standing_offers()
    if chosen:
        sessions = sessions.filter(activity__type=chosen)
        standing = standing.filter(type=chosen)
    if language in UNDERSTOOD:
        sessions = sessions.filter(_understood_in(language, "activity__"))
        standing = standing.filter(_understood_in(language))
    page = page_of(sessions, request.GET.get("page"), SESSIONS_A_PAGE)
    offers = list(standing) if page.number == 1 else []
    share_types(types, [*(s.activity for s in page.object_list), *offers])
    return {
        "days": [
            (day, [*rows])
            for day, rows in groupby(page.object_list, lambda s: s.listed_on(today))
        ],
        "page_obj": page,
        "standing": offers,
        "types": types,
        "type": chosen,
        "structured_data": partial(activity_list_nodes, chosen),
        "share": type_card(chosen) if chosen else house_card("activities"),
        "held_in": language,
        "calendar": subscription(
            kind=chosen.slug if chosen else "",
            held_in=language if language in UNDERSTOOD else "",
        ),
        "held_in_choices": _language_choices(request, language),
    }


def _understood_in(language: str, prefix: str = "") -> Q:
    """Return the condition that it is held in a language or interpreted into it."""
    return Q(**{f"{prefix}languages__contains": [language]}) | Q(
        **{f"{prefix}interpreted_into__contains": [language]}
    )


def _language_choices(request: HttpRequest, chosen: str) -> list[dict]:
    """Return the links that filter the list by a language one understands."""
    offered = [code for code in settings.CENTRE_OFFERED_IN if code in SPOKEN]
    asked = [chosen] if chosen in UNDERSTOOD else []
    return [
        {
            "code": code,
            "name": held_in([code]) or str(SIGNED[code][0]),
            "url": f"{request.path}?{urlencode({'held_in': code})}",
            "current": code == chosen,
        }
        for code in dict.fromkeys([*offered, "pjm", *asked])
    ]


@public
def activity_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one public activity. A former slug redirects to it."""
    activity = _public_activity(slug)
    if activity.slug != slug:
        return redirect_to(activity)
    return render_activity(request, activity)


def render_activity(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Render an activity's page, for the public and for staff's preview."""
    now = timezone.now()
    today = timezone.localdate(now)
    occurrences = list(_upcoming(activity, now))
    planned = (s for s in occurrences if s.state != Session.State.CANCELLED)
    following = next(planned, None)
    context = {
        "activity": activity,
        "occurrences": occurrences,
        "next": following,
        "where": following.where if following else localized_with(activity, "place"),
        "places_differ": len({s.where.place for s in occurrences}) > 1,
        # What has to be read is, in whichever language it is written.
        **{name: localized_with(activity, name) for name in NOTES},
        "access": localized_with(activity, "access_note"),
        "closed": [c for c in activity.closing_days.all() if c.date >= today],
        "today": today,
        "structured_data": partial(activity_nodes, activity, occurrences),
        "share": activity_card(activity, occurrences),
        "calendar": calendar_addresses(
            reverse("events:activity-calendar", args=[activity.slug])
        ),
    }
    return render_thing(
        request, "events/activities/activity_detail.html", activity, context
    )


@public
def activity_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the coming sessions of an activity as a calendar file."""
    activity = _public_activity(slug)
    sessions = _upcoming(activity, timezone.now())
    body = activity_calendar(activity, sessions)
    return calendar_response(body, f"activity-{slug}.ics")


def _upcoming(activity: Activity, at: datetime) -> QuerySet[Session]:
    """The sessions that an activity's own page and its calendar name."""
    sessions: Any = activity.sessions
    return sessions.upcoming(at)[:SESSIONS_OF_ONE]


def _public_activity(slug: str) -> Activity:
    activities = Activity.objects.published().select_related("type")
    try:
        return activities.prefetch_related(
            "pictures", "hours", "closing_days"
        ).by_slug_or_former(slug)
    except Activity.DoesNotExist:
        raise Http404 from None
