"""Which documents can go with a message: what is public, and the visit's own."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst

from centre.documents.models import document_models
from events.models import StudyVisit, VisitDocument

# Mail servers refuse more, and attached files grow by a third on their way.
MAX_TOTAL = 10 * 1024 * 1024  # bytes
# Documents of other things, of each kind: a house has thousands after some years.
NEWEST = 30

_KEY = re.compile(r"([a-z.]+):([0-9]{1,18})", re.ASCII)


def attachable(
    visit: StudyVisit, at: datetime, chosen: Collection[str] = ()
) -> dict[str, list[Any]]:
    """Return documents by what they belong to, the visit's own first.

    Of other things they are the newest of each kind that anybody may have at a moment
    (aware), and those of the `chosen` keys; of this visit those of a draft, and those
    for who came, as well.
    """
    groups: dict[str, list[Any]] = {}
    for name, rows in _rows(visit, at):
        if groups:  # of other things
            newest = rows.values("pk")[:NEWEST]
            rows = rows.filter(Q(pk__in=newest) | Q(pk__in=_keys(rows.model, chosen)))
        groups[name] = [*rows]
    return {name: rows for name, rows in groups.items() if rows}


def keys_of_files(visit: StudyVisit, at: datetime, files: Collection[str]) -> list[str]:
    """Return the keys of the documents that have one of these files."""
    return [
        key_of(row)
        for _name, rows in _rows(visit, at)
        for row in rows.filter(file__in=files)
    ]


def _rows(visit: StudyVisit, at: datetime) -> Iterator[tuple[str, Any]]:
    """Yield what documents belong to, and which may go: the visit's own first."""
    yield str(visit), VisitDocument.objects.filter(visit=visit).select_related("visit")
    for model in document_models():
        owner = model.owner_field()
        rows = model.objects.public(at).select_related(owner)
        if model is VisitDocument:
            rows = rows.exclude(visit=visit)
        owners = model._meta.get_field(owner).related_model._meta
        yield str(capfirst(owners.verbose_name_plural)), rows.order_by("-pk")


def _keys(model: Any, chosen: Collection[str]) -> list[int]:
    """Return the rows of a table among what forms call documents; see `key_of`."""
    parts = [_KEY.fullmatch(each) for each in chosen]
    return [int(p[2]) for p in parts if p and p[1] == model._meta.label_lower]


def key_of(document: Any) -> str:
    """Return what a form calls a document: its table and its row."""
    return f"{document._meta.label_lower}:{document.pk}"


def name_of(document: Any) -> str:
    """Return what staff read of a document: title, facts, and what it belongs to."""
    name = f"{document.localized} ({document.facts})"
    if isinstance(document, VisitDocument) and document.for_participants:
        field = VisitDocument._meta.get_field("for_participants")
        return f"{name}, {field.verbose_name}"
    return name
