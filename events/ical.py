"""Calendar files (RFC 5545) of visits and activities, in the active language."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from centre.models import Centre
from centre.text.cleaning import drop_unprintable
from centre.text.dates import in_krakow
from centre.text.typography import plain
from events.models import (
    Activity,
    Session,
    StudyVisit,
)

# The European Union's summer time, since 1996: it begins at 2:00 and ends at 3:00, by
# the clock that holds until then (RFC 5545, 3.6.5).
WARSAW = Timezone.from_ical(
    """\
BEGIN:VTIMEZONE
TZID:Europe/Warsaw
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19970330T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
)


def visit_calendar(
    visit: StudyVisit,
    status: str = "CONFIRMED",
    parts: Iterable[str] = (),
    *,
    steps: int = 0,
    at: datetime | None = None,
) -> str:
    """Return a calendar with the visit's one event, times in Europe/Warsaw.

    A newer file of the same visit replaces the older entry by its UID, SEQUENCE and
    DTSTAMP; a cancelled one removes it (RFC 5546, 3.2.5).

    `status` is a value of RFC 5545, 3.8.1.11. `parts` are the lines about the parts
    that a delegation chose. `steps` are added to the visit's own SEQUENCE. `at`
    (aware) becomes the DTSTAMP; without it that is the visit's last change.
    """
    if visit.state == StudyVisit.State.CANCELLED:
        status = "CANCELLED"
    cancelled = status == "CANCELLED"
    localized, centre = visit.localized, Centre.load()
    event = _event(
        uid=f"visit-{visit.pk}",
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        changed_at=at or visit.updated_at,
        summary=localized.title,
        language=localized.language,
        path=visit.get_absolute_url(),
        location=localized.venue,
        centre=centre,
    )
    event.add("sequence", visit.calendar_sequence + steps)
    event.add("status", status)
    link = settings.SITE_URL + visit.get_absolute_url()
    event.add("description", _plain("\n".join([*parts, link])))
    return _calendar([event], localized.title, "CANCEL" if cancelled else "PUBLISH")


def activity_calendar(activity: Activity, sessions: Iterable[Session]) -> str:
    """Return a calendar of an activity's sessions, cancelled ones with that STATUS.

    What makes an entry another one (time, place, state) raises its SEQUENCE (RFC 5545,
    3.8.7.4); whatever else is changed, such as its title, its DTSTAMP and LAST-MODIFIED
    alone.
    """
    localized, centre = activity.localized, Centre.load()
    events = []
    for session in sessions:
        session.activity = activity  # known already
        changed = filter(None, [activity.updated_at, session.updated_at])
        event = _event(
            uid=f"session-{session.pk}",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            changed_at=max(changed),
            summary=localized.title,
            language=localized.language,
            path=activity.get_absolute_url(),
            location=session.where.place,
            centre=centre,
        )
        sequence = activity.calendar_sequence + session.calendar_sequence
        event.add("sequence", sequence)
        if session.state == Session.State.CANCELLED:
            event.add("status", "CANCELLED")
        if session.localized.note:
            event.add("description", _plain(session.localized.note))
        events.append(event)
    return _calendar(events, localized.title)


def calendar_response(body: str, name: str) -> HttpResponse:
    """Return a calendar file under a name that tells what is in it."""
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _event(
    *,
    uid: str,
    starts_at: datetime,
    ends_at: datetime,
    changed_at: datetime,
    summary: str,
    language: str,
    path: str,
    location: str,
    centre: Centre,
) -> Event:
    """Return an event at a room of the Centre.

    Its `uid` never changes, so a newer file replaces the entry.
    """
    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", _in_warsaw(starts_at))
    event.add("dtend", _in_warsaw(ends_at))
    event.add("summary", vText(_plain(summary), params={"LANGUAGE": language}))
    where = ", ".join(filter(None, [location, centre.postal_address]))
    event.add("location", _plain(where))
    event.add("organizer", _organizer(centre))
    event.add("url", settings.SITE_URL + path)
    return event


def _organizer(centre: Centre) -> vCalAddress:
    """Return who publishes: METHOD needs it (RFC 5546, 3.2.1 and 3.2.5)."""
    address = centre.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organizer = vCalAddress(f"MAILTO:{address}")
    if name := centre.localized.name:
        organizer.params["CN"] = vText(_plain(name).replace('"', ""))
    return organizer


def _plain(text: str) -> str:
    """Return a text without what a calendar may not hold or shows as a box."""
    return plain(drop_unprintable(text)).strip()


def _in_warsaw(moment: datetime) -> datetime:
    """Return a moment by Warsaw's clock, or by UTC in the hour that is repeated.

    "2:30" in that night means the first of the two (RFC 5545, 3.3.5).
    """
    local = in_krakow(moment)
    return moment.astimezone(UTC) if local.fold else local


def _calendar(events: list[Event], name: str, method: str = "PUBLISH") -> str:
    """Return a calendar file, with the rules of Warsaw's summer time in it."""
    calendar = Calendar()
    calendar.add(
        "prodid", f"-//{urlsplit(settings.SITE_URL).hostname}//Centre//{get_language()}"
    )
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if len(events) != 1:  # one appointment would open a calendar of its own
        calendar.add("x-wr-calname", _plain(name))
    calendar.add_component(WARSAW)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical().decode()
