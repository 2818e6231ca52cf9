"""When a delegation would like to come, in words."""

from datetime import date

from django.utils.dateformat import format as format_by_pattern
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from centre.text.dates import format_date
from events.models import VisitRequest


def format_month(month: date) -> str:
    """Return a month of a year in the active language: "May 2027"."""
    return capfirst(format_by_pattern(month, "F Y"))


def wished_time(asked: VisitRequest) -> list[str]:
    """Return the days or the month, the length and whether others are possible."""
    language = get_language() or ""
    lines = [format_date(day, language) for day in asked.dates]
    if asked.month:
        lines.append(format_month(asked.month))
    length = ngettext("%(count)d day", "%(count)d days", asked.days)
    lines.append(_("How long: %(length)s") % {"length": length % {"count": asked.days}})
    if asked.flexible:
        lines.append(_("Other days are possible too"))
    return lines


def suits(asked: VisitRequest, day: date) -> bool:
    """Return whether a day is one of those that were asked for."""
    return day in asked.dates or day.replace(day=1) == asked.month
