"""Which texts wait: drafts, what is scheduled, what is missing."""

from datetime import datetime
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.content.outdated import OutdatedText
from centre.content.proposals import Proposal
from centre.content.publishing import Publishable
from centre.pictures.tasks import given_up
from centre.staff.history import written
from centre.today.items import (
    COUNTED_TO,
    WAITING_SHOWN,
    WaitingGroup,
    WaitingRow,
    admin_url,
)
from centre.translating.board import (
    BoardCell,
    BoardRow,
    rows_of,
    with_texts,
)
from centre.translating.kinds import BoardKind, Seen, kinds_for
from centre.translating.soonest import first_things

_READ = COUNTED_TO + 1  # things: one more tells that there are more


def unpublished(user: Any, at: datetime) -> list[WaitingGroup]:
    """Return what is scheduled, the next first, and drafts, the last changed first.

    They are those that a user may change. Where there are many of a state, only their
    number is read.
    """
    counted = _count_unpublished(_models(user), at)
    return [
        WaitingGroup(
            "scheduled",
            _("Appears by itself"),
            _rows(counted, "scheduled", Q(published_at__gt=at), "published_at"),
        ),
        WaitingGroup(
            "drafts",
            _("Drafts"),
            _rows(counted, "draft", Q(published_at=None), "-updated_at"),
        ),
    ]


def _count_unpublished(models: list[Any], at: datetime) -> list[dict[str, Any]]:
    """Return how many drafts and scheduled things each model has, by one query."""
    if not models:
        return []
    first, *others = (
        # A translated model's own rows would bring all their columns along.
        QuerySet(model)
        .order_by()
        .filter(Q(published_at=None) | Q(published_at__gt=at))
        .values(label=Value(model._meta.label))
        .annotate(scheduled=Count("published_at"), draft=Count("pk") - F("scheduled"))
        for model in models
    )
    counted = {row["label"]: row for row in first.union(*others, all=True)}
    return [counted[m._meta.label] for m in models if m._meta.label in counted]


def _rows(
    counted: list[dict[str, Any]], state: str, condition: Q, order: str
) -> list[WaitingRow]:
    """Return a row for each thing; where they are many, one for each kind."""
    numbers = {
        apps.get_model(row["label"]): row[state] for row in counted if row[state]
    }
    if sum(numbers.values()) <= WAITING_SHOWN:
        things = [t for model in numbers for t in _unpublished(model, condition, order)]
        name = order.removeprefix("-")
        things.sort(key=attrgetter(name), reverse=order.startswith("-"))
        return [_row(thing) for thing in things]
    return [
        WaitingRow(
            model._meta.verbose_name_plural,
            f"{admin_url(model, 'changelist')}?publication={state}",
            number=number,
        )
        for model, number in numbers.items()
    ]


def _models(user: Any) -> list[Any]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Publishable)
        and user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    ]


def _unpublished(model: Any, condition: Q, order: str) -> Any:
    """Return rows of one model that are not public yet."""
    return model.objects.filter(condition).brief().order_by(order)[:WAITING_SHOWN]


def _row(thing: Any) -> WaitingRow:
    kind, moment = thing._meta.verbose_name, thing.published_at
    note = f"{kind} · {written(moment)}" if moment else kind
    url = admin_url(type(thing), "change", thing.pk)
    return WaitingRow(str(thing) or _("without a title"), url, note)


def translations(user: Any, at: datetime) -> WaitingGroup:
    """Return what visitors see soonest of what they can't read in their language."""
    heading = _("Translations missing or outdated")
    kinds = kinds_for(user)
    if not kinds:
        return WaitingGroup("translations", heading, [])
    found = first_things(_READ, kinds, at, dict(settings.LANGUAGES), Seen.NEWS)
    rows = [
        WaitingRow(row.title, _opened(row.lacking).url, _in_words(row.lacking))
        for row in _first_rows(found, kinds)
        if row.lacking  # and was not translated just now
    ]
    url = admin_url(OutdatedText, "changelist")
    return WaitingGroup("translations", heading, rows, url, total=len(found))


def proposals(user: Any, at: datetime) -> WaitingGroup:
    """Return the things of which proposed translations wait, soonest seen first."""
    heading = _("Proposed translations to look at")
    kinds = [kind for kind in kinds_for(user) if not kind.only_proposes]
    waiting = (
        Proposal.objects.waiting().order_by() if kinds else Proposal.objects.none()
    )
    labels = set(waiting.values_list("model", flat=True).distinct())
    kinds = [kind for kind in kinds if kind.label in labels]
    if not kinds:
        return WaitingGroup("proposals", heading, [])
    found = first_things(_READ, kinds, at, proposed=True)
    rows = []
    for row in _first_rows(found, kinds):
        proposed = [cell for cell in row.cells if cell.proposals]
        names = ", ".join(cell.name for cell in proposed)
        if proposed:  # and not decided on just now
            rows.append(WaitingRow(row.title, proposed[0].review_url, names))
    url = f"{admin_url(OutdatedText, 'changelist')}?proposed=on"
    return WaitingGroup("proposals", heading, rows, url, total=len(found))


def _first_rows(found: list[dict[str, Any]], kinds: list[BoardKind]) -> list[BoardRow]:
    """Return the rows of the board that are shown."""
    return rows_of(with_texts(found[:WAITING_SHOWN], kinds), kinds)


def _opened(cells: list[BoardCell]) -> BoardCell:
    """Return what a row leads to: the reader’s own language, if it is among them."""
    own = [cell for cell in cells if cell.language == get_language()]
    return (own or cells)[0]


def _in_words(cells: list[BoardCell]) -> str:
    return ", ".join(f"{cell.name}: {cell.word}" for cell in cells)


def duty_texts(missing: list[dict[str, Any]]) -> WaitingGroup:
    """Return the texts that the law asks for and that are not on the site."""
    rows = [WaitingRow(row["name"], row["url"], row["state"]) for row in missing]
    return WaitingGroup("duties", _("Texts that the law asks for"), rows)


def pictures_without_copies(user: Any) -> WaitingGroup:
    """Return what has pictures whose smaller copies could not be made, each once."""
    owners = dict.fromkeys(picture.owner for picture in given_up())
    rows = [
        WaitingRow(str(owner), admin_url(owner, "change", owner.pk))
        for owner in owners
        if user.has_perm(f"{owner._meta.app_label}.change_{owner._meta.model_name}")
    ]
    return WaitingGroup("pictures", _("Pictures without smaller copies"), rows)
