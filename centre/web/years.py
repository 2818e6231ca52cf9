"""The years by which a list of what is past can be read."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.http import urlencode

from centre.content.date_bounds import FIRST_DAY


def year_asked(query: Mapping[str, str]) -> int | None:
    """Return the year that a list is asked for by `year`; None for what is no year.

    None for years to come, too: nothing in them is past.
    """
    text = query.get("year", "")
    known = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if known and is_past_year(int(text)) else None


def is_past_year(year: int) -> bool:
    """Return whether a year has begun, and not before every date there can be."""
    return FIRST_DAY.year <= year <= timezone.localdate().year


def years_of(things: QuerySet, column: str) -> list[str]:
    """Return the years in Kraków from the earliest moment in a column until now.

    The latest comes first. One row is read, so a year without anything may be among
    them.
    """
    last = timezone.localdate().year
    moments = things.order_by(column).values_list(column, flat=True)[:1]
    first = min((timezone.localdate(moment).year for moment in moments), default=last)
    return [str(year) for year in range(last, first - 1, -1)]


def query_of(year: int | None, number: int) -> str:
    """Return the query that makes one page of a list, of a year or of all."""
    words = {"year": year, "page": number if number > 1 else None}
    return urlencode({name: word for name, word in words.items() if word})
