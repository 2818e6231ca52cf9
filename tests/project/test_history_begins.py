"""What was there before its history began is its first row, and says so."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from centre.models import PageDocument, PagePicture
from centre.pictures.former import HISTORY_BEGINS
from events.models import (
    ActivityDocument,
    ActivityPicture,
    VisitDocument,
    VisitPicture,
)
from news.models import PostDocument, PostPicture
from tests.builders import (
    build_activity,
    build_document,
    build_page,
    build_post,
    build_visit,
)
from tests.desk import picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MIGRATIONS = {
    "centre.migrations.0037_page_picture_history": [PagePicture],
    "centre.migrations.0041_document_history": [PageDocument],
    "events.migrations.0058_picture_history": [ActivityPicture, VisitPicture],
    "events.migrations.0063_document_history": [ActivityDocument, VisitDocument],
    "news.migrations.0009_picture_history": [PostPicture],
    "news.migrations.0012_document_history": [PostDocument],
}
THINGS = {
    "page": build_page,
    "activity": build_activity,
    "visit": build_visit,
    "post": build_post,
}


def build(model: Any) -> Any:
    """Build a row whose history nobody has written."""
    (owner,) = {*THINGS} & {field.name for field in model._meta.fields}
    thing = THINGS[owner]("rzecz")
    if hasattr(model, "image"):
        row = model.objects.create(
            image=picture_file(), alt_pl="Drzwi", position=3, **{owner: thing}
        )
    else:
        row = build_document(thing, position=3)
    model.history.all().delete()
    return row


@pytest.mark.parametrize("name", MIGRATIONS)
def test_a_migration_writes_down_what_is_there(
    name: str, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    rows = {model: build(model) for model in MIGRATIONS[name]}
    import_module(name).begin(apps, None)
    for model, row in rows.items():
        (first,) = model.history.all()
        told = (first.history_type, first.history_change_reason, first.history_user)
        assert told == ("+", HISTORY_BEGINS, None)
        names = [field.attname for field in model._meta.fields]
        kept = [name for name in names if hasattr(first, name)]
        assert [str(getattr(first, n)) for n in kept] == [
            str(getattr(row, n)) for n in kept
        ]
