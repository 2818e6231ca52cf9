"""Which documents can go with a message: what is public, and the visit's own."""

from datetime import datetime
from typing import Any

from django.utils.text import capfirst

from centre.documents.models import document_models
from events.models import StudyVisit, VisitDocument

# Mail servers refuse more, and attached files grow by a third on their way.
MAX_TOTAL = 10 * 1024 * 1024  # bytes


def attachable(visit: StudyVisit, at: datetime) -> dict[str, list[Any]]:
    """Return documents by what they belong to, the visit's own first.

    Of other things they are those that anybody may have at a moment (aware); of this
    visit those of a draft, and those for who came, as well.
    """
    own = VisitDocument.objects.filter(visit=visit).select_related("visit")
    groups: dict[str, list[Any]] = {str(visit): [*own]}
    for model in document_models():
        owner = model.owner_field()
        rows = model.objects.public(at).select_related(owner)
        if model is VisitDocument:
            rows = rows.exclude(visit=visit)
        owners = model._meta.get_field(owner).related_model._meta
        groups[str(capfirst(owners.verbose_name_plural))] = [*rows.order_by("-pk")]
    return {name: rows for name, rows in groups.items() if rows}


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
