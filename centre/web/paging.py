"""Pages of a long list, without counting it: counting costs more the longer it gets."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404


@dataclass(frozen=True)
class PageOf:
    """One page of a list and whether there are others."""

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
    """The page with this number (from 1, as it came in the address) of `size` items.

    Raises Http404 for what is no page: not a number, below 1, beyond the last.
    """
    page = _page_number(number or "1")
    start = (page - 1) * size
    rows = list(items[start : start + size + 1])
    if not rows and page > 1:
        raise Http404
    return PageOf(rows[:size], page, has_next=len(rows) > size)


def _page_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:7]) >= 1 and len(text) < 7):
        raise Http404
    return int(text)
