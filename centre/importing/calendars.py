"""Read a calendar (RFC 5545): its coming events become activities with sessions.

Repeats are written out by `recurring_ical_events`, for a bounded time ahead, and only
of rules that meet once a day at most: a rule of every second would never end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html import escape
from typing import Any, BinaryIO

import recurring_ical_events
from django.utils import timezone
from icalendar import Calendar

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
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_IN_A_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS"}
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
    calendar = _parsed(data)
    found, series, zones = SourceFile(source="calendar"), defaultdict(list), []
    for part in calendar.subcomponents:
        if part.name == "VEVENT":
            series[str(part.get("UID", ""))[:250]].append(part)
        elif part.name == "VTIMEZONE":
            zones.append(part)
    events = [event for group in series.values() for event in group]
    repeating = sum("RRULE" in event for event in events)
    if len(events) > MAX_EVENTS or repeating > MAX_REPEATING:
        raise SourceRefused("too_many")
    now = timezone.now()
    for number, (uid, group) in enumerate(series.items()):
        tell(number)
        text = _text(uid, group, zones, now) if uid else None
        if text is None:
            found.left_out["past"] += 1
        else:
            found.texts.append(text)
    return found


def _parsed(data: bytes) -> Any:
    try:
        text = data.decode("utf-8-sig").replace("\0", "")
        return Calendar.from_ical(text)
    except UnicodeDecodeError as error:
        raise SourceRefused("damaged", line="?") from error
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise SourceRefused("not_calendar") from error


def _text(
    uid: str, group: list[Any], zones: list[Any], now: datetime
) -> SourceText | None:
    """Return one event with its sessions; None where none is to come."""
    head = next((e for e in group if "RECURRENCE-ID" not in e), group[0])
    notes: list[Note] = []
    dates = [*_dates(group, zones, now, notes)]
    if not dates and not notes:
        return None
    summary = head.get("SUMMARY", "")
    language = getattr(summary, "params", {}).get("LANGUAGE", "")
    return SourceText(
        key=f"activity:{uid}",
        kind="activity",
        title=str(summary),
        html=escape(str(head.get("DESCRIPTION", "")), quote=False),
        language=known_language(str(language)),
        url=str(head.get("URL", "")),
        plain_newlines=True,
        place=clean_line(str(head.get("LOCATION", "")))[:160],
        dates=dates,
        notes=notes,
    )


def _dates(
    group: list[Any], zones: list[Any], now: datetime, notes: list[Note]
) -> Iterator[SourceDate]:
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
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if {*map(str.upper, rule)} & _IN_A_DAY or start is None:
            return False
        frequency = str(*rule.get("FREQ", [""])[:1]).upper()
        if frequency not in _FREQUENCIES or rule.get("INTERVAL", [1])[0] < 1:
            return False
    extra = event.get("RDATE", [])
    extra = extra if isinstance(extra, list) else [extra]
    several = sum(len(getattr(each, "dts", [])) for each in extra)
    return start is None or (start.year >= _FIRST_YEAR and several <= MAX_SESSIONS)


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
