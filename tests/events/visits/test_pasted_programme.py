"""A programme that was pasted from Word, Excel or a mail becomes items."""

from datetime import datetime

import pytest

from events.visits.pasted_programme import (
    MAX_LINES,
    NO_HOUR,
    NO_TITLE,
    TOO_MANY,
    WRONG_DAY,
    WRONG_HOUR,
    read_programme,
)

pytestmark = pytest.mark.once

STARTS, ENDS = map(datetime.fromisoformat, ("2027-02-25T10:00", "2027-02-26T14:00"))

# what was pasted -> day, from, to, title, speakers of each item
READ = {
    "godz. 10\tpanel\n11\tkawa": ["25 10:00 11:00 panel ", "25 11:00 12:00 kawa "],
    "10.00–11.30 Powitanie": ["25 10:00 11:30 Powitanie "],
    "10:00\t11:00\tWelcome\tAnn Example": ["25 10:00 11:00 Welcome Ann Example"],
    "Godzina\tPunkt\n9.30 - 10\tŚniadanie": ["25 09:30 10:00 Śniadanie "],
    "od 9 do 10: Kawa\n10:15 Panel: dom": [
        "25 09:00 10:00 Kawa ",
        "25 10:15 11:15 Panel: dom ",
    ],
    "о 10:00 Вітання\nгод. 12 – 13:30 Обід": [
        "25 10:00 12:00 Вітання ",
        "25 12:00 13:30 Обід ",
    ],
    "Dzień 2\n10:00 Warsztat": ["26 10:00 14:00 Warsztat "],
    "piątek, 26 lutego\n10:00 Spacer do 25 lutego": [
        "26 10:00 14:00 Spacer do 25 lutego "
    ],
    "26.02.2027\t13:00\tKoniec": ["26 13:00 14:00 Koniec "],
    '10:00\t"Panel\nz ""gośćmi"""\tA\r\n11:00\tKawa': [
        '25 10:00 11:00 Panel z "gośćmi" A',
        "25 11:00 12:00 Kawa ",
    ],
    "23:30 Noc": ["25 23:30 00:30 Noc "],
    "10 am\tWelcome\n11:30 a.m. – 1 pm Tour\n2–3:30 pm\tPanel": [
        "25 10:00 11:30 Welcome ",
        "25 11:30 13:00 Tour ",
        "25 14:00 15:30 Panel ",
    ],
    "11–1 p.m.\tLunch\n12 am\tNoc": ["25 11:00 13:00 Lunch ", "25 00:00 01:00 Noc "],
    "1000–1130\tPowitanie\n12⁰⁰ Obiad\n1330\tSpacer": [
        "25 10:00 11:30 Powitanie ",
        "25 12:00 13:30 Obiad ",
        "25 13:30 14:30 Spacer ",
    ],
    # Cells above each other that are one: of the hour, then of the title, too.
    "10:00\tChór\tA\n\tSzycie\tB\n11:00\tKawa": [
        "25 10:00 11:00 Chór A",
        "25 10:00 11:00 Szycie B",
        "25 11:00 12:00 Kawa ",
    ],
    "10:00\tChór\tA\n10:00\tChór\tB": ["25 10:00 11:00 Chór A, B"],
    # Each cell on a line of its own.
    "10:00–10:30\nPowitanie\nOsoba\n\n10:30\nKawa\nDzień 2\n10:00 am\nSpacer": [
        "25 10:00 10:30 Powitanie Osoba",
        "25 10:30 11:30 Kawa ",
        "26 10:00 14:00 Spacer ",
    ],
}
# what was pasted -> its faulty lines and why
FAULTY = {
    "Powitanie": [(1, NO_HOUR)],
    "3 warsztaty równoległe\n10:00 Kawa": [(1, NO_HOUR)],
    "10:00 Kawa\n\n10:00": [(3, NO_TITLE)],
    "\tSzycie": [(1, NO_HOUR)],
    "10:00\n11:00\nKawa\n1.03.2027": [(1, NO_TITLE), (4, WRONG_DAY)],
    "10:00 Kawa\nDzień 2\n\tSzycie": [(3, NO_HOUR)],
    "25:00 Nic\n10:75 Nic": [(1, WRONG_HOUR), (2, WRONG_HOUR)],
    "Dzień 3\n1.03.2027": [(1, WRONG_DAY), (2, WRONG_DAY)],
    "10:00 a\n" * (MAX_LINES + 1): [(MAX_LINES + 1, TOO_MANY)],
}


def test_lines_and_tables_become_items():
    def told(text):
        items = read_programme(text, STARTS, ENDS).items
        return [
            f"{i.starts:%d %H:%M} {i.ends:%H:%M} {i.title} {i.speakers}" for i in items
        ]

    assert {text: told(text) for text in READ} == READ


def test_each_line_that_says_no_item_is_told_with_its_number():
    def told(text):
        faulty = read_programme(text, STARTS, ENDS).faulty
        return [(line.number, line.why) for line in faulty]

    assert {text: told(text) for text in FAULTY} == FAULTY


def test_what_an_item_is_follows_from_its_title():
    titles = "10 h\tPrzerwa\n11\tObiad\n12\tZwiedzanie\n13\tWorkshop\n14\tPanel\n15\tX"
    kinds = [item.kind for item in read_programme(titles, STARTS, ENDS).items]
    assert kinds == ["break", "meal", "tour", "workshop", "panel", "talk"]
