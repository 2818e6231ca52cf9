"""What the first page is made of: rows that lead to a place, in groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

# Rows of a group that are shown; the rest is a number, and a link to all of them.
WAITING_SHOWN = 6
# Where not all rows are read: so many are counted, and beyond it is "more than".
COUNTED_TO = 100


@dataclass(frozen=True)
class WaitingRow:
    """One thing that waits, or a `number` of a kind, and where somebody sees to it."""

    name: str | Promise
    url: str
    note: str | Promise = ""
    number: int | None = None


@dataclass(frozen=True)
class WaitingGroup:
    """What waits of one kind: a heading and its rows, the most urgent first.

    `url` leads to all of them; where there is no such page, all are shown.
    """

    key: str
    heading: Any
    rows: Sequence[WaitingRow]
    url: str = ""
    note: str | Promise = ""
    total: int = 0  # where not all rows were read; at most one above `COUNTED_TO`

    @property
    def first(self) -> Sequence[WaitingRow]:
        """The rows that are shown."""
        return self.rows[:WAITING_SHOWN] if self.url else self.rows

    @property
    def more(self) -> int:
        """How many rows are not shown, as far as they are counted."""
        return max(min(self.total, COUNTED_TO), len(self.rows)) - len(self.first)

    @property
    def has_uncounted(self) -> bool:
        """Whether there are still more than `more`."""
        return self.total > COUNTED_TO


def may_see(user: Any, label: str) -> bool:
    """Return whether a user may view or change a model (`app.model`), as the admin."""
    app, model = label.split(".")
    return any(user.has_perm(f"{app}.{verb}_{model}") for verb in ("view", "change"))


def admin_url(model: Any, page: str, *arguments: Any) -> str:
    """Return the address of a page of a model's admin: `change`, `changelist`."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=arguments)
