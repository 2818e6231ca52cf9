"""Which things have texts to translate, and when visitors see them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.db.models import (
    Case,
    F,
    FloatField,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Extract
from django.utils import timezone

from centre.content.row_texts import row_keys
from centre.models import AccessibilityStatement, Centre, HouseClosure, Page, SiteNotice
from events.models import Activity, ActivityType, Session, StudyVisit
from news.models import Post, Topic


class Seen(IntEnum):
    """How soon visitors see a thing; of two, the sooner comes first."""

    COMING = 0  # on a day to come
    STANDING = 1  # always
    NEWS = 2  # the newest first
    DRAFT = 3
    PAST = 4


@dataclass(frozen=True)
class BoardKind:
    """A model of the board, with when its rows are seen at a moment (aware).

    `seen` returns conditions, the first that holds counts, each with an expression by
    which rows of the same `Seen` are sorted, the lowest first. Who `only_proposes` is
    not let into the things' forms.
    """

    model: Any
    seen: Callable[[datetime], list[tuple[Q, Seen, Any]]]
    only_proposes: bool = False

    @property
    def label(self) -> str:
        """The model's name, as addresses have it."""
        return self.model._meta.label_lower

    @property
    def row_keys(self) -> list[Any]:
        """The foreign keys of rows with texts, which are written in a form alone.

        None for who only proposes, and has no form.
        """
        return [] if self.only_proposes else row_keys(self.model)

    def order(self, at: datetime) -> dict[str, Any]:
        """Return the annotations `seen` and `sorted` of a row."""
        cases = self.seen(at)
        return {
            "seen": Case(
                *(When(when, then=Value(int(seen))) for when, seen, _by in cases),
                default=Value(int(Seen.PAST)),
            ),
            "sorted": Case(
                *(When(when, then=by) for when, _seen, by in cases),
                default=Value(0.0),
                output_field=FloatField(),
            ),
        }


def _at(field: str) -> Any:
    return Cast(Extract(F(field), "epoch"), FloatField())


def _always(position: float) -> Callable[[datetime], list[tuple[Q, Seen, Any]]]:
    return lambda at: [(Q(pk__isnull=False), Seen.STANDING, Value(position))]


def _unpublished(at: datetime) -> list[tuple[Q, Seen, Any]]:
    return [
        (Q(published_at=None), Seen.DRAFT, Value(0.0)),
        (Q(published_at__gt=at), Seen.COMING, _at("published_at")),
    ]


def _visits(at: datetime) -> list[tuple[Q, Seen, Any]]:
    coming = Q(ends_at__gt=at, state=StudyVisit.State.PLANNED)
    return [*_unpublished(at), (coming, Seen.COMING, _at("starts_at"))]


def _activities(at: datetime) -> list[tuple[Q, Seen, Any]]:
    upcoming = Session.objects.upcoming(at).order_by()
    held = upcoming.filter(activity=OuterRef("pk"))
    held = held.exclude(state=Session.State.CANCELLED)
    first = held.values("activity").annotate(first=Min("starts_at")).values("first")
    epoch = Cast(Extract(Subquery(first), "epoch"), FloatField())
    coming = Q(pk__in=upcoming.values("activity"))
    return [
        *_unpublished(at),
        (Q(standing=True), Seen.STANDING, Value(4.0)),
        (coming, Seen.COMING, epoch),
    ]


def _posts(at: datetime) -> list[tuple[Q, Seen, Any]]:
    newest = Value(0.0) - _at("published_at")
    return [*_unpublished(at), (Q(published_at__lte=at), Seen.NEWS, newest)]


def _pages(at: datetime) -> list[tuple[Q, Seen, Any]]:
    public = Q(published_at__lte=at)
    return [*_unpublished(at), (public, Seen.STANDING, Value(1.0))]


def _notices(at: datetime) -> list[tuple[Q, Seen, Any]]:
    return [(Q(ends_at__gt=at), Seen.COMING, _at("starts_at"))]


def _closures(at: datetime) -> list[tuple[Q, Seen, Any]]:
    coming = Q(last_day__gte=timezone.localdate(at))
    return [(coming, Seen.COMING, _at("first_day"))]


BOARD_KINDS = (
    BoardKind(StudyVisit, _visits),
    BoardKind(Activity, _activities),
    BoardKind(Post, _posts),
    BoardKind(Page, _pages),
    BoardKind(Centre, _always(0.0)),
    BoardKind(AccessibilityStatement, _always(2.0)),
    BoardKind(ActivityType, _always(3.0)),
    BoardKind(Topic, _always(5.0)),
    BoardKind(SiteNotice, _notices),
    BoardKind(HouseClosure, _closures),
)


def kinds_for(user: Any) -> list[BoardKind]:
    """Return the kinds whose texts a user may change, or propose."""
    proposes = user.has_perm("centre.propose_translation")
    changes = {kind.label: may_change_kind(user, kind.model) for kind in BOARD_KINDS}
    return [
        replace(kind, only_proposes=not changes[kind.label])
        for kind in BOARD_KINDS
        if changes[kind.label] or proposes
    ]


def may_change_kind(user: Any, model: Any) -> bool:
    """Return whether a user may change the texts of a kind, and decide proposals."""
    opts = model._meta
    return bool(user.has_perm(f"{opts.app_label}.change_{opts.model_name}"))
