"""What programs read of activities and visits (schema.org)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from centre.content.structured_data import (
    Node,
    breadcrumbs,
    known,
    picture_urls,
    place,
    publisher,
)
from centre.text.dates import in_krakow
from events.models import Activity, ActivityType, Session, StudyVisit
from events.models.offers import Audience, Price

# So many of an activity's dates are told: search engines show the next ones alone.
SESSIONS_TOLD = 10
_SESSION_STATUS: dict[str, str] = {
    Session.State.PLANNED: "EventScheduled",
    Session.State.CANCELLED: "EventCancelled",
}
_VISIT_STATUS: dict[str, str] = {
    StudyVisit.State.PLANNED: "EventScheduled",
    StudyVisit.State.POSTPONED: "EventPostponed",
    StudyVisit.State.CANCELLED: "EventCancelled",
}
# Whether it is free: what one pays as one likes is neither.
_IS_FREE: dict[str, bool] = {Price.FREE: True, Price.PAID: False}
_OFFERED = {
    StudyVisit.RegistrationState.OPEN: "InStock",
    StudyVisit.RegistrationState.FULL: "SoldOut",
    StudyVisit.RegistrationState.WAITING: "SoldOut",
    StudyVisit.RegistrationState.OPENS_SOON: "PreSale",
}


def activity_nodes(
    activity: Activity, sessions: Iterable[Session], centre: Any
) -> list[Node]:
    """Return an activity's next sessions as Events, and the way to its page."""
    kind = activity.type
    trail = breadcrumbs(
        _activities(),
        (kind.localized.short_name, kind.get_absolute_url()),
        (activity.localized.title, activity.get_absolute_url()),
    )
    told = [*sessions][:SESSIONS_TOLD]
    return [*(_session_event(activity, s, centre) for s in told), trail]


def _session_event(activity: Activity, session: Session, centre: Any) -> Node:
    house, path = publisher(centre), activity.get_absolute_url()
    free = _IS_FREE.get(activity.price)
    before = _previous(session) if session.state == Session.State.MOVED else ""
    return known(
        **_event(activity, session, activity.localized.summary, path),
        # Into another room alone is no other date.
        eventStatus=_status(
            "EventRescheduled" if before else _SESSION_STATUS.get(session.state)
        ),
        previousStartDate=before,
        location=place(centre, session.where.place),
        organizer=known(type="Organization", name=activity.localized.organiser)
        if activity.localized.organiser
        else house,
        isAccessibleForFree=free,
        offers=_offer(path, price=0) if free else None,
        audience=[
            known(type="Audience", audienceType=str(Audience(code).label))
            for code in activity.audiences
            if code in Audience.values
        ],
    )


def visit_nodes(visit: StudyVisit, centre: Any) -> list[Node]:
    """Return a study visit as an Event, and the way to its page."""
    path, localized = visit.get_absolute_url(), visit.localized
    event = known(
        **_event(visit, visit, localized.summary, path),
        eventStatus=_status(_visit_status(visit)),
        previousStartDate=_previous(visit),
        location=place(centre, visit.where.venue),
        organizer=publisher(centre),
        maximumAttendeeCapacity=visit.capacity,
        offers=_registration(visit, path),
    )
    return [event, breadcrumbs(_visits(), (localized.title, path))]


def _event(thing: Any, timed: Any, text: str, path: str) -> dict[str, Any]:
    """Return what Events of both kinds have; `timed` says when it is."""
    return {
        "type": "Event",
        "name": thing.localized.title,
        "description": text,
        "url": settings.SITE_URL + path,
        "startDate": in_krakow(timed.starts_at).isoformat(),
        "endDate": in_krakow(timed.ends_at).isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "inLanguage": [*thing.languages],
        "image": picture_urls(thing.pictures.all()),
    }


def _visit_status(visit: StudyVisit) -> str | None:
    planned = visit.state == StudyVisit.State.PLANNED
    if planned and visit.previous_starts_at:
        return "EventRescheduled"
    return _VISIT_STATUS.get(visit.state)


def _status(status: str | None) -> str:
    return f"https://schema.org/{status or 'EventScheduled'}"


def _previous(timed: Session | StudyVisit) -> str:
    """Return when it was to start before it was moved; "" where it was not."""
    before = timed.previous_starts_at
    return in_krakow(before).isoformat() if before else ""


def _offer(path: str, **values: Any) -> Node:
    if "price" in values:
        values["priceCurrency"] = "PLN"
    return known(type="Offer", url=settings.SITE_URL + path, **values)


def _registration(visit: StudyVisit, path: str) -> Node | None:
    """Return how a visit is to be had; None where nobody can register, now or soon."""
    offered = _OFFERED.get(visit.registration_state)
    opens_at = visit.registration_opens_at
    if offered is None or opens_at is None:
        return None
    return _offer(
        path,
        availability=f"https://schema.org/{offered}",
        validFrom=in_krakow(opens_at).isoformat(),
    )


def activity_list_nodes(kind: ActivityType | None, centre: Any) -> list[Node]:
    """Return the way to the calendar, or to the page of a type."""
    if kind is None:
        return [breadcrumbs(_activities())]
    return [breadcrumbs(_activities(), (kind.localized.name, kind.get_absolute_url()))]


def visit_list_nodes(centre: Any) -> list[Node]:
    """Return the way to the list of visits."""
    return [breadcrumbs(_visits())]


def visit_request_nodes(centre: Any) -> list[Node]:
    """Return the way to the page that asks for a visit."""
    asking = gettext("Ask for a visit"), reverse("events:request-new")
    return [breadcrumbs(_visits(), asking)]


def _activities() -> tuple[str, str]:
    return gettext("What’s on"), reverse("events:activity-list")


def _visits() -> tuple[str, str]:
    return gettext("Study visits"), reverse("events:visit-list")
