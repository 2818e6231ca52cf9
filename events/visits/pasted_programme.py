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
NOON = 12

NO_HOUR = _("there is no hour at its beginning")
NO_TITLE = _("there is nothing after the hour")
WRONG_HOUR = _("there is no such hour")
WRONG_DAY = _("this is no day of the visit")
TOO_MANY = _("these are too many lines at once")

_NAMED = r"(?:(?:godz(?:ina)?|hour|at|год|о|o)\b\.?\s*)"
_HALF = r"(?:\s*([ap])\.?m\b\.?)?"  # "9 am", as English has it
_TIME = rf"(\d{{1,2}})(?:[:.](\d{{2}}))?(?!\d){_HALF}(?:\s*(?:h|hrs|год)\b\.?)?"
_TO = r"\s*(?:[-–—]|\bdo\b|\bto\b|\bдо\b)\s*"
_SPAN = re.compile(rf"\s*(?:od\s+)?({_NAMED})?{_TIME}(?:{_TO}{_NAMED}?{_TIME})?", re.I)
# Where minutes were raised, a copy has them closed up ("900–1030"), or as such signs.
_CLOSED_UP = re.compile(r"\s*\d{3,4}\s*(?:[-–—]\s*\d{3,4}\s*)?")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MINUTES = re.compile(r"\b(\d{1,2})(\d{2})\b")
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
    visit says on which day the following ones are. One that begins with an empty cell
    has the hours of the item before it: cells above each other were merged. Lines below
    an hour that stands alone are its cells, as a copy without tabs has them.
    """
    programme, day = Programme(), starts.date()
    days = starts.date(), ends.date()
    for count, (number, line) in enumerate(_rows(text, days), start=1):
        if count > MAX_LINES:
            programme.faulty.append(Faulty(number, line, TOO_MANY))
            continue
        try:
            before = programme.items[-1] if programme.items else None
            day, item = _read_line(line, day, days, before)
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


def _rows(text: str, days: tuple[date, date]) -> Iterator[tuple[int, str]]:
    """Yield each row of a table, or line, with the number of its first line."""
    held: tuple[int, str] | None = None  # an hour that stood alone, and what followed
    for number, line in _lines(text):
        if held and not _begins_anew(line, days):
            held = held[0], f"{held[1]}\t{line.strip()}"
            continue
        if held:
            yield held
        held = (number, line) if _is_hour_alone(line) else None
        if held is None:
            yield number, line
    if held:
        yield held


def _begins_anew(line: str, days: tuple[date, date]) -> bool:
    cell = _with_colons(line.split("\t")[0].strip())
    span = _SPAN.match(cell)
    if span and _is_hour(span, [cell]):
        return True
    try:
        return _named_day(cell, *days) is not None
    except _Unreadable:
        return True


def _is_hour_alone(line: str) -> bool:
    cell = _with_colons(line.strip())
    span = _SPAN.fullmatch(cell)
    return span is not None and _is_hour(span, [cell])


def _with_colons(cell: str) -> str:
    """Return a cell with a colon before minutes that were raised where it was made."""
    level = cell.translate(_RAISED)
    if level == cell and not _CLOSED_UP.fullmatch(cell):
        return cell
    return _MINUTES.sub(r"\1:\2", level)


def _read_line(
    line: str, day: date, days: tuple[date, date], before: Item | None
) -> tuple[date, Item | None]:
    """Return the day that counts from this line on, and the line's item if it has one.

    Raises _Unreadable.
    """
    cells = [cell.strip() for cell in line.split("\t") if cell.strip(" |")]
    named = _named_day(cells[0], *days)
    if named:
        day, cells = named, cells[1:]
        if not cells:
            return day, None
    cells[0] = _with_colons(cells[0])
    span = _SPAN.match(cells[0])
    if span and _is_hour(span, cells):
        return day, _added(_item(day, span, cells), before)
    if line.startswith("\t") and before and before.starts.date() == day:
        return day, Item(before.starts, before.ends, *_words(cells))
    if _HEADER.match(cells[0]) and len(cells) > 1:
        return day, None
    raise _Unreadable(NO_HOUR)


def _item(day: date, span: re.Match[str], cells: list[str]) -> Item:
    """Return the item of a line's cells, the first of which begins with its hours.

    Raises _Unreadable.
    """
    hours = _hours(span)
    rest = [_BETWEEN.sub("", cells[0][span.end() :]), *cells[1:]]
    rest = [cell for cell in rest if cell]
    end = _SPAN.fullmatch(rest[0]) if len(rest) > 1 and len(hours) == 1 else None
    if end:  # in a column of its own
        hours, rest = [hours[0], *_hours(end)[:1]], rest[1:]
    if not rest:
        raise _Unreadable(NO_TITLE)
    starts, *ends = (datetime.combine(day, hour) for hour in hours)
    return Item(starts, ends[0] if ends else None, *_words(rest))


def _words(cells: list[str]) -> tuple[str, str, str]:
    """Return what the cells behind the hours are: title, speakers, description."""
    return cells[0], "".join(cells[1:2]), "\n".join(cells[2:])


def _added(item: Item, before: Item | None) -> Item | None:
    """Return an item, or None where it is one more speaker of the item before it."""
    same = before and (before.starts, before.title) == (item.starts, item.title)
    if before is None or not same or before.ends != item.ends:
        return item
    before.speakers = ", ".join(filter(None, [before.speakers, item.speakers]))
    return None


def _is_hour(span: re.Match[str], cells: list[str]) -> bool:
    """Whether a number is an hour: it says so, has minutes, or is a cell by itself."""
    alone = len(cells) > 1 and span.end() == len(cells[0])
    return bool(span[1] or span[3] or span[4] or span[5] or alone)


def _hours(span: re.Match[str]) -> list[time]:
    """Return when it begins and, if that is said, ends; "9–11 am" are both before noon.

    Raises _Unreadable.
    """
    if not span[5]:
        return [_time(*span.group(2, 3, 4))]
    end = _time(*span.group(5, 6, 7))
    start = _time(span[2], span[3], span[4] or span[7])
    if not span[4] and span[7] and start > end:  # "11–1 pm"
        start = _time(span[2], span[3], "a")
    return [start, end]


def _time(hour: str, minute: str | None, half: str | None) -> time:
    number = int(hour)
    if half and number <= NOON:
        number = number % NOON + (NOON if half in "pP" else 0)
    try:
        return time(number, int(minute or 0))
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
    for number, item in enumerate(items, start=1):
        if item.ends is not None:
            continue
        following = (other.starts for other in items[number:])
        until = next((start for start in following if start != item.starts), ends)
        same_day = until.date() == item.starts.date()
        lasts = same_day and until > item.starts
        item.ends = until if lasts else item.starts + HOUR
