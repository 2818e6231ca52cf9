"""Page through a list without counting it, which costs more the longer it gets."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404


@dataclass(frozen=True)
class PageOf:
    """One page of a list, and whether more pages follow."""

    object_list: list[Any]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1


def page_of(items: QuerySet, number: str | None, size: int) -> PageOf:
    """Return a page of `size` items; `number` counts from 1, as the URL has it.

    The database skips keys, not rows: what it works out of a row's texts it does for
    this page alone, however many pages are before it.

    Raises Http404 where that is no page: not a number, below 1, beyond the last.
    """
    page, place = _place(number, size)
    return _page(list(items.filter(pk__in=items.values("pk")[place])), page, size)


def page_of_values(
    values: QuerySet | list[Any], number: str | None, size: int
) -> PageOf:
    """Return a page as `page_of` does, of values that have no key of their own.

    Raises Http404.
    """
    page, place = _place(number, size)
    return _page(list(values[place]), page, size)


def _place(number: str | None, size: int) -> tuple[int, slice]:
    """Return the page's number and where it lies, with one row more than it shows."""
    page = _page_number(number or "1")
    start = (page - 1) * size
    return page, slice(start, start + size + 1)


def _page(rows: list[Any], number: int, size: int) -> PageOf:
    if not rows and number > 1:
        raise Http404
    return PageOf(rows[:size], number, has_next=len(rows) > size)


def _page_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:7]) >= 1 and len(text) < 7):
        raise Http404
    return int(text)
