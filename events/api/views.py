"""The JSON of the programme: an index, and three collections."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, Subquery
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from centre.models import Centre
from events.activities.feeds import CHOICES, LONG_TEXTS
from events.activities.filters import FILTERS
from events.activities.listing import is_on
from events.activities.opening import offer_at
from events.activities.periods import ONE_DAY, Period, begin, week_name
from events.api.open_data import open_data
from events.api.queries import (
    AFTER,
    DAYS,
    Cursor,
    check_names,
    read_choices,
    read_cursor,
    read_filters_strictly,
    read_key,
    read_span,
)
from events.api.serializers import (
    Data,
    complete_text,
    kind_data,
    offer_data,
    session_data,
    visit_data,
)
from events.models import Activity, ActivityType, Session, StudyVisit
from events.models.querysets import SessionQuerySet

MOST_ITEMS = 100
# The filters that a visit has an answer to.
OF_VISITS = ("held_in", "step_free", "signed")


@open_data
def index(request: HttpRequest) -> Data:
    """Describe what there is, and what can be asked for."""
    check_names(request.GET, ())
    centre = Centre.load()
    kinds = [kind_data(kind) for kind in ActivityType.objects.all()]
    return {
        "version": "1",
        "documentation": {
            code: _in_language(code, "events:programme-share")
            for code, _name in settings.LANGUAGES
        },
        "publisher": complete_text(centre, "name"),
        "address": centre.postal_address,
        "time_zone": settings.TIME_ZONE,
        "languages": [code for code, _name in settings.LANGUAGES],
        "collections": {
            "sessions": _address("api:sessions"),
            "standing_offers": _address("api:standing-offers"),
            "study_visits": _address("api:study-visits"),
        },
        "parameters": {"kind": kinds, **_choices()},
    }


def _choices() -> Data:
    """Return the values of each filter, with their names in every language."""
    found: Data = {}
    for name, asked in FILTERS.items():
        found[name] = [
            {"id": value, "name": _in_each_language(words)}
            for value, words in asked.names.items()
        ]
    return found


def _in_each_language(words: Any) -> dict[str, str]:
    names = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names[code] = str(words)
    return names


@open_data
def sessions(request: HttpRequest) -> Data:
    """List the sessions of a week that have not ended, in the order of their start.

    Each stands on the page of its first day; what has begun before the first page,
    there. A week with too many goes on on a further page.
    """
    query, now = request.GET, timezone.now()
    check_names(query, (*CHOICES, *DAYS, AFTER))
    today = timezone.localdate(now)
    span, bounds = read_span(query, today)
    cursor = read_cursor(query)
    chosen = _sessions(now).filter(read_choices(query, "activity__"))
    end = begin(span.last + ONE_DAY)
    rows = [*_rows(chosen, query, span, bounds, cursor)[: MOST_ITEMS + 1]]
    shown = [s for s in rows[:MOST_ITEMS] if s.starts_at < end]
    further = rows[len(shown)] if len(rows) > len(shown) else None
    changes = {}
    if further and further.starts_at < end:
        changes = {AFTER: str(Cursor(shown[-1].starts_at, shown[-1].pk))}
    elif further:
        changes = {"week": week_name(further.day), AFTER: ""}
    is_later = bool(query.get("week"))
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        **_links(request, changes),
        "items": [
            session_data(s) for s in shown if is_later or is_on(s, span.first, today)
        ],
    }


def _sessions(now: datetime) -> SessionQuerySet:
    coming = Session.objects.public(now).upcoming(now)
    read = coming.select_related("activity__type").defer(*LONG_TEXTS)
    return read.prefetch_related("activity__pictures")


def _rows(
    chosen: SessionQuerySet,
    query: QueryDict,
    span: Period,
    bounds: Period,
    cursor: Cursor | None,
) -> SessionQuerySet:
    """Return the sessions of a page, and the first one behind it."""
    start, end = begin(max(span.first, bounds.first)), begin(span.last + ONE_DAY)
    last = begin(bounds.last + ONE_DAY)
    behind = chosen.filter(starts_at__gte=end, starts_at__lt=last).values("pk")[:1]
    begins = Q(starts_at__gte=start, starts_at__lt=min(end, last))
    on = begins if query.get("week") else chosen.overlapping(start, end)
    rows = chosen.filter(on | Q(pk=Subquery(behind)))
    return rows.filter(cursor.beyond()) if cursor else rows


@open_data
def standing_offers(request: HttpRequest) -> Data:
    """List what is open in weekday hours, with the hours and the next opening."""
    query, now = request.GET, timezone.now()
    check_names(query, (*CHOICES, AFTER))
    today = timezone.localdate(now)
    offers = Activity.objects.published(now).standing_offers(today)
    chosen = offers.filter(read_choices(query), pk__gt=read_key(query))
    read = chosen.select_related("type").prefetch_related("pictures")
    rows = [*read.order_by("pk")[: MOST_ITEMS + 1]]
    shown = rows[:MOST_ITEMS]
    changes = {AFTER: str(shown[-1].pk)} if len(rows) > len(shown) else {}
    return {
        **_links(request, changes),
        "items": [
            offer_data(offer_at(a, a.weekly_hours, a.closed_dates, now)) for a in shown
        ],
    }


@open_data
def study_visits(request: HttpRequest) -> Data:
    """List the study visits that have not ended, in the order of their start."""
    query, now = request.GET, timezone.now()
    check_names(query, (*OF_VISITS, AFTER))
    visits = StudyVisit.objects.published(now).upcoming(now).with_seats_taken()
    chosen = visits.filter(read_filters_strictly(query))
    if cursor := read_cursor(query):
        chosen = chosen.filter(cursor.beyond())
    rows = [*chosen.for_list()[: MOST_ITEMS + 1]]
    shown = rows[:MOST_ITEMS]
    changes = {}
    if len(rows) > len(shown):
        changes = {AFTER: str(Cursor(shown[-1].starts_at, shown[-1].pk))}
    return {**_links(request, changes), "items": [visit_data(v) for v in shown]}


def _address(name: str) -> str:
    return settings.SITE_URL + reverse(name)


def _in_language(code: str, name: str) -> str:
    with translation.override(code):
        return _address(name)


def _links(request: HttpRequest, changes: dict[str, str]) -> Data:
    """Return the links to the page itself and to the next one; None for no next."""
    path = settings.SITE_URL + request.path
    asked = {name: str(value) for name, value in request.GET.items() if value}
    further = {n: v for n, v in {**asked, **changes}.items() if v}
    return {
        "links": {
            "self": f"{path}?{urlencode(asked)}" if asked else path,
            "next": f"{path}?{urlencode(further)}" if changes else None,
        }
    }
