"""Poland's public holidays, by the act of 18 January 1951 on days off work."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHRISTMAS_EVE_SINCE = 2025  # the act of 6 December 2024


@dataclass(frozen=True)
class Holiday:
    """A day off work, and what it is called."""

    day: date
    name: Promise


_FIXED = (
    (1, 1, _("New Year’s Day")),
    (1, 6, _("Epiphany")),
    (5, 1, _("Labour Day")),
    (5, 3, _("Constitution Day")),
    (8, 15, _("Assumption of Mary")),
    (11, 1, _("All Saints’ Day")),
    (11, 11, _("Independence Day")),
    (12, 25, _("Christmas Day")),
    (12, 26, _("Second day of Christmas")),
)
# So many days after Easter Sunday.
_MOVABLE = (
    (0, _("Easter Sunday")),
    (1, _("Easter Monday")),
    (49, _("Pentecost")),
    (60, _("Corpus Christi")),
)


def public_holidays(year: int) -> list[Holiday]:
    """Return the public holidays of a year since 2011, in their order."""
    found = [Holiday(date(year, month, day), name) for month, day, name in _FIXED]
    if year >= CHRISTMAS_EVE_SINCE:
        found.append(Holiday(date(year, 12, 24), _("Christmas Eve")))
    easter = easter_sunday(year)
    found += [Holiday(easter + timedelta(days=after), name) for after, name in _MOVABLE]
    return sorted(found, key=lambda holiday: holiday.day)


def easter_sunday(year: int) -> date:
    """Return Easter Sunday in the Gregorian calendar (Gauss, Lichtenberg's form)."""
    century = year // 100
    shift = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    moon = year % 19
    seed = (19 * moon + shift) % 30
    correction = (seed + moon // 11) // 29
    limit = 21 + seed - correction
    sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=limit + 6 - (limit - sunday) % 7)
