"""What the desk's first page says of pictures."""

from typing import Any

from django import template
from django.contrib.auth.models import User
from django.urls import reverse

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
    """Return the address of the library where pictures for a form are chosen."""
    thing = formset.instance
    named = f"{thing._meta.label_lower}:{thing.pk}:{formset.prefix}"
    return reverse("admin:centre_librarypicture_changelist", query={"for": named})
