"""Days and hours as people write them, in Polish, British English and Ukrainian.

Django's own formats pad the Ukrainian day ("05 червня"), write Polish weekdays with
a capital and English hours as "9:05 a.m."; so the Centre's languages have tables
here. A language without a table is formatted by Django.

Four rules hold everywhere:

- A `datetime` must be aware; its day and hour are those in Kraków (`TIME_ZONE`).
- Hours are on the 24-hour clock without a leading zero, "9:30", in every language:
  one notation, which Polish, Ukrainian and English readers alike read without doubt.
- A range is joined by an en dash: tight between bare numbers, spaced between words.
- What ends at midnight ends at 24:00 of the day before, and so does a deadline. An
  evening that goes on past midnight is said as one day: "22:00–1:30".

No line breaks between a day and its month, nor in a tight range: no-break characters
prevent it. E-mails go through `typography.plain`, which takes them out again.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import formats, timezone, translation

from centre.text.typography import NBSP, WORD_JOINER

EN_DASH = "–"
MIDNIGHT = "24:00"
# What ends the day after is an evening of the first day if it is shorter than this.
EVENING = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class _DateNames:
    """The names and signs of dates in one language."""

    weekdays: tuple[str, ...]  # Monday first
    months: tuple[str, ...]  # as in "17 June"
    months_alone: tuple[str, ...]  # as in "June 2025"
    weekdays_until: tuple[str, ...] = ()  # as after "until", where it bends a word
    year_sign: str = ""  # follows every year


_DATE_NAMES = {
    "pl": _DateNames(
        weekdays=(
            "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota",
            "niedziela",
        ),
        months=(
            "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca",
            "sierpnia", "września", "października", "listopada", "grudnia",
        ),
        months_alone=(
            "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec",
            "sierpień", "wrzesień", "październik", "listopad", "grudzień",
        ),
        weekdays_until=(
            "poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty",
            "niedzieli",
        ),
    ),
    "en": _DateNames(
        weekdays=(
            "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
            "Sunday",
        ),
        months=(
            "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December",
        ),
        months_alone=(
            "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December",
        ),
    ),
    "uk": _DateNames(
        weekdays=(
            "понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота",
            "неділя",
        ),
        months=(
            "січня", "лютого", "березня", "квітня", "травня", "червня", "липня",
            "серпня", "вересня", "жовтня", "листопада", "грудня",
        ),
        months_alone=(
            "січень", "лютий", "березень", "квітень", "травень", "червень", "липень",
            "серпень", "вересень", "жовтень", "листопад", "грудень",
        ),
        weekdays_until=(
            "понеділка", "вівторка", "середи", "четверга", "п’ятниці", "суботи",
            "неділі",
        ),
        year_sign=f"{NBSP}р.",
    ),
}  # fmt: skip


def in_krakow(moment: datetime) -> datetime:
    """Return a moment by the clocks of Kraków.

    At the very ends of the calendar, where there is no such date, it stays as it is. A
    naive datetime raises ValueError.
    """
    try:
        return timezone.localtime(moment)
    except OverflowError:
        return moment


def format_date(d: date, language: str) -> str:
    """Return a day with its year: "17 June 2025"."""
    d = _day(d)
    names = _names(language)
    if names is None:
        return _by_django(d, "DATE_FORMAT", language)
    return f"{_day_and_month(d, names)} {_year(d, names)}"


def format_day(d: date, language: str) -> str:
    """Return a day with its weekday and year: "Tuesday, 17 June 2025"."""
    return f"{weekday_name(_day(d).weekday(), language)}, {format_date(d, language)}"


def format_short_day(d: date, language: str) -> str:
    """Return a day with its weekday and no year: "Tuesday, 17 June"."""
    return _said(_day(d), language, weekday=True, year=False)


def format_day_and_month(d: date, language: str) -> str:
    """Return a day without its weekday and year: "17 June"."""
    return _said(_day(d), language, weekday=False, year=False)


def format_month(d: date, language: str) -> str:
    """Return a day's month with its year, to stand alone: "June 2025"."""
    d = _day(d)
    names = _names(language)
    if names is None:
        return _by_django(d, "YEAR_MONTH_FORMAT", language)
    return f"{names.months_alone[d.month - 1]} {_year(d, names)}"


def format_date_range(a: date, b: date, language: str) -> str:
    """Return the days from a to b, writing what they share once: "17–19 June 2025".

    A range within one day is that day. `a` must not be later than `b`.
    """
    a, b = _day(a), _day(b)
    end = format_date(b, language)
    if a == b:
        return end
    names = _names(language)
    if names is None or a.year != b.year:
        return f"{format_date(a, language)} {EN_DASH} {end}"
    if a.month != b.month:
        return f"{_day_and_month(a, names)} {EN_DASH} {end}"
    return _tight(a.day, end)


def last_day(a: datetime, b: datetime) -> date:
    """Return the day in Kraków on which something from a to b is said to end."""
    first, last = in_krakow(a).date(), in_krakow(b).date()
    if _is_midnight(b) and last > first:
        return last - timedelta(days=1)
    evening = last - first == timedelta(days=1) and b - a < EVENING
    return first if evening else last


def format_when(
    a: datetime, b: datetime, language: str, *, weekday: bool = False, year: bool = True
) -> str:
    """Return days and hours from a to b, each end with its own where they differ.

    "17 June 2025, 9:30–11:00"; "25 February, 10:00 – 26 February 2027, 14:00".
    """
    first, last = _day(a), last_day(a, b)
    if first == last:
        day = _said(first, language, weekday=weekday, year=year)
        return f"{day}, {format_time_range(a, b)}"
    first_year = year and first.year != last.year
    start = _said(first, language, weekday=weekday, year=first_year)
    end = _said(last, language, weekday=weekday, year=year)
    hours = format_time(a), format_end_time(b)
    return f"{start}, {hours[0]} {EN_DASH} {end}, {hours[1]}"


def format_hours(a: datetime, b: datetime, language: str) -> str:
    """Return the hours from a to b to stand below their day, with the days if several.

    "18:00–24:00"; "27 November, 10:00 – 29 November, 18:00".
    """
    if _day(a) == last_day(a, b):
        return format_time_range(a, b)
    return format_when(a, b, language, year=False)


def weekday_name(n: int, language: str) -> str:
    """Return the name of weekday n, 0 for Monday, as written inside a sentence."""
    names = _names(language)
    if names is None:
        # 1 January 2024 was a Monday.
        return _by_django(date(2024, 1, 1 + n), "l", language)
    return names.weekdays[n]


def format_deadline(t: datetime, language: str) -> str:
    """Return a day and an hour to stand after "until": "Tuesday, 17 June 2025, 9:30".

    Polish and Ukrainian bend the weekday there: "do wtorku, 17 czerwca 2025, 9:30".
    """
    d, names = _deadline_day(t), _names(language)
    if names is None or not names.weekdays_until:
        return f"{format_day(d, language)}, {format_end_time(t)}"
    weekday = names.weekdays_until[d.weekday()]
    return f"{weekday}, {format_short_deadline(t, language)}"


def format_short_deadline(t: datetime, language: str) -> str:
    """Return the day and the hour of a deadline, no weekday: "17 June 2025, 9:30"."""
    return f"{format_date(_deadline_day(t), language)}, {format_end_time(t)}"


def format_time(t: time | datetime) -> str:
    """Return an hour on the 24-hour clock, without a leading zero: "9:30"."""
    if isinstance(t, datetime):
        t = in_krakow(t)
    return f"{t.hour}:{t.minute:02}"


def format_time_range(a: time | datetime, b: time | datetime) -> str:
    """Return the hours from a to b: "9:30–11:00", "18:00–24:00"."""
    return _tight(format_time(a), format_end_time(b))


def format_end_time(t: time | datetime) -> str:
    """Return the hour at which something ends: midnight is 24:00."""
    return MIDNIGHT if _is_midnight(t) else format_time(t)


def _is_midnight(t: time | datetime) -> bool:
    if isinstance(t, datetime):
        t = in_krakow(t)
    return (t.hour, t.minute) == (0, 0)


def _deadline_day(t: datetime) -> date:
    """Return the day that a deadline is said to be on: at 0:00 the day before."""
    return _day(t) - timedelta(days=1) if _is_midnight(t) else _day(t)


def _tight(a: object, b: object) -> str:
    return f"{a}{EN_DASH}{WORD_JOINER}{b}"


def _names(language: str) -> _DateNames | None:
    """Find the table of a language; "en-gb" has that of "en"."""
    return _DATE_NAMES.get(language) or _DATE_NAMES.get(language.partition("-")[0])


def _day(d: date) -> date:
    """Return the calendar day in Kraków. A naive datetime raises ValueError."""
    return in_krakow(d).date() if isinstance(d, datetime) else d


def _said(d: date, language: str, *, weekday: bool, year: bool) -> str:
    """Return a day with or without its weekday and its year."""
    names = _names(language)
    if year:
        text = format_date(d, language)
    elif names is None:
        text = _by_django(d, "MONTH_DAY_FORMAT", language)
    else:
        text = _day_and_month(d, names)
    return f"{weekday_name(d.weekday(), language)}, {text}" if weekday else text


def _day_and_month(d: date, names: _DateNames) -> str:
    return f"{d.day}{NBSP}{names.months[d.month - 1]}"


def _year(d: date, names: _DateNames) -> str:
    return f"{d.year}{names.year_sign}"


def _by_django(d: date, pattern: str, language: str) -> str:
    with translation.override(language):
        return formats.date_format(d, pattern)
