"""Read a calendar (RFC 5545): its coming events become activities with sessions.

Repeats are written out by `recurring_ical_events`, for a bounded time ahead, and only
of rules that meet once a day at most and do meet: one of every second, or of the 30th
of February, would be counted until the year 9999.
"""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html import escape
from typing import Any, BinaryIO

from django.utils import timezone
from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty
from icalendar.timezone import tzp

from centre.content.date_bounds import LAST_DAY
from centre.importing.languages import known_language
from centre.importing.notes import Note, SourceRefused, note
from centre.importing.texts import SourceDate, SourceFile, SourceText
from centre.text.cleaning import clean_line
from events.models.querysets import MAX_SESSION_LENGTH

LARGEST_CALENDAR = 5 * 1024 * 1024
MAX_EVENTS = 2_000
MAX_REPEATING = 300
AHEAD = timedelta(days=400)
MAX_SESSIONS = 500  # of one event
_FIRST_YEAR = 1990  # a repeat that is older is counted from its first day for ever
_OF_DAYS = {"BYDAY", "BYMONTH", "BYMONTHDAY"}
# How often a rule may repeat, and by what it may choose its days then.
_FREQUENCIES = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": _OF_DAYS,
    "YEARLY": _OF_DAYS,
}
_LEAP_YEAR = 2024
_WEEKS_OF_MONTH = 5
_ZONE = re.compile(r"BEGIN:VTIMEZONE\b.*?END:VTIMEZONE[\r\n]*", re.DOTALL)
_REPEATS = {"RRULE", "RDATE", "RECURRENCE-ID"}
_UNSAID = timedelta(hours=1)  # how long an event lasts that does not say so
LAST_MINUTE = time(23, 59)


def read_calendar(file: BinaryIO, tell: Callable[[int], None]) -> SourceFile:
    """Return the events of a calendar that have dates to come.

    Raises SourceRefused.
    """
    data = file.read(LARGEST_CALENDAR + 1)
    if len(data) > LARGEST_CALENDAR:
        raise SourceRefused("too_large")
    found, series, zones = SourceFile(source="calendar"), defaultdict(list), []
    for part in _parsed(data):
        if part.name == "VEVENT":
            series[_uid(part)].append(part)
        elif part.name == "VTIMEZONE":
            zones.append(part)
    events = [event for group in series.values() for event in group]
    repeating = sum("RRULE" in event for event in events)
    if len(events) > MAX_EVENTS or repeating > MAX_REPEATING:
        raise SourceRefused("too_many")
    now = timezone.now()
    for number, (uid, group) in enumerate(series.items()):
        tell(number)
        text = _text(uid, group, zones, now)
        if text is None:
            found.left_out["past"] += 1
        else:
            found.texts.append(text)
    return found


def _parsed(data: bytes) -> list[Any]:
    """Return the parts of the calendars in a file.

    Where they can't be read, they are read without what they say of time zones: then
    their hours are by the clocks of Kraków.
    """
    try:
        text = data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceRefused("damaged", line=line) from error
    for source in dict.fromkeys((text, _ZONE.sub("", text))):
        tzp.use_default()  # it keeps zones by name, for files to come as well
        try:
            calendars: list[Any] = Calendar.from_ical(source, multiple=True)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            continue
        zones = [zone for c in calendars for zone in c.walk("VTIMEZONE")]
        if not all(map(_is_soon_known, zones)):
            continue
        if calendars and all(c.name == "VCALENDAR" for c in calendars):
            return [part for c in calendars for part in c.subcomponents]
    raise SourceRefused("not_calendar")


def _is_soon_known(zone: Any) -> bool:
    """Return whether the hours of a zone are found without counting for long."""
    changes = zone.subcomponents
    rules = [rule for change in changes for rule in _rules(change)]
    dates = sum(_number_of_dates(change, "RDATE") for change in changes)
    return (
        max(len(changes), dates) <= MAX_SESSIONS
        and all(map(_meets, rules))
        and {str(*rule.get("FREQ", [""])[:1]).upper() for rule in rules} <= {"YEARLY"}
    )


def _uid(event: Any) -> str:
    """Return what names an event, in each export of its calendar alike.

    Where its program gave it no name, its own and its first moment are.
    """
    start, title = (_first(event, name) for name in ("DTSTART", "SUMMARY"))
    own = f"{start.to_ical().decode()} {title}" if start else str(title)
    return str(event.get("UID") or own)[:250]


def _text(
    uid: str, group: list[Any], zones: list[Any], now: datetime
) -> SourceText | None:
    """Return one event with its sessions; None where none is to come."""
    head = next((e for e in group if "RECURRENCE-ID" not in e), group[0])
    notes: list[Note] = []
    try:
        dates = [*_dates(group, zones, now, notes)]
    except BrokenCalendarProperty:
        dates, notes = [], [note("repeats_oddly")]
    if not dates and not notes:
        return None
    summary = _first(head, "SUMMARY")
    language = getattr(summary, "params", {}).get("LANGUAGE", "")
    return SourceText(
        key=f"activity:{uid}",
        kind="activity",
        title=str(summary),
        html=escape(str(_first(head, "DESCRIPTION")), quote=False),
        language=known_language(str(language)),
        url=str(_first(head, "URL")),
        plain_newlines=True,
        place=clean_line(str(_first(head, "LOCATION")))[:160],
        dates=dates,
        notes=notes,
    )


def _first(event: Any, name: str) -> Any:
    """Return a property, the first where it stands there several times, or ""."""
    found = event.get(name, "")
    return found[0] if isinstance(found, list) else found


def _dates(
    group: list[Any], zones: list[Any], now: datetime, notes: list[Note]
) -> Iterator[SourceDate]:
    import recurring_ical_events

    if not all(map(_is_bounded, group)):
        notes.append(note("repeats_oddly"))
        return
    own = Calendar()
    own.subcomponents = [*zones, *group]
    try:
        found = recurring_ical_events.of(own).between(now, now + AHEAD)
    except Exception:  # what strangers write may fail in any way
        notes.append(note("repeats_oddly"))
        return
    found.sort(key=lambda event: str(_moment(event["DTSTART"].dt)))
    if len(found) > MAX_SESSIONS:
        notes.append(note("sessions_many"))
    repeats = any(_REPEATS & {*event} for event in group)
    for event in found[:MAX_SESSIONS]:
        for one in _date(event, now, notes):
            yield one if repeats else replace(one, key="once")


def _is_bounded(event: Any) -> bool:
    """Return whether writing an event's dates out ends soon."""
    start = getattr(event.get("DTSTART"), "dt", None)
    if "EXRULE" in event or not all(start and _meets(rule) for rule in _rules(event)):
        return False
    several = max(_number_of_dates(event, name) for name in ("RDATE", "EXDATE"))
    return start is None or (start.year >= _FIRST_YEAR and several <= MAX_SESSIONS)


def _rules(part: Any) -> list[Any]:
    rules = part.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _meets(rule: Any) -> bool:
    """Return whether a rule meets once a day at most, and does meet before long."""
    parts = {name.upper(): values for name, values in rule.items()}
    by = {name for name in parts if name.startswith("BY")}
    frequency = str(*parts.get("FREQ", [""])[:1]).upper()
    interval = parts.get("INTERVAL", [1])[0]
    if interval < 1 or not by <= _FREQUENCIES.get(frequency, set()):
        return False
    if frequency not in _FREQUENCIES or (frequency == "DAILY" and by and interval > 1):
        return False
    months = [int(month) for month in parts.get("BYMONTH", range(1, 13))]
    if not all(1 <= month <= 12 for month in months):
        return False
    longest = max(monthrange(_LEAP_YEAR, month)[1] for month in months)
    days = parts.get("BYMONTHDAY", [1])
    weeks = [re.match(r"[+-]?(\d+)", str(day)) for day in parts.get("BYDAY", [])]
    return all(0 < abs(day) <= longest for day in days) and all(
        week is None or int(week[1]) <= _WEEKS_OF_MONTH for week in weeks
    )


def _number_of_dates(event: Any, name: str) -> int:
    found = event.get(name, [])
    found = found if isinstance(found, list) else [found]
    return sum(len(getattr(each, "dts", [])) for each in found)


def _date(event: Any, now: datetime, notes: list[Note]) -> Iterator[SourceDate]:
    begins = event["DTSTART"].dt
    ends = event["DTEND"].dt if "DTEND" in event else None
    start, end = _moment(begins), _moment(ends) if ends is not None else None
    if not isinstance(begins, datetime):
        last = (ends or begins + timedelta(days=1)) - timedelta(days=1)
        end = _moment(datetime.combine(max(last, begins), LAST_MINUTE))
        _once(notes, "all_day")
    elif end is None or end <= start:
        end = start + _UNSAID
        _once(notes, "no_end")
    if end is None or end <= now or start.year > LAST_DAY.year - 1:
        return
    if end - start > MAX_SESSION_LENGTH:
        _once(notes, "too_long")
        return
    named = event.get("RECURRENCE-ID")
    key = _moment(named.dt if named is not None else begins)
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    yield SourceDate(
        timezone.localtime(key).strftime("%Y%m%dT%H%M%S"), start, end, cancelled
    )


def _moment(value: date) -> datetime:
    """Return a day's beginning, or a moment; without a zone by the clocks of Kraków."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return timezone.make_aware(value) if timezone.is_naive(value) else value


def _once(notes: list[Note], code: str) -> None:
    if note(code) not in notes:
        notes.append(note(code))
