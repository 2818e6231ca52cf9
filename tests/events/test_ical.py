"""Calendar files hold across the change to and from summer time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from icalendar import Calendar

from events.ical import activity_calendar, visit_calendar
from tests.builders import build_activity, build_centre, build_session, build_visit

pytestmark = pytest.mark.django_db

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def sessions():
    build_centre()
    activity = build_activity("kurs", title_uk="Курс", summary_uk="Опис.")
    days = [datetime(2027, 3, d, 17, 30, tzinfo=WARSAW) for d in (27, 28)]
    return [build_session(activity, day) for day in days]


def test_a_weekly_hour_stays_the_same_over_the_night_of_summer_time(sessions):
    text = activity_calendar(sessions[0].activity, sessions)
    events = Calendar.from_ical(text).walk("VEVENT")
    starts = [event.decoded("DTSTART") for event in events]
    assert [s.strftime("%H:%M%z") for s in starts] == ["17:30+0100", "17:30+0200"]
    assert "BEGIN:VTIMEZONE" in text


def test_the_file_is_in_the_readers_language_or_the_things_own(sessions):
    activity = sessions[0].activity
    for language, summary in [("uk", "Курс"), ("pl", "Zajęcia kurs")]:
        with translation.override(language):
            text = activity_calendar(activity, sessions)
        event = Calendar.from_ical(text).walk("VEVENT")[0]
        assert (str(event["SUMMARY"]), event["SUMMARY"].params["LANGUAGE"]) == (
            summary,
            language,
        )


def test_a_cancelled_session_stays_in_the_file_as_cancelled(sessions):
    sessions[0].state = "cancelled"
    sessions[0].note_pl = "Prowadząca chora"
    with translation.override("pl"):
        text = activity_calendar(sessions[0].activity, sessions)
    first, second = Calendar.from_ical(text).walk("VEVENT")
    assert (first["STATUS"], first["DESCRIPTION"]) == ("CANCELLED", "Prowadząca chora")
    assert "STATUS" not in second


def test_the_identifier_stays_when_the_time_changes():
    build_centre()
    visit = build_visit()

    def uid():
        return Calendar.from_ical(visit_calendar(visit)).walk("VEVENT")[0]["UID"]

    before = uid()
    visit.starts_at = visit.starts_at.replace(hour=3)
    assert uid() == before


def test_lines_are_folded_at_75_octets_between_letters(sessions):
    activity = sessions[0].activity
    activity.title_uk = "Дуже довга назва " * 8
    with translation.override("uk"):
        data = activity_calendar(activity, sessions).encode()
    assert max(len(line) for line in data.split(b"\r\n")) == 75
    assert all(line.decode() is not None for line in data.split(b"\r\n"))


def test_one_appointment_opens_no_calendar_and_names_who_publishes_it(sessions):
    visit = build_visit()
    for text in (
        visit_calendar(visit),
        visit_calendar(visit, "CANCELLED"),
        activity_calendar(sessions[0].activity, sessions[:1]),
    ):
        calendar = Calendar.from_ical(text)
        assert "X-WR-CALNAME" not in calendar
        (event,) = calendar.walk("VEVENT")
        assert str(event["ORGANIZER"]) == "MAILTO:centrum@example.org"
        assert "ul. Przykładowa 20" in event["LOCATION"]
    several = Calendar.from_ical(activity_calendar(sessions[0].activity, sessions))
    assert several["X-WR-CALNAME"] == "Zajęcia kurs"


def test_no_text_of_a_file_has_invisible_letters_or_breaks_its_grammar(sessions):
    visit = build_visit(title_pl="Wizyta")
    visit.title_pl = "Miasto\r\nX-EVIL:1\x0b\u2060 i\u00a0my"
    with translation.override("pl"):
        text = visit_calendar(visit, parts=["10:30–\u206011:30 Tura"])
    assert [c for c in "\u2060\u00a0\x0b" if c in text] == []
    assert "\r\nX-EVIL" not in text
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    lines = event["DESCRIPTION"].split("\n")
    assert lines == ["10:30–11:30 Tura", event["URL"]]


def test_summer_time_begins_at_two_and_ends_at_three(sessions):
    text = activity_calendar(sessions[0].activity, sessions)
    (zone,) = Calendar.from_ical(text).walk("VTIMEZONE")
    changes = {part.name: part["DTSTART"].to_ical() for part in zone.subcomponents}
    assert changes == {
        "STANDARD": b"19961027T030000",
        "DAYLIGHT": b"19970330T020000",
    }
