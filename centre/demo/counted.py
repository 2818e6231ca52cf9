"""How many came to what the demo says was held, week by week, the last week first.

Each is a number of people and of children among them; None is what nobody counted.
"""

from datetime import date

from centre.demo.calendar import moment, past_days
from events.models import Activity, HeadCount, Session

PAST: dict[str, list[tuple[int, int] | None]] = {
    "polski-od-podstaw": [
        (11, 2), (12, 3), (9, 0), (12, 1), (10, 2), None, (8, 0), (11, 4), (7, 1),
    ],
    "ukrainski-dla-sasiadow": [(6, 0), (8, 0), None, (9, 0), (7, 0), (5, 0)],
    "czytamy-na-glos": [(24, 15), (19, 12), (27, 17), (21, 13), None, (16, 10)],
    "spacer-w-dwoch-jezykach": [(14, 1), (22, 3), (18, 2), (9, 0)],
    "chor-wielu-jezykow": [
        (31, 0), (29, 0), (33, 2), (28, 0), (30, 1), (26, 0), None, (24, 0), (25, 0),
    ],
}  # fmt: skip
# Of a standing offer, on the last days on which it was open.
PAST_DAYS = {"porady-prawne": [(7, None), (5, None), (9, None), (6, None), (4, None)]}


def add_past(activity: Activity, entry: dict, today: date) -> None:
    """Add the sessions that were held, with how many came."""
    weekday, opens, closes = entry["every"]
    counts = PAST.get(entry["slug"], ())
    days = past_days(today, {weekday})
    for day, numbers in zip(days, counts, strict=False):
        times = {"starts_at": moment(day, opens), "ends_at": moment(day, closes)}
        session = Session.objects.create(activity=activity, **times)
        if numbers:
            people, children = numbers
            numbered = {"people": people, "children": children}
            HeadCount.objects.create(session=session, **numbered)


def count_days(offer: Activity, entry: dict, today: date) -> None:
    """Add how many came to a standing offer on the last days that it was open."""
    counts = PAST_DAYS.get(entry["slug"], ())
    days = past_days(today, {weekday for weekday, _opens, _closes in entry["hours"]})
    for day, (people, children) in zip(days, counts, strict=False):
        numbered = {"people": people, "children": children}
        HeadCount.objects.create(offer=offer, day=day, **numbered)
