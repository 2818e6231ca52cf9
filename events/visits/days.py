"""The days of a visit: from when to when people are there, for calendars."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from centre.text.dates import in_krakow, last_day

# Start and end of something (aware).
Span = tuple[datetime, datetime]

DAY = timedelta(days=1)
# What lasts longer is one entry: nobody wants hundreds.
MOST_DAYS = 31


def visit_days(
    starts_at: datetime, ends_at: datetime, items: Iterable[Span]
) -> list[Span]:
    """Return from when to when each day of a visit lasts; `items` is its programme.

    The first day begins and the last one ends as the visit does. Else a day lasts from
    its first item to the end of its last one. A day without items has the visit's
    hours: those by the clock where the end is later than the start, else to midnight
    and from midnight on.
    """
    first, last = in_krakow(starts_at).date(), last_day(starts_at, ends_at)
    number = (last - first).days + 1
    if not 1 < number <= MOST_DAYS:
        return [(starts_at, ends_at)]
    opens, closes = _clock(starts_at, first), _clock(ends_at, last)
    if closes <= opens:
        opens, closes = timedelta(0), DAY
    inside = [span for span in items if starts_at <= span[0] < span[1] <= ends_at]
    spans = []
    for day in (first + n * DAY for n in range(number)):
        of_day = [span for span in inside if in_krakow(span[0]).date() == day]
        start = min((s[0] for s in of_day), default=_at(day, opens))
        end = ends_at
        if day < last:
            end = max((s[1] for s in of_day), default=_at(day, closes))
        spans.append((starts_at if day == first else start, end))
    return spans


def _clock(moment: datetime, day: date) -> timedelta:
    """Return how long after a day's midnight a moment is, by the clocks of Kraków."""
    return in_krakow(moment).replace(tzinfo=None) - datetime.combine(day, time(0))


def _at(day: date, clock: timedelta) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)) + clock)
