"""What the JSON says of a session, a standing offer and a visit.

Each text is an object of languages: all that the site itself would show in them. Only
what is public comes here. docs/api.md describes each key, docs/adr/0030 what stays.
"""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.utils import translation

from centre.content.languages import columns, complete_languages, public_language
from centre.content.structured_data import picture_urls
from centre.text.dates import in_krakow
from events.activities.opening import Offer
from events.models import Activity, ActivityType, Session, StudyVisit

Data = dict[str, Any]
Texts = dict[str, str]
_SESSION_STATUS: dict[str, str] = {
    Session.State.PLANNED: "scheduled",
    Session.State.MOVED: "moved",
    Session.State.CANCELLED: "cancelled",
}
_VISIT_STATUS: dict[str, str] = {
    StudyVisit.State.PLANNED: "scheduled",
    StudyVisit.State.POSTPONED: "postponed",
    StudyVisit.State.CANCELLED: "cancelled",
}


def session_data(session: Session) -> Data:
    """Return a session with its activity, whose type and pictures were read."""
    activity = session.activity
    return {
        "id": f"session-{session.pk}",
        "status": _SESSION_STATUS.get(session.state, "scheduled"),
        "starts_at": moment(session.starts_at),
        "ends_at": moment(session.ends_at),
        # Whoever only corrected a date has announced no other one.
        "previous_starts_at": moment(session.previous_starts_at)
        if session.state == Session.State.MOVED
        else None,
        "place": every_text(session, "place") or every_text(activity, "place"),
        "note": every_text(session, "note"),
        "changed_at": _latest(session.updated_at, activity.updated_at),
        "activity": activity_data(activity),
    }


def activity_data(activity: Activity) -> Data:
    """Return an activity without when and where it is."""
    return {
        "id": f"activity-{activity.pk}",
        "kind": kind_data(activity.type),
        "title": complete_text(activity, "title"),
        "summary": complete_text(activity, "summary"),
        "organiser": complete_text(activity, "organiser"),
        "audience": {
            "groups": [*activity.audiences],
            "note": every_text(activity, "audience"),
        },
        "price": {"kind": activity.price, "note": every_text(activity, "cost")},
        "sign_up": {
            "needed": activity.needs_sign_up,
            "by": [*activity.signup_by],
            "note": every_text(activity, "signup"),
        },
        **_access(activity),
        **_page(activity),
    }


def offer_data(offer: Offer) -> Data:
    """Return a standing offer: its weekday hours, and when it is open next."""
    activity = offer.activity
    return {
        **activity_data(activity),
        "place": every_text(activity, "place"),
        "opening_hours": [
            {"weekday": day + 1, "opens": _hour(opens), "closes": _hour(closes, True)}
            for day, opens, closes in activity.weekly_hours
        ],
        "closed_on": sorted({day.isoformat() for day in activity.closed_dates}),
        "next_opening": {
            "opens_at": moment(offer.opening.opens_at),
            "closes_at": moment(offer.opening.closes_at),
        }
        if offer.opening
        else None,
        "changed_at": moment(activity.updated_at),
    }


def visit_data(visit: StudyVisit) -> Data:
    """Return a study visit, read with its seats taken; places left while one joins."""
    state = visit.registration_state
    is_open = state == StudyVisit.RegistrationState.OPEN
    status = _VISIT_STATUS.get(visit.state, "scheduled")
    moved = status == "scheduled" and visit.previous_starts_at
    return {
        "id": f"visit-{visit.pk}",
        "status": "moved" if moved else status,
        "starts_at": moment(visit.starts_at),
        "ends_at": moment(visit.ends_at),
        "previous_starts_at": moment(visit.previous_starts_at),
        "title": complete_text(visit, "title"),
        "summary": complete_text(visit, "summary"),
        "place": every_text(visit, "venue"),
        "registration": {
            "state": state.value,
            "opens_at": moment(visit.registration_opens_at),
            "closes_at": moment(visit.registration_closes_at),
            "places": visit.capacity,
            "places_left": visit.seats_left if is_open else None,
            "largest_group": visit.group_size if is_open else None,
        },
        "changed_at": moment(visit.updated_at),
        **_access(visit),
        **_page(visit),
    }


def kind_data(kind: ActivityType) -> Data:
    """Return a type of activity; its id is the word to ask for."""
    return {"id": kind.slug, "name": complete_text(kind, "name")}


def moment(at: datetime | None) -> str | None:
    """Return a moment by Kraków's clock with its offset (ISO 8601); None for none."""
    return in_krakow(at).isoformat() if at else None


def every_text(thing: Any, field: str) -> Texts:
    """Return a text in each public language that has it: one that has to be read."""
    return _texts(thing, field, [code for code, _name in settings.LANGUAGES])


def complete_text(thing: Any, field: str) -> Texts:
    """Return a text in the languages that a thing is shown in."""
    return _texts(thing, field, _shown_in(thing))


def _texts(thing: Any, field: str, codes: Iterable[str]) -> Texts:
    found = {code: getattr(thing, columns(type(thing), code)[field]) for code in codes}
    return {code: text for code, text in found.items() if text and text.strip()}


def _shown_in(thing: Any) -> list[str]:
    """Return the complete ones of the public languages, else the one instead."""
    return complete_languages(thing) or [thing.localized.language]


def _access(thing: Activity | StudyVisit) -> Data:
    return {
        "languages": [*thing.languages],
        "interpreted_into": [*thing.interpreted_into],
        "access": {
            "step_free": thing.step_free,
            "hearing_loop": thing.hearing_loop,
            "note": every_text(thing, "access_note"),
        },
    }


def _page(thing: Activity | StudyVisit) -> Data:
    """Return where a thing's page is in each of its languages, and its picture."""
    cover = thing.cover
    return {
        "url": {code: _url(thing, code) for code in _shown_in(thing)},
        "picture": {
            "url": picture_urls([cover])[0],
            "width": cover.width,
            "height": cover.height,
            "alt": {} if cover.decorative else every_text(cover, "alt"),
        }
        if cover
        else None,
    }


def _url(thing: Activity | StudyVisit, code: str) -> str:
    with translation.override(public_language(code)):
        return settings.SITE_URL + thing.get_absolute_url()


def _latest(*moments: datetime | None) -> str | None:
    return moment(max(filter(None, moments), default=None))


def _hour(hour: time, is_end: bool = False) -> str:
    """Return an hour as "09:30"; what ends at midnight ends at 24:00 (ISO 8601)."""
    return "24:00" if is_end and hour == time(0) else f"{hour:%H:%M}"
