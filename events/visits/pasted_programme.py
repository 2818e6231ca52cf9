"""A programme that was pasted as a table, or as lines that begin with an hour."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.text.dates import format_day_and_month
from events.models import ProgrammeItem

Kind = ProgrammeItem.Kind

MAX_LINES = 60
HOUR = timedelta(hours=1)

NO_HOUR = _("there is no hour at its beginning")
NO_TITLE = _("there is nothing after the hour")
WRONG_HOUR = _("there is no such hour")
WRONG_DAY = _("this is no day of the visit")
TOO_MANY = _("these are too many lines at once")

_NAMED = r"(?:(?:godz(?:ina)?|hour|at|год|о|o)\b\.?\s*)"
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?(?!\d)(?:\s*(?:h|hrs|год)\b\.?)?"
_TO = r"\s*(?:[-–—]|\bdo\b|\bto\b|\bдо\b)\s*"
_SPAN = re.compile(rf"\s*(?:od\s+)?({_NAMED})?{_TIME}(?:{_TO}{_NAMED}?{_TIME})?", re.I)
_BETWEEN = re.compile(r"^[\s\-–—:|.,;]+")
_HEADER = re.compile(r"^\W*(godz|czas|kiedy|time|hour|when|час|коли)", re.I)
_NUMBERED_DAY = re.compile(r"^\W*(?:dzień|day|день)\s+(\d{1,2})\b", re.I)
_DATE = re.compile(r"\W*(\d{1,2})\.(\d{1,2})\.(\d{4})\b|\W*(\d{4})-(\d\d)-(\d\d)\b")
# A cell of a spreadsheet that has lines in it stands in quotation marks.
_LINES_IN_CELL = re.compile(
    r'(^|\t)"((?:[^"\t]|"")*\n(?:[^"\t]|"")*)"(?=\t|\n|$)', re.M
)
# What an item is, by the beginning of a word of its title.
_KINDS = {
    Kind.BREAK: r"\b(przerw|kaw|break|coffee|перерв|кав)",
    Kind.MEAL: r"\b(obiad|lunch|kolacj|śniad|poczęst|dinner|breakfast|обід|вечер|снід)",
    Kind.TOUR: r"\b(zwiedz|spacer|oprowadz|tour|walk|екскурс|прогулян)",
    Kind.WORKSHOP: r"\b(warsztat|workshop|майстер|воркшоп|семінар)",
    Kind.PANEL: r"\b(panel|debat|dyskus|discuss|панел|дискус|дебат)",
}


class Faulty(NamedTuple):
    """A line that can't be used: its number, what it says, and why."""

    number: int
    text: str
    why: Promise


@dataclass
class Item:
    """One item; it ends when the next begins, where nothing says when."""

    starts: datetime
    ends: datetime | None
    title: str
    speakers: str = ""
    description: str = ""

    @property
    def kind(self) -> Kind:
        """What its title says that it is; a talk where it says nothing."""
        found = (k for k, words in _KINDS.items() if re.search(words, self.title, re.I))
        return next(found, Kind.TALK)


@dataclass
class Programme:
    """What was read, by the clocks of Kraków, and what could not be."""

    items: list[Item] = field(default_factory=list)
    faulty: list[Faulty] = field(default_factory=list)


def read_programme(text: str, starts: datetime, ends: datetime) -> Programme:
    """Read the items of a visit from pasted lines; each line counts by itself.

    `starts` and `ends` are the visit's, by the clocks. A line that names a day of the
    visit says on which day the following ones are.
    """
    programme, day = Programme(), starts.date()
    for number, line in _lines(text):
        if number > MAX_LINES:
            programme.faulty.append(Faulty(number, line, TOO_MANY))
            continue
        try:
            day, item = _read_line(line, day, starts.date(), ends.date())
        except _Unreadable as unreadable:
            programme.faulty.append(Faulty(number, line, unreadable.why))
        else:
            programme.items += [item] if item else []
    _end_items(programme.items, ends)
    return programme


class _Unreadable(Exception):
    def __init__(self, why: Promise) -> None:
        super().__init__(why)
        self.why = why


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line that says something, with its number."""
    joined = _LINES_IN_CELL.sub(
        lambda found: found[1] + " ".join(found[2].replace('""', '"').split()),
        text.replace("\r\n", "\n").replace("\r", "\n"),
    )
    for number, line in enumerate(joined.split("\n"), start=1):
        if line.strip():
            yield number, line.rstrip()


def _read_line(
    line: str, day: date, first: date, last: date
) -> tuple[date, Item | None]:
    """Return the day that counts from this line on, and the line's item if it has one.

    Raises _Unreadable.
    """
    cells = [cell.strip() for cell in line.split("\t") if cell.strip(" |")]
    named = _named_day(cells[0], first, last)
    if named:
        day, cells = named, cells[1:]
        if not cells:
            return day, None
    span = _SPAN.match(cells[0])
    if span is None or not _is_hour(span, cells):
        if _HEADER.match(cells[0]) and len(cells) > 1:
            return day, None
        raise _Unreadable(NO_HOUR)
    return day, _item(day, span, cells)


def _item(day: date, span: re.Match[str], cells: list[str]) -> Item:
    """Return the item of a line's cells, the first of which begins with its hours.

    Raises _Unreadable.
    """
    hours = [_time(span[2], span[3])] + ([_time(span[4], span[5])] if span[4] else [])
    rest = [_BETWEEN.sub("", cells[0][span.end() :]), *cells[1:]]
    rest = [cell for cell in rest if cell]
    end = _SPAN.fullmatch(rest[0]) if len(rest) > 1 and len(hours) == 1 else None
    if end:  # in a column of its own
        hours, rest = [hours[0], _time(end[2], end[3])], rest[1:]
    if not rest:
        raise _Unreadable(NO_TITLE)
    starts, *ends = (datetime.combine(day, hour) for hour in hours)
    speakers = rest[1] if len(rest) > 1 else ""
    return Item(
        starts, ends[0] if ends else None, rest[0], speakers, "\n".join(rest[2:])
    )


def _is_hour(span: re.Match[str], cells: list[str]) -> bool:
    """Whether a number is an hour: it says so, has minutes, or is a cell by itself."""
    alone = len(cells) > 1 and span.end() == len(cells[0])
    return bool(span[1] or span[3] or span[4] or alone)


def _time(hour: str, minute: str | None) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise _Unreadable(WRONG_HOUR) from None


def _named_day(cell: str, first: date, last: date) -> date | None:
    """Return the day that a cell begins with; None where it begins with none.

    Raises _Unreadable where it is no day of the visit.
    """
    days = [first + timedelta(n) for n in range(min((last - first).days, 30) + 1)]
    numbered, dated = _NUMBERED_DAY.match(cell), _DATE.match(cell)
    if numbered:
        number = int(numbered[1])
        found = days[number - 1 : number] if number else []
    elif dated:
        parts = dated.group(3, 2, 1) if dated[3] else dated.group(4, 5, 6)
        found = [day for day in days if (day.year, day.month, day.day) == _ints(parts)]
    else:
        return next((day for day in days if _begins_with(cell, day)), None)
    if not found:
        raise _Unreadable(WRONG_DAY)
    return found[0]


def _ints(parts: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(int(part) for part in parts)


def _begins_with(cell: str, day: date) -> bool:
    """Whether a cell begins with a day in words, after its weekday perhaps."""
    text = " ".join(cell.split()).casefold()
    names = (format_day_and_month(day, code) for code in settings.CENTRE_LANGUAGES)
    return any(
        re.match(
            rf"(?:[^\W\d]+,? )?{re.escape(' '.join(name.split()).casefold())}\b", text
        )
        for name in names
    )


def _end_items(items: list[Item], ends: datetime) -> None:
    """Let an item without an end last until the next one of its day, or an hour."""
    nexts = [*(item.starts for item in items[1:]), ends]
    for item, until in zip(items, nexts, strict=False):
        if item.ends is not None:
            continue
        same_day = until.date() == item.starts.date()
        lasts = same_day and until > item.starts
        item.ends = until if lasts else item.starts + HOUR
