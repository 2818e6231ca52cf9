"""When a standing offer is open: now, later today, or next."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

from centre.text.dates import (
    format_end_time,
    format_short_day,
    format_time,
    format_time_range,
    in_krakow,
    weekday_name,
)
from events.activities.periods import ONE_DAY, ONE_WEEK

# Whoever opens later than this has no next time: only the weekday hours are told.
LOOK_AHEAD = 60 * ONE_DAY
OPEN_TODAY = ("open", "today")

Hours = tuple[int, time, time]


@dataclass(frozen=True)
class Opening:
    """A time at which an offer is open; both moments are aware, in UTC."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Offer:
    """A standing offer, the time at which it is open or opens next, and which it is.

    `state` is open, today (it opens later), next, or "" where no time is known.
    """

    activity: Any
    opening: Opening | None
    state: str


def offers_at(activities: Iterable[Any], at: datetime) -> list[Offer]:
    """Return standing offers at a moment (aware): what is open, then what opens next.

    `standing_offers` reads them. Those of which no time is known come last.
    """
    offers = [offer_at(a, a.weekly_hours, a.closed_dates, at) for a in activities]
    return sorted(offers, key=lambda offer: _rank(offer, at))


def opens_within(offer: Offer, first: date, last: date, at: datetime) -> bool:
    """Return whether an offer is open between two days, and not over at a moment."""
    activity = offer.activity
    times = openings(activity.weekly_hours, activity.closed_dates, first, last)
    return any(at < opening.closes_at for opening in times)


def opening_phrase(offer: Offer, at: datetime) -> str:
    """Return when it is open in the active language: "Open now until 18:00"; or "".

    "Today 16:00–18:00"; "Next: Wednesday 10:00", with the date from the seventh day on.
    """
    opening, language = offer.opening, get_language() or ""
    if opening is None:
        return ""
    if offer.state == "open":
        return gettext("Open now until %(hour)s") % {
            "hour": format_end_time(opening.closes_at)
        }
    hours = format_time_range(opening.opens_at, opening.closes_at)
    if offer.state == "today":
        return gettext("Today %(hours)s") % {"hours": hours}
    day = in_krakow(opening.opens_at).date()
    near = day - timezone.localdate(at) < ONE_WEEK
    name = (
        weekday_name(day.weekday(), language)
        if near
        else format_short_day(day, language)
    )
    hour = format_time(opening.opens_at)
    return gettext("Next: %(day)s %(hour)s") % {"day": name, "hour": hour}


def _rank(offer: Offer, at: datetime) -> tuple[int, datetime]:
    if offer.opening is None:
        return 2, at
    return (0, at) if offer.state == "open" else (1, offer.opening.opens_at)


def offer_at(
    activity: Any, hours: Iterable[Hours], closed: Collection[date], at: datetime
) -> Offer:
    """Return an offer as it stands at a moment (aware)."""
    today = timezone.localdate(at)
    last = today + LOOK_AHEAD
    coming = openings(tuple(hours), closed, today, last)
    opening = next((o for o in coming if at < o.closes_at), None)
    if opening is None:
        return Offer(activity, None, "")
    if opening.opens_at <= at:
        return Offer(activity, opening, "open")
    is_today = in_krakow(opening.opens_at).date() == today
    return Offer(activity, opening, "today" if is_today else "next")


def openings(
    hours: Collection[Hours], closed: Collection[date], first: date, last: date
) -> Iterator[Opening]:
    """Yield the times from the first to the last day at which an offer is open.

    Hours that touch or overlap on one day are one time. `closed` are days without.
    """
    day = first
    while day <= last and hours:
        if day not in closed:
            yield from _of_day(day, hours)
        day += ONE_DAY


def _of_day(day: date, hours: Collection[Hours]) -> Iterator[Opening]:
    joined: Opening | None = None
    for weekday, opens, closes in sorted(hours):
        if weekday != day.weekday():
            continue
        begin = _moment(day, opens)
        end = _moment(day + ONE_DAY if closes == time(0) else day, closes)
        if joined and begin <= joined.closes_at:
            joined = Opening(joined.opens_at, max(joined.closes_at, end))
            continue
        if joined:
            yield joined
        joined = Opening(begin, end)
    if joined:
        yield joined


def _moment(day: date, hour: time) -> datetime:
    """Return when the clocks of Kraków first show an hour of a day.

    An hour that they skip in spring is the one that they show instead.
    """
    local = datetime.combine(day, hour, timezone.get_default_timezone())
    return local.astimezone(UTC)
