"""Every month in every language, singly and in each kind of range."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from centre.text.dates import (
    format_date,
    format_date_range,
    format_day,
    format_deadline,
    format_hours,
    format_month,
    format_short_day,
    format_short_deadline,
    format_time,
    format_time_range,
    format_when,
    in_krakow,
    weekday_name,
)

# Spelled out here a second time on purpose.
MONTHS = {
    "pl": [
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "uk": [
        "січня",
        "лютого",
        "березня",
        "квітня",
        "травня",
        "червня",
        "липня",
        "серпня",
        "вересня",
        "жовтня",
        "листопада",
        "грудня",
    ],
}

ALONE = {
    "pl": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień "
    "październik listopad grudzień",
    "en": " ".join(MONTHS["en"]),
    "uk": "січень лютий березень квітень травень червень липень серпень вересень "
    "жовтень листопад грудень",
}


def seen(text: str) -> str:
    """Make what keeps a line together visible: "~" for a space, "|" for a joiner."""
    return text.replace("\u00a0", "~").replace("\u2060", "|")


YEAR_SIGN = {"pl": "", "en": "", "uk": "~р."}
EVERY_MONTH = [
    (language, month, name)
    for language, table in MONTHS.items()
    for month, name in enumerate(table, start=1)
]


@pytest.mark.parametrize(("language", "month", "of_month"), EVERY_MONTH)
class TestEveryMonth:
    def test_single_day(self, language, month, of_month):
        expected = f"5~{of_month} 2025{YEAR_SIGN[language]}"
        assert seen(format_date(date(2025, month, 5), language)) == expected

    def test_range_of_one_day(self, language, month, of_month):
        d = date(2025, month, 17)
        expected = f"17~{of_month} 2025{YEAR_SIGN[language]}"
        assert seen(format_date_range(d, d, language)) == expected

    def test_range_in_one_month(self, language, month, of_month):
        a, b = date(2025, month, 17), date(2025, month, 19)
        expected = f"17–|19~{of_month} 2025{YEAR_SIGN[language]}"
        assert seen(format_date_range(a, b, language)) == expected

    def test_range_into_december(self, language, month, of_month):
        a, b = date(2025, month, 17), date(2025, 12, 31)
        sign, december = YEAR_SIGN[language], MONTHS[language][11]
        expected = (
            f"17–|31~{of_month} 2025{sign}"
            if month == 12
            else f"17~{of_month} – 31~{december} 2025{sign}"
        )
        assert seen(format_date_range(a, b, language)) == expected

    def test_range_into_the_next_year(self, language, month, of_month):
        a, b = date(2025, month, 30 if month != 2 else 28), date(2026, month, 2)
        sign = YEAR_SIGN[language]
        expected = f"{a.day}~{of_month} 2025{sign} – 2~{of_month} 2026{sign}"
        assert seen(format_date_range(a, b, language)) == expected


@pytest.mark.parametrize("language", ALONE)
def test_a_month_that_stands_alone(language):
    said = [format_month(date(2025, n, 5), language) for n in range(1, 13)]
    assert [seen(month) for month in said] == [
        f"{name} 2025{YEAR_SIGN[language]}" for name in ALONE[language].split()
    ]


@pytest.mark.parametrize(
    ("language", "day", "short_day", "date_range"),
    [
        (
            "pl",
            "wtorek, 17~czerwca 2025",
            "wtorek, 17~czerwca",
            "17~czerwca – 2~lipca 2025",
        ),
        (
            "en",
            "Tuesday, 17~June 2025",
            "Tuesday, 17~June",
            "17~June – 2~July 2025",
        ),
        (
            "uk",
            "вівторок, 17~червня 2025~р.",
            "вівторок, 17~червня",
            "17~червня – 2~липня 2025~р.",
        ),
    ],
)
def test_day_of_the_forum(language, day, short_day, date_range):
    d = date(2025, 6, 17)
    assert seen(format_day(d, language)) == day
    assert seen(format_short_day(d, language)) == short_day
    assert seen(format_date_range(d, date(2025, 7, 2), language)) == date_range


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("pl", "poniedziałek wtorek środa czwartek piątek sobota niedziela"),
        ("en", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        ("uk", "понеділок вівторок середа четвер п’ятниця субота неділя"),
    ],
)
def test_weekdays(language, names):
    assert [weekday_name(n, language) for n in range(7)] == names.split()


@pytest.mark.parametrize(
    ("language", "until", "names", "rest"),
    [
        (
            "pl",
            "do",
            "poniedziałku wtorku środy czwartku piątku soboty niedzieli",
            "czerwca 2025",
        ),
        (
            "en",
            "until",
            "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
            "June 2025",
        ),
        (
            "uk",
            "до",
            "понеділка вівторка середи четверга п’ятниці суботи неділі",
            "червня 2025~р.",
        ),
    ],
)
def test_a_deadline_is_bent_to_stand_after_until(language, until, names, rest):
    monday = datetime(2025, 6, 16, 7, 30, tzinfo=UTC)
    days = [monday + timedelta(days=n) for n in range(7)]
    assert [f"{until} {seen(format_deadline(t, language))}" for t in days] == [
        f"{until} {name}, {16 + n}~{rest}, 9:30" for n, name in enumerate(names.split())
    ]


@pytest.mark.parametrize(
    ("moment", "day", "hour"),
    [
        # Kraków is an hour ahead of UTC in winter, two in summer.
        (datetime(2025, 1, 31, 23, 5, tzinfo=UTC), "1~February 2025", "0:05"),
        (datetime(2025, 6, 30, 22, 0, tzinfo=UTC), "1~July 2025", "0:00"),
        (datetime(2025, 6, 30, 21, 59, tzinfo=UTC), "30~June 2025", "23:59"),
        (datetime(2025, 3, 30, 1, 0, tzinfo=UTC), "30~March 2025", "3:00"),
    ],
)
def test_moments_are_told_in_krakow_time(moment, day, hour):
    assert seen(format_date(moment, "en")) == day
    assert format_time(moment) == hour


def test_range_of_moments_is_told_in_krakow_days():
    a = datetime(2025, 6, 16, 22, 30, tzinfo=UTC)
    b = datetime(2025, 6, 19, 10, 0, tzinfo=UTC)
    assert seen(format_date_range(a, b, "pl")) == "17–|19~czerwca 2025"


def test_naive_moment_is_refused():
    with pytest.raises(ValueError, match="naive"):
        format_date(datetime(2025, 6, 17, 9, 30), "pl")  # noqa: DTZ001


def test_hours():
    assert format_time(time(9, 30)) == "9:30"
    assert format_time(time(0, 5)) == "0:05"
    assert seen(format_time_range(time(9, 30), time(11, 0))) == "9:30–|11:00"


def test_regional_code_uses_the_table_of_its_language():
    assert seen(format_date(date(2025, 6, 17), "en-gb")) == "17~June 2025"


def test_language_without_a_table_is_formatted_by_django():
    a, b = date(2025, 6, 17), date(2025, 6, 19)
    assert format_date(a, "ar") == "17 يونيو، 2025"
    assert format_day(a, "ar") == "الثلاثاء, 17 يونيو، 2025"
    assert format_short_day(a, "ar") == "الثلاثاء, 17 يونيو"
    assert format_date_range(a, b, "ar") == "17 يونيو، 2025 – 19 يونيو، 2025"
    assert format_date_range(a, a, "ar") == "17 يونيو، 2025"
    assert weekday_name(6, "ar") == "الأحد"


def krakow(*numbers):
    return datetime(*numbers, tzinfo=ZoneInfo("Europe/Warsaw"))


SPANS = {
    "one day": (krakow(2027, 6, 17, 9, 30), krakow(2027, 6, 17, 11)),
    "until midnight": (krakow(2027, 6, 17, 18), krakow(2027, 6, 18)),
    "past midnight": (krakow(2027, 6, 17, 22), krakow(2027, 6, 18, 1, 30)),
    "two days": (krakow(2027, 2, 25, 10), krakow(2027, 2, 26, 14)),
    "two whole days": (krakow(2027, 2, 25), krakow(2027, 2, 27)),
    "a weekend": (krakow(2026, 11, 27, 10), krakow(2026, 11, 29, 18)),
    "over the year": (krakow(2026, 12, 30, 10), krakow(2027, 1, 2, 14)),
}


@pytest.mark.parametrize(
    ("span", "language", "when", "below_its_day"),
    [
        ("one day", "pl", "17~czerwca 2027, 9:30–|11:00", "9:30–|11:00"),
        ("one day", "en", "17~June 2027, 9:30–|11:00", "9:30–|11:00"),
        ("one day", "uk", "17~червня 2027~р., 9:30–|11:00", "9:30–|11:00"),
        ("until midnight", "pl", "17~czerwca 2027, 18:00–|24:00", "18:00–|24:00"),
        ("until midnight", "en", "17~June 2027, 18:00–|24:00", "18:00–|24:00"),
        ("until midnight", "uk", "17~червня 2027~р., 18:00–|24:00", "18:00–|24:00"),
        ("past midnight", "pl", "17~czerwca 2027, 22:00–|1:30", "22:00–|1:30"),
        ("past midnight", "en", "17~June 2027, 22:00–|1:30", "22:00–|1:30"),
        ("past midnight", "uk", "17~червня 2027~р., 22:00–|1:30", "22:00–|1:30"),
        (
            "two days",
            "pl",
            "25~lutego, 10:00 – 26~lutego 2027, 14:00",
            "25~lutego, 10:00 – 26~lutego, 14:00",
        ),
        (
            "two days",
            "en",
            "25~February, 10:00 – 26~February 2027, 14:00",
            "25~February, 10:00 – 26~February, 14:00",
        ),
        (
            "two days",
            "uk",
            "25~лютого, 10:00 – 26~лютого 2027~р., 14:00",
            "25~лютого, 10:00 – 26~лютого, 14:00",
        ),
        (
            "two whole days",
            "en",
            "25~February, 0:00 – 26~February 2027, 24:00",
            "25~February, 0:00 – 26~February, 24:00",
        ),
        (
            "over the year",
            "pl",
            "30~grudnia 2026, 10:00 – 2~stycznia 2027, 14:00",
            "30~grudnia, 10:00 – 2~stycznia, 14:00",
        ),
        (
            "over the year",
            "en",
            "30~December 2026, 10:00 – 2~January 2027, 14:00",
            "30~December, 10:00 – 2~January, 14:00",
        ),
        (
            "over the year",
            "uk",
            "30~грудня 2026~р., 10:00 – 2~січня 2027~р., 14:00",
            "30~грудня, 10:00 – 2~січня, 14:00",
        ),
    ],
)
def test_from_when_to_when(span, language, when, below_its_day):
    assert seen(format_when(*SPANS[span], language)) == when
    assert seen(format_hours(*SPANS[span], language)) == below_its_day


@pytest.mark.parametrize(
    ("language", "weekend"),
    [
        ("pl", "piątek, 27~listopada, 10:00 – niedziela, 29~listopada 2026, 18:00"),
        ("en", "Friday, 27~November, 10:00 – Sunday, 29~November 2026, 18:00"),
        ("uk", "п’ятниця, 27~листопада, 10:00 – неділя, 29~листопада 2026~р., 18:00"),
    ],
)
def test_a_weekend_names_both_days(language, weekend):
    assert seen(format_when(*SPANS["a weekend"], language, weekday=True)) == weekend


@pytest.mark.parametrize(
    ("language", "midnight", "noon"),
    [
        ("pl", "wtorku, 17~czerwca 2025, 24:00", "11~lutego 2027, 12:00"),
        ("en", "Tuesday, 17~June 2025, 24:00", "11~February 2027, 12:00"),
        ("uk", "вівторка, 17~червня 2025~р., 24:00", "11~лютого 2027~р., 12:00"),
    ],
)
def test_a_deadline_at_midnight_is_that_of_the_day_before(language, midnight, noon):
    assert seen(format_deadline(krakow(2025, 6, 18), language)) == midnight
    assert seen(format_short_deadline(krakow(2027, 2, 11, 12), language)) == noon


def test_closing_at_midnight_is_closing_at_the_end_of_the_day():
    assert seen(format_time_range(time(12), time(0))) == "12:00–|24:00"


def test_the_very_end_of_the_calendar_has_a_day_too():
    moment = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
    assert in_krakow(moment) == moment
    assert seen(format_date(moment, "en")) == "31~December 9999"
