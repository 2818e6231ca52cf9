"""What staff do to prepare changes of something public."""

from typing import Any

from django.test import Client

from tests.desk import filled


def form_url(thing: Any, page: str = "change") -> str:
    meta = thing._meta
    return f"/en/admin/{meta.app_label}/{meta.model_name}/{thing.pk}/{page}/"


def prepare(staff: Client, thing: Any, **texts: Any) -> Any:
    """Type into the form of a public thing, and press the second button."""
    url = form_url(thing)
    return staff.post(url, filled(staff.get(url)) | texts | {"_prepare": "1"})


def prepare_again(staff: Client, thing: Any, **texts: Any) -> Any:
    """Do it from a form that was opened before anything was prepared."""
    url = form_url(thing)
    form = filled(staff.get(f"{url}?live=yes"))
    return staff.post(url, form | texts | {"_prepare": "1"})


def in_form(staff: Client, thing: Any) -> dict[str, Any]:
    return filled(staff.get(form_url(thing, "prepared")))


def stored(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)
