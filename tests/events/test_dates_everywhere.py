"""One table of days and hours, read on list, page, in the mail and in the calendar.

In three languages: over several days, to midnight, past it, over the year's end.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from centre.text.typography import plain
from events.models import OutgoingEmail, Registration
from events.registrations.mail.contact_emails import queue_link
from tests.builders import (
    build_activity,
    build_centre,
    build_session,
    build_visit,
    register,
)
from tests.calendars import read_calendar, shown
from tests.clock import USUAL
from tests.markup import parse

# Its days are days of a year, so it has a moment of its own before them.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(autouse=True)
def before_all_cases(time_machine):
    time_machine.move_to(datetime.fromisoformat(USUAL))


def moment(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=WARSAW)


# From, to; what is said in each language; the days of a calendar.
CASES = {
    "hours of one day": (
        "2027-02-25 09:30", "2027-02-25 11:00",
        {
            "pl": "25 lutego 2027, 9:30–11:00",
            "en": "25 February 2027, 9:30–11:00",
            "uk": "25 лютого 2027 р., 9:30–11:00",
        },
        [("2027-02-25", "09:30", "11:00")],
    ),
    "to midnight": (
        "2027-02-25 18:00", "2027-02-26 00:00",
        {
            "pl": "25 lutego 2027, 18:00–24:00",
            "en": "25 February 2027, 18:00–24:00",
            "uk": "25 лютого 2027 р., 18:00–24:00",
        },
        [("2027-02-25", "18:00", "00:00")],
    ),
    "past midnight": (
        "2027-02-25 22:00", "2027-02-26 01:30",
        {
            "pl": "25 lutego 2027, 22:00–1:30",
            "en": "25 February 2027, 22:00–1:30",
            "uk": "25 лютого 2027 р., 22:00–1:30",
        },
        [("2027-02-25", "22:00", "01:30")],
    ),
    "two days": (
        "2027-02-25 10:00", "2027-02-26 14:00",
        {
            "pl": "25 lutego, 10:00 – 26 lutego 2027, 14:00",
            "en": "25 February, 10:00 – 26 February 2027, 14:00",
            "uk": "25 лютого, 10:00 – 26 лютого 2027 р., 14:00",
        },
        [("2027-02-25", "10:00", "14:00"), ("2027-02-26", "10:00", "14:00")],
    ),
    "two days to midnight": (
        "2027-02-25 10:00", "2027-02-27 00:00",
        {
            "pl": "25 lutego, 10:00 – 26 lutego 2027, 24:00",
            "en": "25 February, 10:00 – 26 February 2027, 24:00",
            "uk": "25 лютого, 10:00 – 26 лютого 2027 р., 24:00",
        },
        [("2027-02-25", "10:00", "00:00"), ("2027-02-26", "10:00", "00:00")],
    ),
    "over the year's end": (
        "2026-12-30 10:00", "2027-01-01 12:00",
        {
            "pl": "30 grudnia 2026, 10:00 – 1 stycznia 2027, 12:00",
            "en": "30 December 2026, 10:00 – 1 January 2027, 12:00",
            "uk": "30 грудня 2026 р., 10:00 – 1 січня 2027 р., 12:00",
        },
        [
            ("2026-12-30", "10:00", "12:00"),
            ("2026-12-31", "10:00", "12:00"),
            ("2027-01-01", "10:00", "12:00"),
        ],
    ),
    "New Year's Eve": (
        "2026-12-31 20:00", "2027-01-01 02:00",
        {
            "pl": "31 grudnia 2026, 20:00–2:00",
            "en": "31 December 2026, 20:00–2:00",
            "uk": "31 грудня 2026 р., 20:00–2:00",
        },
        [("2026-12-31", "20:00", "02:00")],
    ),
}  # fmt: skip
VISITS = {"pl": "wizyty-studyjne", "en": "study-visits", "uk": "navchalni-vizyty"}
ACTIVITIES = {"pl": "wydarzenia", "en": "activities", "uk": "podii"}
MONTHS = {
    "pl": ("lutego", "grudnia", "stycznia"),
    "en": ("February", "December", "January"),
    "uk": ("лютого", "грудня", "січня"),
}
every_case = pytest.mark.parametrize(
    ("starts", "ends", "said", "days"), CASES.values(), ids=CASES
)
every_language = pytest.mark.parametrize("language", ["pl", "en", "uk"])


def words(client, path):
    """A page as it is read aloud, without what only keeps a line together."""
    answer = client.get(path)
    page = parse(answer.content.decode())
    return " ".join(plain("".join(page.find("body").itertext())).split())


def visit_at(starts, ends):
    build_centre()
    return build_visit(
        starts_at=moment(starts),
        ends_at=moment(ends),
        registration_closes_at=moment("2026-12-01 12:00"),
    )


def two_parts(text, weekday=""):
    """What stands below a day: hours alone, or both ends with their days."""
    if " – " in text:
        return text
    return text.rpartition(", ")[2]


@pytest.mark.usefixtures("first_mails")
@every_language
@every_case
def test_a_visit_says_the_same_in_its_mail_and_its_calendar(
    client, language, starts, ends, said, days
):
    visit = visit_at(starts, ends)
    registration = register(visit, language=language).registration
    fresh = Registration.objects.get(pk=registration.pk)
    queue_link(fresh, at=timezone.now())
    mail = OutgoingEmail.objects.latest("pk")
    assert f": {said[language]} (" in plain(mail.text)
    assert f"{said[language]} (" in plain(mail.html)
    for file in (
        mail.calendar,
        client.get(f"/{language}/{VISITS[language]}/wizyta/calendar.ics").content,
    ):
        assert [shown(event) for event in read_calendar(file)] == days


@every_language
@every_case
def test_a_visit_says_days_and_hours_on_list_page_and_at_home(
    client, language, starts, ends, said, days
):
    visit_at(starts, ends)
    below = two_parts(said[language])
    if len(days) > 1:  # the day of the year stands above it
        year = " р." if language == "uk" else ""
        below = below.replace(f" 2027{year}", "").replace(f" 2026{year}", "")
    for path in (
        f"/{language}/",
        f"/{language}/{VISITS[language]}/",
        f"/{language}/{VISITS[language]}/wizyta/",
    ):
        page = words(client, path)
        assert below in page, path
        if len(days) == 1:
            assert f"{said[language].rpartition(', ')[0]} {below}" in page, path


@every_language
@every_case
def test_an_activity_says_the_same_on_list_page_and_in_its_calendar(
    client, language, starts, ends, said, days
):
    build_centre()
    activity = build_activity("kurs", title_uk="Курс", summary_uk="Опис.")
    build_session(activity, moment(starts), ends_at=moment(ends))
    address = f"/{language}/{ACTIVITIES[language]}/"
    page = words(client, f"{address}kurs/")
    # Weekdays stand before each day: "Thursday, 25 February 2027, 9:30–11:00".
    ends_said = said[language].split(" – ")
    assert [page.count(part) for part in ends_said] == [2] * len(ends_said)
    below = two_parts(said[language])
    if len(days) > 1:
        year = " р." if language == "uk" else ""
        below = below.replace(f" 2027{year}", "").replace(f" 2026{year}", "")
    assert below in words(client, address)
    assert below in words(client, f"/{language}/")
    (event,) = read_calendar(client.get(f"{address}kurs/calendar.ics").content)
    assert (event.dtstart.value, event.dtend.value) == (moment(starts), moment(ends))
