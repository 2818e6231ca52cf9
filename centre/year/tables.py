"""The tables of a year, each read by a statement or two; no row is about a person."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_countries import countries

from centre.content.completeness import Completeness, column_code
from centre.content.languages import localized_with
from events.models import (
    ActivityType,
    Arrival,
    HeadCount,
    Registration,
    Session,
    VisitFigure,
)
from news.models import Post

YEARS_COMPARED = 5
# Fewer people than this from one country are not told apart.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class YearTable:
    """One table: what its columns are called, and its rows, each with a name first.

    `plotted` are the columns that are drawn, each by its number.
    """

    key: str
    heading: str
    columns: list[str]
    rows: list[list[Any]]
    total: list[Any]
    plotted: list[int] = field(default_factory=list)
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(any(row[1:]) for row in self.rows)


def tables_for(user: Any, year: int, at: datetime) -> list[YearTable]:
    """Return the tables of a year that a user may see, until a moment (aware)."""
    tables: list[YearTable] = []
    if _may_see(user, "events", "activity"):
        tables += _activities(year, at)
    if _may_see(user, "events", "visitfigure"):
        tables.append(_delegates(year))
    if _may_see(user, "news", "post"):
        tables.append(_posts(year, at))
    return tables


def sees_some(user: Any) -> bool:
    """Return whether a user may see any of the tables."""
    models = (("events", "activity"), ("events", "visitfigure"), ("news", "post"))
    return any(_may_see(user, *model) for model in models)


def _may_see(user: Any, app: str, model: str) -> bool:
    return any(user.has_perm(f"{app}.{verb}_{model}") for verb in ("view", "change"))


# --- Activities -----------------------------------------------------------------------


def _activities(year: int, at: datetime) -> list[YearTable]:
    """Return what was held, and who came, by month and type.

    What was cancelled was not held, nor what never was public, unless somebody counted
    there. A standing offer has no dates: only its counted days are known.
    """
    sums = _by_month_and_type(year, at)
    types = [(kind.pk, _name(kind)) for kind in ActivityType.objects.all()]
    held = _monthly(types, lambda month, kind: sums[month, kind, "held"])
    came = _monthly(types, lambda month, kind: sums[month, kind, "people"])
    for month, row in enumerate(came, start=1):
        row.append(sum(sums[month, kind, "children"] for kind, _type in types))
    counted = sum(n for (_m, _k, name), n in sums.items() if name == "counted")
    said = _("How many came was counted at %(counted)d of %(held)d.") % {
        "counted": counted,
        "held": sum(row[-1] for row in held),
    }
    names = [_("Month"), *(name for _key, name in types), _("In all")]
    drawn = [*range(1, len(types) + 1)]
    offers = _("Standing offers stand here with the days on which people were counted.")
    return [
        YearTable("held", _("Activities held"), names, held, _sum(held), drawn, offers),
        YearTable(
            "people",
            _("How many people came"),
            [*names, _("Children among them")],
            came,
            _sum(came),
            drawn,
            said,
        ),
    ]


def _by_month_and_type(year: int, at: datetime) -> Counter[tuple[int, int, str]]:
    was_public = Q(activity__published_at__lte=at) | Q(head_count__isnull=False)
    # A translated model's own rows would bring all their columns along, and each be a
    # group of its own.
    sessions: Any = QuerySet(Session).filter(
        was_public, starts_at__year=year, starts_at__lte=at
    )
    sessions = sessions.exclude(state=Session.State.CANCELLED).order_by()
    by_session = sessions.values(
        kind=F("activity__type"), month=ExtractMonth("starts_at")
    ).annotate(
        held=Count("pk"),
        counted=Count("head_count"),
        people=Sum("head_count__people"),
        children=Sum("head_count__children"),
    )
    by_day = (
        HeadCount.objects.filter(day__year=year)
        .order_by()
        .values(kind=F("offer__type"), month=ExtractMonth("day"))
        .annotate(
            held=Count("pk"),
            counted=Count("pk"),
            people=Sum("people"),
            children=Sum("children"),
        )
    )
    sums: Counter[tuple[int, int, str]] = Counter()
    for row in [*by_session, *by_day]:
        for name in ("held", "counted", "people", "children"):
            sums[row["month"], row["kind"], name] += row[name] or 0
    return sums


def _name(kind: ActivityType) -> str:
    short = localized_with(kind, "short_name").short_name
    return capfirst(short or localized_with(kind, "name").name)


def _monthly(
    columns: list[tuple[Any, str]], number: Callable[[int, Any], int]
) -> list[list[Any]]:
    """Return a row for each month: its name, a number for each column, their sum."""
    rows: list[list[Any]] = []
    for month, name in MONTHS.items():
        numbers = [number(month, key) for key, _column in columns]
        rows.append([capfirst(str(name)), *numbers, sum(numbers)])
    return rows


def _sum(rows: Iterable[list[Any]]) -> list[Any]:
    columns = zip(*(row[1:] for row in rows), strict=True)
    return [_("In all"), *map(sum, columns)]


# --- Delegates ------------------------------------------------------------------------


def _delegates(year: int) -> YearTable:
    """Return who came on study visits, by country, in a year and those before it.

    A visit's figures stay when its people are forgotten; where they are not written
    yet, those who were checked in are counted.
    """
    years = [*range(year, year - YEARS_COMPARED, -1)]
    came = _by_country(years)
    told = {
        code: [_told(came[code, y]) for y in years]
        for code in {code for code, _year in came}
    }
    known = {code: row for code, row in told.items() if any(row)}
    rows: list[list[Any]] = [
        [countries.name(code) or code, *row] for code, row in known.items()
    ]
    rows.sort(key=lambda row: (-(row[1] or 0), str(row[0])))
    other = [_told(_small(came, y)) for y in years]
    few = _("fewer than %(number)d") % {"number": SMALLEST_GROUP}
    if any(_small(came, y) for y in years):
        rows.append([_("Other countries"), *other])
    total = [sum(row[n] or 0 for row in rows) for n in range(1, len(years) + 1)]
    shown = [[few if cell is None else cell for cell in row] for row in rows]
    note = _(
        "A country from which fewer than %(number)d people came in a year stands among "
        "the others. Where these are fewer than %(number)d, too, they are in no sum."
    ) % {"number": SMALLEST_GROUP}
    names = [_("Country"), *map(str, years)]
    heading = _("Delegates by country")
    return YearTable(
        "delegates", heading, names, shown, [_("In all"), *total], [1], note
    )


def _by_country(years: list[int]) -> Counter[tuple[str, int]]:
    figures = (
        VisitFigure.objects.filter(**_within("visit__starts_at", years))
        .order_by()
        .values("country", year=ExtractYear("visit__starts_at"))
        .annotate(people=Sum("attended"))
    )
    unwritten = (
        Arrival.objects.filter(
            undone_at=None,
            registration__status__in=Registration.HOLDING,
            registration__visit__figures=None,
            **_within("registration__visit__starts_at", years),
        )
        .order_by()
        .values(
            country=F("registration__country"),
            year=ExtractYear("registration__visit__starts_at"),
        )
        .annotate(people=Count("pk"))
    )
    came: Counter[tuple[str, int]] = Counter()
    for row in [*figures, *unwritten]:
        came[str(row["country"]), row["year"]] += row["people"]
    return came


def _within(moment: str, years: list[int]) -> dict[str, int]:
    return {f"{moment}__year__gte": min(years), f"{moment}__year__lte": max(years)}


def _told(number: int) -> int | None:
    """Return a number of people; None for so few that they are not told apart."""
    return None if 0 < number < SMALLEST_GROUP else number


def _small(came: Counter[tuple[str, int]], year: int) -> int:
    """Return how many came in a year from countries that are not told apart."""
    return sum(n for (_c, y), n in came.items() if y == year and _told(n) is None)


# --- News -----------------------------------------------------------------------------


def _posts(year: int, at: datetime) -> YearTable:
    """Return the posts by month, and in which languages they are complete."""
    languages = dict(settings.LANGUAGES)
    kept = Completeness.objects.of_kind(Post._meta.label_lower)
    complete = kept.filter(object_id=OuterRef("pk")).values("languages")
    published: Any = QuerySet(Post).filter(
        published_at__year=year, published_at__lte=at
    )
    found = (
        published.order_by()
        .values(month=ExtractMonth("published_at"), complete=Subquery(complete))
        .annotate(posts=Count("pk"))
    )
    posts: Counter[tuple[int, str]] = Counter()
    for row in found:
        for code in [*(row["complete"] or []), "all"]:
            posts[row["month"], code] += row["posts"]
    keys = [*map(column_code, languages), "all"]
    rows: list[list[Any]] = [
        [capfirst(str(name)), *(posts[month, key] for key in keys)]
        for month, name in MONTHS.items()
    ]
    names = [_("Month"), *languages.values(), _("Posts in all")]
    drawn = [*range(1, len(languages) + 1)]
    heading = _("Posts by language")
    return YearTable("posts", heading, names, rows, _sum(rows), drawn)
