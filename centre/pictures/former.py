"""Files that the history of pictures still shows, for as long as the bin keeps things.

A picture that was taken down everywhere is taken out of the history as well: its rows
stay, with neither file nor words (record 47).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings

from centre.content.languages import columns
from centre.pictures.models import Picture
from centre.text.fields import CleanCharField

# What the first rows say that were written for pictures older than their history.
HISTORY_BEGINS = "history begins"


def picture_histories() -> Iterator[Any]:
    """Yield the history of every model of pictures whose former files are noted."""
    for model in apps.get_models():
        if issubclass(model, Picture) and hasattr(model, "history"):
            history: Any = model.history
            if any(field.name == "image" for field in history.model._meta.fields):
                yield history


def is_former_file(name: str) -> bool:
    """Return whether the history shows a stored picture somewhere."""
    return any(history.filter(image=name).exists() for history in picture_histories())


def former_stems(at: datetime) -> set[str]:
    """Return the files, without folder and ending, that stay for the history.

    They are those of pictures that were changed or deleted in the days before a moment
    (aware) that things stay in the bin; not of things that are gone themselves.
    """
    since = at - timedelta(days=settings.CENTRE_RETENTION["bin"])
    return {
        PurePosixPath(name).stem
        for history in picture_histories()
        for name in _changed_since(history, since).values_list("image", flat=True)
        if name
    }


def _changed_since(history: Any, since: datetime) -> Any:
    owner = history.model.instance_type.owner_field()
    things = history.model._meta.get_field(owner).related_model._base_manager.all()
    late = history.filter(history_date__gt=since, **{f"{owner}__in": things})
    return history.filter(id__in=late.values("id"))


def forget_former_file(name: str) -> None:
    """Take a file out of the history, with all that was said of it."""
    for history in picture_histories():
        model = history.model.instance_type
        nothing: dict[str, Any] = {"image": "", "rendered": ""}
        for field in Picture._meta.fields:
            if isinstance(field, CleanCharField):
                nothing[field.name] = ""
        for code in settings.MODELTRANSLATION_LANGUAGES:
            for column in columns(model, code).values():
                empty = model._meta.get_field(column).null
                nothing[column] = None if empty else ""
        history.filter(image=name).update(**nothing)
