"""Which texts wait: drafts, what is scheduled, what is missing."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centre.content.outdated import OutdatedText
from centre.content.proposals import Proposal
from centre.content.publishing import Publishable
from centre.staff.history import written
from centre.templatetags.desk_pictures import given_up_pictures
from centre.today.items import WAITING_SHOWN, WaitingGroup, WaitingRow, admin_url
from centre.translating.board import BoardCell, find_things, rows_of
from centre.translating.kinds import Seen, kinds_for


def unpublished(user: Any, at: datetime) -> list[WaitingGroup]:
    """Return what is scheduled, the next first, and drafts, the last changed first.

    They are those that a user may change.
    """
    found = [thing for model in _models(user) for thing in _unpublished(model, at)]
    scheduled = sorted(
        (thing for thing in found if thing.published_at), key=lambda t: t.published_at
    )
    drafts = sorted(
        (thing for thing in found if not thing.published_at),
        key=lambda t: t.updated_at,
        reverse=True,
    )
    return [
        WaitingGroup(
            "scheduled", _("Appears by itself"), _rows(scheduled, "scheduled")
        ),
        WaitingGroup("drafts", _("Drafts"), _rows(drafts, "draft")),
    ]


def _rows(things: list[Any], state: str) -> list[WaitingRow]:
    """Return a row for each thing; where they are many, one for each kind."""
    if len(things) <= WAITING_SHOWN:
        return [_row(thing) for thing in things]
    kinds = Counter(type(thing) for thing in things)
    return [
        WaitingRow(
            model._meta.verbose_name_plural,
            f"{admin_url(model, 'changelist')}?publication={state}",
            number=number,
        )
        for model, number in kinds.items()
    ]


def _models(user: Any) -> list[Any]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Publishable)
        and user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    ]


def _unpublished(model: Any, at: datetime) -> Any:
    """Return rows of one model that are not public yet."""
    hidden = Q(published_at=None) | Q(published_at__gt=at)
    return model.objects.filter(hidden).brief().order_by(F("updated_at").desc())


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
    found = find_things(kinds, at, [*dict(settings.LANGUAGES)], Seen.NEWS)
    rows = [
        WaitingRow(row.title, row.lacking[0].url, _in_words(row.lacking))
        for row in rows_of(list(found[:WAITING_SHOWN]), kinds)
    ]
    url = admin_url(OutdatedText, "changelist")
    return WaitingGroup("translations", heading, rows, url, total=found.count())


def proposals(user: Any, at: datetime) -> WaitingGroup:
    """Return the things of which proposed translations wait, soonest seen first."""
    heading = _("Proposed translations to look at")
    kinds = [kind for kind in kinds_for(user) if not kind.only_proposes]
    if not kinds or not Proposal.objects.waiting().exists():
        return WaitingGroup("proposals", heading, [])
    found = find_things(kinds, at, proposed=True)
    rows = []
    for row in rows_of(list(found[:WAITING_SHOWN]), kinds):
        proposed = [cell for cell in row.cells if cell.proposals]
        names = ", ".join(cell.name for cell in proposed)
        rows.append(WaitingRow(row.title, proposed[0].review_url, names))
    url = f"{admin_url(OutdatedText, 'changelist')}?proposed=on"
    return WaitingGroup("proposals", heading, rows, url, total=found.count())


def _in_words(cells: list[BoardCell]) -> str:
    return ", ".join(f"{cell.name}: {cell.word}" for cell in cells)


def duty_texts(missing: list[dict[str, Any]]) -> WaitingGroup:
    """Return the texts that the law asks for and that are not on the site."""
    rows = [WaitingRow(row["name"], row["url"], row["state"]) for row in missing]
    return WaitingGroup("duties", _("Texts that the law asks for"), rows)


def pictures_without_copies(user: Any) -> WaitingGroup:
    """Return what has pictures whose smaller copies could not be made."""
    rows = [WaitingRow(row["name"], row["url"]) for row in given_up_pictures(user)]
    return WaitingGroup("pictures", _("Pictures without smaller copies"), rows)
