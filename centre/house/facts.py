"""What pages tell of the house besides its row: closures, notices, emblems.

They came along with that row (`stored_rows.py`), which may have been read a little
before: what has ended since is left out here.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from centre.house.closures import TOLD_DAYS, HouseClosure
from centre.house.notices import SHOWN_AT_ONCE, SiteNotice
from centre.house.pictures import Emblem
from centre.house.stored_rows import read_rows


class HouseFacts:
    """The rows that `Centre.load` read along; none where it was read otherwise."""

    house: Mapping[str, Any] = MappingProxyType({})

    @property
    def closures(self) -> list[HouseClosure]:
        """The closures of the house that are not over; of what `load` read."""
        today = timezone.localdate()
        rows = read_rows(HouseClosure, self.house.get("closures", []))
        return [closure for closure in rows if closure.last_day >= today]

    @property
    def closures_soon(self) -> list[HouseClosure]:
        """The closures that pages tell of beforehand: those of the coming weeks."""
        until = timezone.localdate() + TOLD_DAYS
        return [closure for closure in self.closures if closure.first_day <= until]

    @property
    def closed_spans(self) -> list[tuple[date, date]]:
        """The days of `closures_soon`; what follows at once is one span."""
        spans: list[tuple[date, date]] = []
        for closure in self.closures_soon:
            first = closure.first_day
            if spans and first - spans[-1][1] == timedelta(days=1):
                first = spans.pop()[0]
            spans.append((first, closure.last_day))
        return spans

    @property
    def site_notices(self) -> list[SiteNotice]:
        """What stands at the top of every page now; of what `load` read."""
        now = timezone.now()
        rows = read_rows(SiteNotice, self.house.get("notices", []))
        return [notice for notice in rows if notice.is_shown(now)][:SHOWN_AT_ONCE]

    @property
    def emblems_shown(self) -> list[Emblem]:
        """The emblems in the footer today; of what `load` read."""
        today = timezone.localdate()
        rows = read_rows(Emblem, self.house.get("emblems", []))
        return [emblem for emblem in rows if emblem.is_shown(today)]

    @property
    def funders(self) -> list[Emblem]:
        """Those of the emblems whose funders have something to be said."""
        shown = self.emblems_shown
        return [e for e in shown if e.kind == Emblem.Kind.FUNDER and e.words.statement]
