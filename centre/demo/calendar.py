"""Days and hours of the demo, counted from the day on which it is loaded."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from centre.house.holidays import Holiday, public_holidays


def moment(day: date, clock: str) -> datetime:
    """Return the aware moment of an hour such as "9:30" in Kraków."""
    hour, minute = clock.split(":")
    return timezone.make_aware(datetime.combine(day, time(int(hour), int(minute))))


def is_holiday(day: date) -> bool:
    """Return whether a day is a public holiday, on which the Centre is closed."""
    return any(day == holiday.day for holiday in public_holidays(day.year))


def working_days(start: date, weekday: int, *, days: int = 1) -> Iterator[date]:
    """Yield, from `start` on, each `weekday` (0 for Monday) that begins `days` free
    of holidays. There is no end.
    """
    day = start + timedelta(days=(weekday - start.weekday()) % 7)
    while True:
        if not any(is_holiday(day + timedelta(days=n)) for n in range(days)):
            yield day
        day += timedelta(weeks=1)


def past_days(today: date, weekdays: Collection[int]) -> Iterator[date]:
    """Yield the days before today on some weekdays, without holidays, the last first.

    There is no end.
    """
    day = today
    while True:
        day -= timedelta(days=1)
        if day.weekday() in weekdays and not is_holiday(day):
            yield day


def session_times(entry: dict, today: date) -> list[tuple[datetime, datetime]]:
    """Return start and end of each session that an activity's entry asks for."""
    weekday, opens, closes = entry["every"]
    start = today + timedelta(weeks=entry.get("in_weeks", 0))
    days = islice(working_days(start, weekday), entry["times"])
    return [(moment(day, opens), moment(day, closes)) for day in days]


def coming_holidays(today: date) -> list[Holiday]:
    """Return the holidays of the coming two months."""
    years = (today.year, today.year + 1)
    coming = (holiday for year in years for holiday in public_holidays(year))
    return [h for h in coming if 0 <= (h.day - today).days < 60]
