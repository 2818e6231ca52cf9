"""The links above the calendar: what can be chosen, and what is, each to take away."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from centre.text.dates import format_date_range
from centre.web.changes import SECONDS_A_MINUTE, listener
from events.activities.asked import Asked
from events.activities.filters import FILTERS, FLAGS, LANGUAGE_NAMES
from events.activities.listing import DayPage
from events.activities.periods import (
    ONE_DAY,
    Period,
    month_name,
    next_month,
    period_of,
    week_with,
)
from events.models import Activity, ActivityType, Session

# Seconds for which the languages in use are known; asking costs more than a page.
LANGUAGES_KEPT = 60
MONTHS = 3


@dataclass(frozen=True)
class Link:
    """A link to the calendar: where it leads, and whether it is what is shown."""

    name: str
    url: str
    current: bool
    indexed: bool
    kind: ActivityType | None = None


@dataclass(frozen=True)
class Group:
    """Links of which one at a time is chosen; of `many`, each stands for itself."""

    id: str
    name: Any
    links: list[Link]
    many: bool = False


def day_choices(asked: Asked, today: date) -> Group:
    """Return the links to days: today, seven days, the weekend, the next months."""
    months = [today]
    while len(months) < MONTHS:
        months.append(next_month(months[-1]))
    words = ["today", "7-days", "weekend", *map(month_name, months)]
    if asked.by_month:
        words = words[3:]
    links = [_link(asked, _period_name(word, today), when=word) for word in words]
    if not asked.by_month:
        links.insert(0, _link(asked, _("All days"), when=None))
    return Group("when", _("When"), links)


def other_choices(
    asked: Asked, types: list[ActivityType], now: datetime
) -> list[Group]:
    """Return the links to kinds, languages, groups of people, and what is yes or no."""
    kinds = [_link(asked, _("All"), kind=None)]
    kinds += [_link(asked, kind, kind=kind) for kind in types]
    languages = languages_in_use(now)
    chosen = asked.filters.get("held_in")
    if chosen and chosen not in languages:
        languages = [*languages, chosen]
    return [
        Group("kinds", _("Kind"), kinds),
        _one_of(
            asked, "held_in", _("Held in, or interpreted into"), _("Any"), languages
        ),
        _one_of(asked, "for", _("For whom"), _("Any group"), [*FILTERS["for"].names]),
        Group("more", _("Only"), [_flag(asked, name) for name in FLAGS], True),
    ]


def taken(asked: Asked) -> list[Link]:
    """Return what is chosen, each with the address without it."""
    links = []
    if asked.kind:
        links.append(_link(asked, asked.kind, kind=None))
    if asked.when and asked.period and not asked.by_month:
        links.append(_link(asked, asked.period.name, when=None))
    for name, value in asked.filters.items():
        links.append(_link(asked, FILTERS[name].names[value], **{name: None}))
    return links


def names_of(asked: Asked) -> str:
    """Return what is chosen besides the kind, as one phrase: "Ukrainian, Step-free".

    A table says that it is one: "Month: December 2026".
    """
    names = [asked.period.name] if asked.when and asked.period else []
    if asked.by_month:
        names = [f"{gettext('Month')}: {name}" for name in names]
    return ", ".join([*names, *filter_names(replace(asked, kind=None))])


def filter_names(asked: Asked) -> list[str]:
    """Return what is chosen besides the days: the kind, then each filter."""
    kind = [str(asked.kind.localized.name)] if asked.kind else []
    chosen = asked.filters.items()
    return [*kind, *(str(FILTERS[name].names[value]) for name, value in chosen)]


def links_around(
    asked: Asked, page: DayPage, types: list[ActivityType], now: datetime
) -> dict[str, Any]:
    """Return all links around the days of a page, for its template."""
    today = timezone.localdate(now)
    plain = replace(asked, week=None, by_month=False, part=1)
    return {
        "when_choices": day_choices(asked, today),
        "choices": other_choices(asked, types, now),
        "taken": taken(asked),
        "names": names_of(asked),
        "clear_url": Asked(by_month=asked.by_month).address,
        "list_url": plain.address,
        "month_url": replace(plain, by_month=True).address,
        "share_url": replace(
            asked, by_month=False, path=reverse("events:programme-share")
        ).address,
        **links_beside(asked, page, today),
    }


def links_beside(asked: Asked, page: DayPage, today: date) -> dict[str, Link | None]:
    """Return the links to the pages before and after one, for its template."""
    return {
        "earlier": _earlier(asked, page, today),
        "later": _later(asked, page, today),
    }


def _earlier(asked: Asked, page: DayPage, today: date) -> Link | None:
    """Return the link to the page before, None on the first one."""
    if page.part > 1:
        return _part(asked, page.part - 1, gettext("Earlier on this day"))
    bounds = asked.bounds(today)
    if asked.by_month and bounds.first > today:
        return _month(asked, page.earlier or today, today)
    if not asked.week:
        return None
    first = replace(asked, week=None)
    day = page.earlier or bounds.first
    is_first = day <= first.span(today).last
    other = first if is_first else replace(asked, week=week_with(day))
    text = gettext("Earlier: %(days)s") % {"days": _days(other.span(today))}
    return Link(text, other.address, False, False)


def _later(asked: Asked, page: DayPage, today: date) -> Link | None:
    """Return the link to the page after it, which may leave out empty weeks."""
    if asked.is_day and any(more > 0 for _day, _sessions, more in page.days):
        return _part(asked, page.part + 1, gettext("Later on this day"))
    if not page.later:
        return None
    if asked.by_month:
        return _month(asked, page.later, today)
    week = week_with(page.later)
    follows = week.first <= page.span.last + ONE_DAY
    text = gettext("Next week: %(days)s") if follows else gettext("Later: %(days)s")
    other = replace(asked, week=week)
    days = _days(week.within(asked.bounds(today)))
    return Link(text % {"days": days}, other.address, False, False)


def _part(asked: Asked, number: int, name: str) -> Link:
    return Link(name, replace(asked, part=number).address, False, False)


def _month(asked: Asked, day: date, today: date) -> Link:
    """Return the link to the table of a day's month."""
    word = month_name(day)
    other = asked.with_choice(when=word)
    return Link(_period_name(word, today), other.address, False, False)


def _days(period: Period) -> str:
    return format_date_range(period.first, period.last, get_language() or "")


def languages_in_use(at: datetime) -> list[str]:
    """Return the languages of what is coming at a moment, signed ones last.

    They may have been so a little before in its minute: adding them up reads everything
    that is coming. Where the process listens to changes, none has come since.
    """
    heard = listener.moment()
    minute = int(at.timestamp()) // SECONDS_A_MINUTE
    key = f"languages-in-use-{heard and heard[0]}-{minute}"
    return cache.get_or_set(key, lambda: _read_languages(at), LANGUAGES_KEPT) or []


def _read_languages(at: datetime) -> list[str]:
    coming = Session.objects.upcoming(at).order_by().values("activity")
    codes = Func(F("languages"), F("interpreted_into"), function="array_cat")
    found = (
        Activity.objects.published(at)
        .filter(Q(standing=True) | Q(pk__in=coming))
        .order_by()
        .values_list(Func(codes, function="unnest", output_field=CharField()))
        .distinct()
    )
    used = {code for (code,) in found}
    return [code for code in LANGUAGE_NAMES if code in used]


def _one_of(
    asked: Asked, name: str, heading: Any, no_choice: Any, values: list[str]
) -> Group:
    links = [_link(asked, no_choice, **{name: None})]
    for value in values:
        links.append(_link(asked, FILTERS[name].names[value], **{name: value}))
    return Group(name, heading, links)


def _flag(asked: Asked, name: str) -> Link:
    """Return the link that asks for a flag; where it is asked for, it takes it away."""
    ((value, words),) = FILTERS[name].names.items()
    if name in asked.filters:
        return replace(_link(asked, words, **{name: None}), current=True)
    return _link(asked, words, **{name: value})


def _link(asked: Asked, name: Any, **change: Any) -> Link:
    """Return the link to the page that differs in one choice; a kind names itself."""
    other = asked.with_choice(**change)
    kind = name if isinstance(name, ActivityType) else None
    current = other == replace(asked, week=None, part=1)
    return Link(str(name), other.address, current, other.is_indexed(), kind)


def _period_name(word: str, today: date) -> str:
    period = period_of(word, today)
    return period.name if period else gettext("All days")
