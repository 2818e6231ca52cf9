"""Every month in every language, singly and in each kind of range."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from centre.text.dates import (
    format_date,
    format_date_range,
    format_day,
    format_deadline,
    format_short_day,
    format_time,
    format_time_range,
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
