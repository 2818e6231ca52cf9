"""The programme as calendars to subscribe to: all of it, or what somebody chose."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from centre.content.richtext import RichTextField
from centre.web.caching import public, takes
from events.activities.asked import read_kind
from events.activities.filters import FILTERS
from events.ical import calendar_addresses, calendar_response, programme_calendar
from events.models import Activity, ActivityType, Session
from events.models.querysets import MAX_SESSION_LENGTH

# What a calendar may be asked for, and so the names in its address.
CHOICES = ("kind", *FILTERS)
# What is over stays so long, so that it does not vanish the day after.
KEPT = timedelta(days=31)
MOST_SESSIONS = 500
# What no list of dates shows.
LONG_TEXTS = [
    f"activity__{field.name}"
    for field in Activity._meta.fields
    if isinstance(field, RichTextField)
]


@public
@takes(*CHOICES)
def programme_ics(request: HttpRequest) -> HttpResponse:
    """Serve the chosen sessions as a calendar, cancelled ones with that STATUS.

    Raises Http404 where something is chosen that there is not.
    """
    sessions, name = chosen_sessions(request.GET, timezone.now())
    body = programme_calendar(sessions[:MOST_SESSIONS], name)
    return calendar_response(body, "programme.ics")


def chosen_sessions(query: QueryDict, at: datetime) -> tuple[QuerySet[Session], str]:
    """Return the sessions that a query chooses, the first one first, and its name.

    Whatever is chosen has to hold; nothing chosen is everything.

    Raises Http404 where something is chosen that there is not.
    """
    since = at - KEPT
    sessions = Session.objects.public(at).filter(
        # The first bound lets the database begin there.
        starts_at__gt=since - MAX_SESSION_LENGTH,
        ends_at__gt=since,
    )
    names = []
    if slug := query.get("kind", ""):
        kind = read_kind(slug, ActivityType.objects.filter(slug=slug))
        if kind is None:
            raise Http404
        sessions = sessions.filter(activity__type=kind)
        names.append(kind.localized.name)
    for choice, found in FILTERS.items():
        value = query.get(choice, "")
        if value and value not in found.names:
            raise Http404
        if value:
            sessions = sessions.filter(found.demand(value, "activity__"))
            names.append(str(found.names[value]))
    sessions = sessions.select_related("activity").defer(*LONG_TEXTS)
    return sessions.order_by("starts_at", "pk"), ", ".join(names)


def subscription(**chosen: str) -> dict[str, str]:
    """Return the addresses of the calendar of what is chosen."""
    query = urlencode({k: v for k, v in chosen.items() if k in CHOICES and v})
    path = reverse("events:programme-calendar")
    return calendar_addresses(f"{path}?{query}" if query else path)
