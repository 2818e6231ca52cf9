"""Where forms of the desk choose files of the library."""

from typing import Any

from django import template
from django.urls import reverse

from centre.content.prepared import NEW
from centre.documents.models import Document

register = template.Library()


@register.simple_tag
def library_for(formset: Any) -> str:
    """Return the address of the library where a form's rows are chosen.

    It is "" for a thing that is not stored yet.
    """
    thing = getattr(formset, "thing", None) or formset.instance
    if thing.pk is None:
        return ""
    rows = formset.prefix.removeprefix(NEW)
    is_of_documents = issubclass(formset.model, Document)
    page = (
        "library-documents" if is_of_documents else "centre_librarypicture_changelist"
    )
    named = f"{thing._meta.label_lower}:{thing.pk}:{rows}"
    return reverse(f"admin:{page}", query={"for": named})
