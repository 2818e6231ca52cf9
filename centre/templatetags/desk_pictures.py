"""What the desk says of pictures, and where forms choose files of the library."""

from typing import Any

from django import template
from django.contrib.auth.models import User
from django.urls import reverse

from centre.content.prepared import NEW
from centre.documents.models import Document
from centre.pictures.tasks import given_up

register = template.Library()


@register.simple_tag
def given_up_pictures(user: User) -> list[dict[str, Any]]:
    """Return what has pictures without smaller copies, and may be changed by somebody.

    Each once, with the address of its form.
    """
    owners = dict.fromkeys(picture.owner for picture in given_up())
    found = []
    for owner in owners:
        app, model = owner._meta.app_label, owner._meta.model_name
        if user.has_perm(f"{app}.change_{model}"):
            url = reverse(f"admin:{app}_{model}_change", args=[owner.pk])
            found.append({"name": str(owner), "url": url})
    return found


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
