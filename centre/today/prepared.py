"""Which prepared changes wait: those that did not appear in time, and the rest."""

from collections import Counter
from typing import Any

from django.apps import apps
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import PreparedChange
from centre.content.publishing import Publishable
from centre.staff.history import written
from centre.today.items import WAITING_SHOWN, WaitingGroup, WaitingRow, admin_url


def prepared_changes(user: Any) -> list[WaitingGroup]:
    """Return what did not appear at its time, and what is prepared, the next first.

    They are those of things that a user may change.
    """
    found = PreparedChange.objects.filter(model__in=_labels(user))
    rows = found.defer("texts", "pictures").order_by(F("appears_at").asc(), "pk")
    held = [prepared for prepared in rows if prepared.held]
    heading = _("Prepared changes that did not appear at their time")
    return [
        WaitingGroup("held", heading, _rows(held)),
        WaitingGroup(
            "prepared",
            _("Prepared changes of what is public"),
            _rows([prepared for prepared in rows if not prepared.held]),
        ),
    ]


def _labels(user: Any) -> list[str]:
    return [
        model._meta.label_lower
        for model in apps.get_models()
        if issubclass(model, Publishable)
        and user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    ]


def _rows(found: list[PreparedChange]) -> list[WaitingRow]:
    """Return a row for each thing; where they are many, one for each kind."""
    if len(found) > WAITING_SHOWN:
        return [
            WaitingRow(
                (model := apps.get_model(label))._meta.verbose_name_plural,
                f"{admin_url(model, 'changelist')}?publication=prepared",
                number=number,
            )
            for label, number in Counter(row.model for row in found).items()
        ]
    things = _things(found)
    keys = [(prepared, (prepared.model, prepared.object_key)) for prepared in found]
    return [_row(prepared, things[key]) for prepared, key in keys if key in things]


def _things(found: list[PreparedChange]) -> dict[tuple[str, str], Any]:
    """Return the things by kind and key, with a query for each kind."""
    return {
        (label, str(thing.pk)): thing
        for label in dict.fromkeys(prepared.model for prepared in found)
        for thing in apps.get_model(label)._default_manager.filter(
            pk__in=[row.object_key for row in found if row.model == label]
        )
    }


def _row(prepared: PreparedChange, thing: Any) -> WaitingRow:
    note: Any = thing._meta.verbose_name
    if prepared.held:
        note = prepared.get_held_display()
    elif prepared.appears_at:
        note = written(prepared.appears_at)
    return WaitingRow(str(thing), admin_url(type(thing), "prepared", thing.pk), note)
