"""What has taken place, by year, with what came of it."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from centre.content.structured_data import Node, breadcrumbs
from centre.web.caching import public, takes
from centre.web.canonical import seo
from centre.web.paging import page_of_values
from centre.web.years import is_past_year, years_of
from events.models import Activity, Session
from events.models.querysets import SessionQuerySet

ACTIVITIES_A_PAGE = 20


@public
@takes("page")
def activity_archive(request: HttpRequest, year: int) -> HttpResponse:
    """List the activities of a year that took place, the latest first.

    Raises Http404 for a year that has not begun or lies before every date.
    """
    now = timezone.now()
    if not is_past_year(year):
        raise Http404
    held = taken_place(now)
    of_year = held.filter(starts_at__year=year)
    keys = _latest_first(of_year, _ended(now).filter(starts_at__year=year))
    page = page_of_values(keys, request.GET.get("page"), ACTIVITIES_A_PAGE)
    context = {
        "year": str(year),
        "years": years_of(held, "starts_at"),
        "rows": _with_activities(of_year, page.object_list, now),
        "page_obj": page,
        "structured_data": partial(_nodes, year),
        **seo(request, number=page.number),
    }
    return render(request, "events/activities/activity_archive.html", context)


def _nodes(year: int, centre: Any) -> list[Node]:
    return [
        breadcrumbs(
            (gettext("What’s on"), reverse("events:activity-list")),
            (str(year), reverse("events:activity-archive", args=[year])),
        )
    ]


def taken_place(at: datetime) -> SessionQuerySet:
    """Return the public sessions that took place before a moment (aware)."""
    return _ended(at).public(at)


def _ended(at: datetime) -> SessionQuerySet:
    ended = Session.objects.filter(ends_at__lte=at)
    return ended.exclude(state=Session.State.CANCELLED)


def _latest_first(sessions: SessionQuerySet, all_of_them: SessionQuerySet) -> Any:
    """Return the keys of the activities of sessions, by the last session of each.

    Read from the end, and no further than a page needs: a year has thousands. Whether
    an activity is public is asked once, so `all_of_them` need not be.
    """
    later = all_of_them.filter(
        activity=OuterRef("activity"), starts_at__gt=OuterRef("starts_at")
    )
    last = sessions.filter(~Exists(later)).order_by("-starts_at", "-activity")
    return last.values_list("activity", flat=True)


def _with_activities(
    sessions: SessionQuerySet, keys: list[int], at: datetime
) -> list[dict[str, Any]]:
    """Return activities with figures of their sessions, pictures and public reports."""
    groups = sessions.filter(activity__in=keys).order_by().values("activity")
    groups = groups.annotate(
        times=Count("pk"), first=Min("starts_at"), last=Max("starts_at")
    )
    by_activity = {group["activity"]: group for group in groups}
    post: Any = Activity._meta.get_field("reports").related_model
    written = post.objects.published(at).newest_first().brief()
    found = Activity.objects.brief().prefetch_related(
        "pictures", Prefetch("reports", queryset=written)
    )
    read = found.in_bulk(keys)
    return [
        {**by_activity[key], "activity": read[key]}
        for key in keys
        if key in read and key in by_activity
    ]
