"""Calendar files (RFC 5545) of visits and activities, in the active language."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText

from centre.models import Centre
from centre.text.cleaning import drop_unprintable
from centre.text.dates import format_time_range, in_krakow
from centre.text.typography import plain
from events.models import Activity, ProgrammeItem, Session, StudyVisit
from events.visits.days import Span, visit_days

LOOK_AGAIN = timedelta(hours=6)

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
    """Return a calendar with an event for each day of the visit, in Europe/Warsaw.

    A newer file of the same visit replaces the older entries by their UID, SEQUENCE and
    DTSTAMP. A day that fell away is cancelled in it, as are all of a visit that does
    not take place; CANCEL is for one UID alone (RFC 5546, 3.2.5), so several are
    published with that STATUS.

    `status` is a value of RFC 5545, 3.8.1.11. `parts` are the lines about the parts
    that a delegation chose. `steps` are added to the visit's own SEQUENCE. `at`
    (aware) becomes the DTSTAMP; without it that is the visit's last change.
    """
    if visit.state != StudyVisit.State.PLANNED:
        status = "CANCELLED"
    centre, venue, said = Centre.load(), visit.where.venue, [*parts]
    programme = [*visit.programme.all()] if visit.pk else []
    spans = [(item.starts_at, item.ends_at) for item in programme]
    days = visit_days(visit.starts_at, visit.ends_at, spans)
    events = []
    for number, day in enumerate([*days, *_days_fallen_away(visit, len(days))], 1):
        # A visit of one day that gets another one keeps its entry.
        uid = f"visit-{visit.pk}" if number == 1 else f"visit-{visit.pk}-{number}"
        stamp = at or visit.updated_at
        event = _event(visit, centre, uid=uid, span=day, changed_at=stamp, place=venue)
        event.add("sequence", visit.calendar_sequence + steps)
        event.add("status", status if number <= len(days) else "CANCELLED")
        today = programme if len(days) == 1 else _items_on(day, programme)
        event.add("description", _plain(_description(visit, said, today)))
        events.append(event)
    cancels = status == "CANCELLED" and len(events) == 1
    return _calendar(events, method="CANCEL" if cancels else "PUBLISH")


def _days_fallen_away(visit: StudyVisit, number: int) -> list[Span]:
    """Return the days beyond this number that calendars may still have."""
    former = (visit.former_days or [])[number:]
    return [
        (datetime.fromisoformat(starts), datetime.fromisoformat(ends))
        for starts, ends in former
    ]


def _items_on(day: Span, programme: list[ProgrammeItem]) -> list[ProgrammeItem]:
    return [item for item in programme if day[0] <= item.starts_at < day[1]]


def _description(
    visit: StudyVisit, parts: list[str], programme: list[ProgrammeItem]
) -> str:
    """Return what a delegation chose, what is on, and the way back to the site."""
    items = [
        f"{format_time_range(item.starts_at, item.ends_at)} {item.localized}"
        for item in programme
    ]
    between = [""] if parts and items else []
    link = settings.SITE_URL + visit.get_absolute_url()
    return "\n".join([*parts, *between, *items, link])


def activity_calendar(activity: Activity, sessions: Iterable[Session]) -> str:
    """Return a calendar of an activity's sessions, cancelled ones with that STATUS.

    What makes an entry another one (time, place, state) raises its SEQUENCE (RFC 5545,
    3.8.7.4); whatever else is changed, such as its title, its DTSTAMP and LAST-MODIFIED
    alone.
    """
    centre, events = Centre.load(), []
    for session in sessions:
        session.activity = activity  # known already
        events.append(_session_event(session, centre))
    # One appointment would open a calendar of its own under that name.
    return _calendar(events, activity.localized.title if len(events) != 1 else "")


def programme_calendar(sessions: Iterable[Session], name: str) -> str:
    """Return a calendar to subscribe to, of sessions whose activities were read.

    Its name begins with the house's. Programs are asked to look again every few hours.
    """
    centre = Centre.load()
    events = [_session_event(session, centre) for session in sessions]
    whole = ": ".join(filter(None, [centre.localized.name, name]))
    return _calendar(events, whole, every=LOOK_AGAIN)


def _session_event(session: Session, centre: Centre) -> Event:
    """Return the event of a session; a cancelled one stays, with that STATUS."""
    activity = session.activity
    changed = filter(None, [activity.updated_at, session.updated_at])
    event = _event(
        activity,
        centre,
        uid=f"session-{session.pk}",
        span=(session.starts_at, session.ends_at),
        changed_at=max(changed),
        place=session.where.place,
    )
    event.add("sequence", activity.calendar_sequence + session.calendar_sequence)
    if session.state == Session.State.CANCELLED:
        event.add("status", "CANCELLED")
    if session.localized.note:
        event.add("description", _plain(session.localized.note))
    return event


def calendar_response(body: str, name: str) -> HttpResponse:
    """Return a calendar file under a name that tells what is in it."""
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def calendar_addresses(path: str) -> dict[str, str]:
    """Return a calendar's addresses: `webcal` opens a program, `url` is to copy."""
    url = settings.SITE_URL + path
    return {"url": url, "webcal": f"webcal:{url.partition(':')[2]}"}


def _event(
    thing: Activity | StudyVisit,
    centre: Centre,
    *,
    uid: str,
    span: Span,
    changed_at: datetime,
    place: str,
) -> Event:
    """Return an event of an activity or a visit, at a room of the Centre.

    Its `uid` never changes, so a newer file replaces the entry.
    """
    event, localized = Event(), thing.localized
    event.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", _in_warsaw(span[0]))
    event.add("dtend", _in_warsaw(span[1]))
    title = vText(_plain(localized.title), params={"LANGUAGE": localized.language})
    event.add("summary", title)
    where = ", ".join(filter(None, [_plain(place), centre.postal_address]))
    event.add("location", _plain(where))
    event.add("organizer", _organizer(centre))
    event.add("url", settings.SITE_URL + thing.get_absolute_url())
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


def _calendar(
    events: list[Event],
    name: str = "",
    method: str = "PUBLISH",
    every: timedelta | None = None,
) -> str:
    """Return a calendar file, with the rules of Warsaw's summer time in it.

    A calendar to subscribe to has a `name`, and may say how often to look again.
    """
    calendar = Calendar()
    calendar.add(
        "prodid", f"-//{urlsplit(settings.SITE_URL).hostname}//Centre//{get_language()}"
    )
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", _plain(name))
    if every:  # RFC 7986, 5.7, and the name that older programs know
        calendar.add("refresh-interval", every, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(every))
    calendar.add_component(WARSAW)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical().decode()
