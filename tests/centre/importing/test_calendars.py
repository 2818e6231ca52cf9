"""A calendar's coming events become drafts with sessions, by the clocks of Kraków."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from centre.importing import calendars
from centre.importing.calendars import read_calendar
from centre.importing.models import ImportRun
from centre.importing.notes import SourceRefused, note
from centre.importing.tasks import import_part, read_run
from events.models import Activity, Session
from tests.builders import build_type
from tests.centre.importing.samples import upload

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KRAKOW = ZoneInfo("Europe/Warsaw")
WEEKLY = """UID:a@example.org
SUMMARY;LANGUAGE=pl:Rozmowy po polsku
DESCRIPTION:Spotkanie co tydzień.\\nKażdy może przyjść.
LOCATION:Sala 2
DTSTART;TZID=Europe/Warsaw:20260324T170000
DTEND;TZID=Europe/Warsaw:20260324T183000
RRULE:FREQ=WEEKLY;UNTIL=20270406T220000Z"""
MAY = "Każdy może przyjść."
MOVED = """UID:a@example.org
SUMMARY:Rozmowy po polsku
RECURRENCE-ID;TZID=Europe/Warsaw:20270105T170000
DTSTART;TZID=Europe/Warsaw:20270107T180000
DTEND;TZID=Europe/Warsaw:20270107T190000"""


def ics(*events):
    parts = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{parts}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def brought_in(*events):
    run = upload(ics(*events), "calendar")
    read_run(run, timezone.now())
    run.refresh_from_db()
    assert run.state == "ready", run.summary
    ImportRun.objects.filter(pk=run.pk).update(state="importing")
    run.refresh_from_db()
    assert import_part(run, 60) is False
    return [
        (r.title, r.outcome, [code for code, _v in r.notes]) for r in run.items.all()
    ]


def said(session):
    start, end = (m.astimezone(KRAKOW) for m in (session.starts_at, session.ends_at))
    return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M} {session.state}"


def sessions():
    return [said(session) for session in Session.objects.order_by("starts_at")]


@pytest.fixture(autouse=True)
def kind(db):
    return build_type()


def test_a_repeat_is_written_out_without_its_exceptions_and_comes_once():
    """The hour stays across the change of the clocks; what moved has moved."""
    with time_machine.travel(datetime(2026, 12, 16, 12, tzinfo=KRAKOW)):
        event = f"{WEEKLY}\nEXDATE;TZID=Europe/Warsaw:20261222T170000,20261229T170000"
        (first,) = brought_in(event, MOVED)
        activity = Activity.objects.get()
        texts = (activity.title_pl, activity.summary_pl, activity.place_pl)
        assert texts == ("Rozmowy po polsku", f"Spotkanie co tydzień. {MAY}", "Sala 2")
        assert (first[1], activity.published_at) == ("new", None)
        made = sessions()
        assert (len(made), made[0], made[1], made[-1]) == (
            14,
            "2027-01-07 18:00-19:00 planned",
            "2027-01-12 17:00-18:30 planned",
            "2027-04-06 17:00-18:30 planned",
        )
        (again,) = brought_in(event, MOVED)
        assert (again[1], sessions()) == ("same", made)


def test_events_that_their_program_gave_no_name_come_once():
    events = [
        f"SUMMARY:Zajęcia {n}\nDTSTART;TZID=Europe/Warsaw:20270324T1{n}0000"
        for n in (1, 2)
    ]
    told = [[(title, outcome) for title, outcome, _n in brought_in(*events)]]
    told.append([(title, outcome) for title, outcome, _n in brought_in(*events)])
    assert told == [
        [("Zajęcia 1", "new"), ("Zajęcia 2", "new")],
        [("Zajęcia 1", "same"), ("Zajęcia 2", "same")],
    ]
    assert Session.objects.count() == 2


def test_what_changes_there_moves_here_unless_it_was_changed_here():
    start = "DTSTART;TZID=Europe/Warsaw:202612{}T100000"
    end = "DTEND;TZID=Europe/Warsaw:202612{}T110000"
    events = [
        f"UID:{n}@example.org\nSUMMARY:Zajęcia {n}\n{start}\n{end}" for n in range(4)
    ]
    assert len(brought_in(*(event.format("01", "01") for event in events))) == 4
    mine = Session.objects.get(activity__title_pl="Zajęcia 1")
    mine.ends_at += timezone.timedelta(hours=1)
    mine.save()
    Session.objects.get(activity__title_pl="Zajęcia 2").delete()
    later = [event.format("02", "02") for event in events]
    later[3] = events[3].format("01", "01") + "\nSTATUS:CANCELLED"
    brought_in(*later)
    by_title = Session.objects.order_by("activity__title_pl", "starts_at")
    assert [(s.activity.title_pl[-1], said(s)) for s in by_title] == [
        ("0", "2026-12-02 10:00-11:00 moved"),
        ("1", "2026-12-01 10:00-12:00 planned"),
        ("3", "2026-12-01 10:00-11:00 cancelled"),
    ]


ONCE = "UID:{0}@example.org\nSUMMARY:Zajęcia {0}\nDTSTART;TZID=Europe/Warsaw:{1}T100000"


def repeated(*days):
    """An event on days of December 2026."""
    dates = ",".join(f"202612{day}T100000" for day in days)
    start = ONCE.format("R", f"202612{days[0]}")
    return f"{start}\nDURATION:PT1H\nRDATE;TZID=Europe/Warsaw:{dates}"


def test_a_date_that_is_no_longer_there_is_cancelled_once_if_it_is_to_come():
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=KRAKOW)):
        brought_in(repeated("01", "08", "15"))
    with time_machine.travel(datetime(2026, 12, 2, 12, tzinfo=KRAKOW)):
        (changed,) = brought_in(repeated("15"))
        at = "2026-12-{} 10:00-11:00 {}".format
        left = [at("01", "planned"), at("08", "cancelled"), at("15", "planned")]
        assert (changed[1], sessions()) == ("changed", left)
        (again,) = brought_in(repeated("15"))
        assert (again[1], sessions()) == ("same", left)
        (back,) = brought_in(repeated("08", "15"))
        left[1] = at("08", "planned")
        assert (back[1], sessions()) == ("changed", left)


def test_a_date_on_which_there_is_a_session_becomes_that_one_and_none_moves_there():
    brought_in(ONCE.format("A", "20261201") + "\nDURATION:PT1H")
    activity = Activity.objects.get()
    start = datetime(2026, 12, 2, 10, tzinfo=KRAKOW)
    end = start + timezone.timedelta(hours=3)
    Session.objects.create(activity=activity, starts_at=start, ends_at=end)
    (moved,) = brought_in(ONCE.format("A", "20261202") + "\nDURATION:PT1H")
    own = "2026-12-02 10:00-13:00 planned"
    left = ["2026-12-01 10:00-11:00 planned", own]
    assert (moved[1], sessions()) == ("changed", left)
    brought_in(repeated("01"))
    mine = Activity.objects.get(title_pl="Zajęcia R")
    Session.objects.create(activity=mine, starts_at=start, ends_at=end)
    (come,) = brought_in(repeated("01", "02"))
    here = [said(session) for session in mine.sessions.order_by("starts_at")]
    assert (come[1], here) == ("changed", left)


def test_a_calendar_has_limits(monkeypatch):
    daily = ONCE.format("D", "20261201") + "\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4"
    events = [repeated("01", "08", "15"), ONCE.format("B", "20261201"), daily]
    data = ics(*events)
    monkeypatch.setattr(calendars, "MAX_SESSIONS", 3)
    found = read_calendar(BytesIO(data), lambda number: None)
    assert [len(text.dates) for text in found.texts] == [3, 1, 3]
    many = note("sessions_many")
    assert [many in text.notes for text in found.texts] == [False, False, True]
    for name, value, code in [
        ("MAX_EVENTS", 2, "too_many"),
        ("MAX_REPEATING", 0, "too_many"),
        ("LARGEST_CALENDAR", len(data) - 1, "too_large"),
    ]:
        with monkeypatch.context() as patched:
            patched.setattr(calendars, name, value)
            with pytest.raises(SourceRefused) as refused:
                read_calendar(BytesIO(data), lambda number: None)
        assert refused.value.code == code


DATES = {
    "all day": (
        "DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261206",
        ["2026-12-05 00:00-23:59 planned"],
        ["all_day"],
    ),
    "floating": (
        "DTSTART:20261205T100000\nDURATION:PT90M",
        ["2026-12-05 10:00-11:30 planned"],
        [],
    ),
    "in UTC": (
        "DTSTART:20261205T100000Z\nDTEND:20261205T110000Z",
        ["2026-12-05 11:00-12:00 planned"],
        [],
    ),
    "Outlook's zone": (
        "DTSTART;TZID=Central European Standard Time:20270405T100000\nDURATION:PT1H",
        ["2027-04-05 10:00-11:00 planned"],
        [],
    ),
    "no end": (
        "DTSTART:20261205T100000",
        ["2026-12-05 10:00-11:00 planned"],
        ["no_end"],
    ),
    "cancelled": ("DTSTART:20261205T100000\nDURATION:PT1H\nSTATUS:CANCELLED", [], []),
    "two weeks": ("DTSTART:20261205T100000\nDURATION:P14D", [], ["too_long"]),
    "every second": (
        "DTSTART:20261205T100000\nRRULE:FREQ=SECONDLY",
        [],
        ["repeats_oddly"],
    ),
    "each second of a day": (
        "DTSTART:20261205T100000\nRRULE:FREQ=DAILY;BYHOUR=1,2;BYSECOND=1,2",
        [],
        ["repeats_oddly"],
    ),
    "never further": (
        "DTSTART:20261205T100000\nRRULE:FREQ=DAILY;INTERVAL=0",
        [],
        ["repeats_oddly"],
    ),
    "since the beginning": (
        "DTSTART:00010101T100000\nRRULE:FREQ=DAILY",
        [],
        ["repeats_oddly"],
    ),
}


def test_each_kind_of_date_is_right():
    events = [
        f"UID:{name}@example.org\nSUMMARY;LANGUAGE=pl:{name}\n{lines}"
        for name, (lines, _dates, _notes) in DATES.items()
    ]
    usual = {"activity", "dates_to_come", "no_text", "words"}
    found = {
        title: ([], [code for code in codes if code not in usual])
        for title, _outcome, codes in brought_in(*events)
    }
    for session in Session.objects.select_related("activity"):
        found[session.activity.title_pl][0].append(said(session))
    assert found == {name: (dates, notes) for name, (_l, dates, notes) in DATES.items()}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no calendar", note("not_calendar")),
        (b"BEGIN:VCALENDAR\r\nSUMMARY:\xff\xfe", note("damaged", line=2)),
        (b"", note("not_calendar")),
    ],
)
def test_what_is_no_calendar_is_refused(data, why):
    run = upload(data + b" ", "calendar")
    read_run(run, timezone.now())
    assert run.summary["refused"] == why


# Hours of the 1st of December 2026, in whose week the tests begin -> dates to come.
START = "DTSTART:20261201T100000Z\nDTEND:20261201T110000Z"
HOSTILE = {
    f"{START}\nRRULE:FREQ=DAILY": 394,  # without an end: for so many days ahead
    f"{START}\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24": 3,
    f"{START}\nRRULE:FREQ=SECONDLY": 0,
    f"{START}\nRRULE:FREQ=DAILY;INTERVAL=0": 0,
    f"{START}\nRRULE:FREQ=DAILY;INTERVAL=": 0,
    f"{START}\nRRULE:FREQ=DAILY;COUNT=99999999999999999999": 0,
    f"{START}\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30": 0,
    f"{START}\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=WE": 0,  # it begins on a Tuesday
    f"{START}\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": 0,
    f"{START}\nRRULE:FREQ=YEARLY;BYMONTH=13": 0,
    f"{START}\nRRULE:FREQ=YEARLY;BYYEARDAY=366": 0,
    f"{START}\nRRULE:FREQ=MONTHLY;BYDAY=6MO": 0,
    f"{START}\nRRULE:FREQ=DAILY\nEXRULE:FREQ=SECONDLY": 0,
    f"{START}\nRRULE:FREQ=DAILY\nEXDATE:{','.join(['20261201T100000Z'] * 501)}": 0,
    "DTSTART:00000101T100000Z": 0,
    "DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=YEARLY": 0,
    "DTSTART;VALUE=DATE:99991231": 0,
    "DTSTART;TZID=../../etc/passwd:20261201T100000": 1,
    "SUMMARY:twice\nDTSTART:20261201T100000Z": 1,
}


def test_what_would_be_counted_for_ever_or_is_broken_spoils_no_other_event():
    events = (f"UID:{n}\nSUMMARY:A\n{lines}" for n, lines in enumerate(HOSTILE))
    found = read_calendar(BytesIO(ics(*events)), lambda number: None)
    assert [(text.title, len(text.dates)) for text in found.texts] == [
        ("A", number) for number in HOSTILE.values()
    ]
    odd = note("repeats_oddly")
    noted = [odd in text.notes for text in found.texts]
    assert noted == [number == 0 for number in HOSTILE.values()]


ZONE = "BEGIN:VTIMEZONE\nTZID:Here\n{}END:VTIMEZONE\n"
FAR = "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+9900\nTZOFFSETTO:+9900\n"


COUNTED = """BEGIN:STANDARD
DTSTART:{}0101T000000
{}
TZOFFSETFROM:{}
TZOFFSETTO:{}
END:STANDARD
"""
BY_THE_SECOND = COUNTED.format(2026, "RRULE:FREQ=SECONDLY", "+0300", "+0300")
NEVER = COUNTED.format(
    2026, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "+0300", "+0300"
)


def in_zone(zone):
    """Return when an event begins whose calendar brings its zone along."""
    event = ics("UID:1\nSUMMARY:A\nDTSTART;TZID=Here:20261201T100000").decode()
    lines = ZONE.format(zone).replace("\n", "\r\n")
    text = event.replace("BEGIN:VEVENT", f"{lines}BEGIN:VEVENT", 1)
    found = read_calendar(BytesIO(text.encode() * 2), lambda number: None)
    (date,) = found.texts[0].dates
    return date.starts_at


@pytest.mark.parametrize(
    "zone",
    [
        "",
        f"{FAR}END:STANDARD\n",
        BY_THE_SECOND,
        NEVER,
        501 * COUNTED.format(2026, "TZNAME:A", "+0300", "+0300"),
    ],
    ids=["empty", "far", "by the second", "never", "too many"],
)
def test_a_time_zone_that_makes_no_sense_leaves_the_clocks_of_krakow(zone):
    assert in_zone(zone) == datetime(2026, 12, 1, 10, tzinfo=KRAKOW)


def test_a_time_zone_is_that_of_its_own_file():
    """Outlook calls any zone "Customized Time Zone"; the worker reads many files."""
    hours = ["+0300", "-0500", "+0300"]
    yearly = "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"
    begins = [in_zone(COUNTED.format(1970, yearly, hour, hour)) for hour in hours]
    assert [f"{each.astimezone(KRAKOW):%H:%M}" for each in begins] == [
        "08:00",
        "16:00",
        "08:00",
    ]
