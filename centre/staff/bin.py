"""Put what is deleted into the bin, and bring it back as it was."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models, transaction
from django.db.models.deletion import Collector
from django.utils import timezone
from modeltranslation.translator import translator

from centre.content.addressed import Addressed
from centre.content.bin import BinEntry
from centre.content.files import HasFiles
from centre.content.prepared import PREPARED_ROWS, PreparedChange
from centre.content.publishing import Publishable
from centre.documents.tasks import tidy_file_later
from centre.pictures.former import forget_former_file
from centre.pictures.library import PictureRights
from centre.pictures.share import forget_drawn
from centre.pictures.tasks import tidy_picture
from centre.search.forgetting import forget_words


class NotRestored(Exception):
    """The thing is there already, or what it belongs to is not."""


@dataclass(frozen=True)
class Restored:
    """A thing that is back; `slugs` are new ones where its own were taken meanwhile."""

    thing: Any
    slugs: tuple[str, ...] = ()


@transaction.atomic
def put_in_bin(
    thing: models.Model, parts: Iterable[type[models.Model]], user: Any, at: datetime
) -> None:
    """Write down a thing that is being deleted, with its rows of the models `parts`.

    What is prepared of it goes, too, and comes back with it. Of two who delete it at
    once, one writes it down.
    """
    rows = type(thing)._base_manager.select_for_update()
    stored = rows.filter(pk=thing.pk).first()
    if stored is None:
        return
    collector = Collector(using="default", origin=stored)
    collector.collect([stored])
    prepared = PreparedChange.objects.of(stored)
    new = [
        row for p in prepared for name in PREPARED_ROWS for row in p.waiting_rows(name)
    ]
    kept = [stored, *_rows(collector, {*parts}, stored), *prepared, *new]
    BinEntry.objects.create(
        model=thing._meta.label_lower,
        object_key=str(thing.pk),
        title=str(stored)[:250],
        rows=[_serialized(row) for row in kept],
        references=_references(collector),
        files=sorted(_files(kept)),
        deleted_at=at,
        deleted_by=user,
    )
    prepared.delete()


@transaction.atomic
def restore(entry: BinEntry, at: datetime | None = None) -> Restored:
    """Bring a thing back with its rows, id, address and history.

    What it referred to and is no longer there is left out. An address that somebody
    else took meanwhile gets a number. What was public is so again; what was not is not
    at that moment (aware; now if not given).

    Raises BinEntry.DoesNotExist where it was restored already, NotRestored, and
    IntegrityError where something unique was taken meanwhile.
    """
    entry = BinEntry.objects.select_for_update().get(pk=entry.pk)
    rows = [row.object for row in serializers.deserialize("python", entry.rows)]
    own = {(row._meta.concrete_model, row.pk) for row in rows}
    thing, *others = rows
    if type(thing)._base_manager.filter(pk=thing.pk).exists():
        raise NotRestored
    if not _has_its_references(thing, own):
        raise NotRestored
    at = at or timezone.now()
    _leave_unpublished(thing, entry.deleted_at, at)
    slugs = thing.change_taken_slugs() if isinstance(thing, Addressed) else ()
    parts = [row for row in others if _has_its_references(row, own)]
    for row in [thing, *parts]:
        row.save_base(raw=True)
    _begin_again(parts)
    _point_again(entry, thing)
    PreparedChange.objects.of(thing).filter(appears_at__lte=at).update(appears_at=None)
    stored = type(thing)._base_manager.get(pk=thing.pk)
    stored.save()
    entry.delete()
    return Restored(stored, slugs)


def _leave_unpublished(thing: models.Model, deleted_at: datetime, at: datetime) -> None:
    """Make a draft of what was to appear, or to end, while it was in the bin."""
    if not isinstance(thing, Publishable) or not thing.is_published(at):
        return
    has_ended = thing.published_until is not None and thing.published_until <= at
    if has_ended or not thing.is_published(deleted_at):
        thing.published_at = None


def delete_entries(entries: Any) -> None:
    """Delete entries for good, with words of no text and, in a day, files of nobody."""
    files = {name for entry in entries for name in entry.files}
    entries.delete()
    transaction.on_commit(forget_words)
    for name in files:
        tidy_file_later(name)


@transaction.atomic
def remove_picture_everywhere(name: str, picture_models: Iterable[Any]) -> None:
    """Delete a picture from all things, the bin and the history, its files on commit.

    For a picture that somebody who is in it no longer agrees to: what was drawn of it
    for messengers goes as well, and the same file can't come back.
    """
    for model in picture_models:
        model._default_manager.filter(image=name).delete()
    forget_former_file(name)
    entries = BinEntry.objects.filter(files__contains=[name])
    for entry in entries.select_for_update():
        entry.files = [file for file in entry.files if file != name]
        entry.rows = [r for r in entry.rows if r["fields"].get("image") != name]
        entry.save(update_fields=["files", "rows"])
    refused = {"consent": PictureRights.Consent.REFUSED, "terms": ""}
    PictureRights.objects.update_or_create(image=name, defaults=refused)
    transaction.on_commit(lambda: tidy_picture.call(name))
    transaction.on_commit(forget_drawn)


# --- Rows ---------------------------------------------------------------------------


def _rows(collector: Any, parts: set[Any], thing: models.Model) -> list[models.Model]:
    """Return what is deleted along: parts, and rows that join many to many."""
    found = [row for rows in collector.data.values() for row in rows]
    found += [row for rows in collector.fast_deletes for row in rows]
    return [
        row
        for row in found
        if row != thing and (type(row) in parts or type(row)._meta.auto_created)
    ]


def _files(rows: list[models.Model]) -> set[str]:
    """Return the names of all stored files of these rows."""
    with_files = (row for row in rows if isinstance(row, HasFiles))
    return {name for row in with_files for name in row.stored_files}


def _serialized(row: models.Model) -> dict[str, Any]:
    """Return a row as JSON, without fields that repeat one of its languages."""
    (data,) = serializers.serialize("python", [row])
    for name in _repeating(type(row)) | {f.name for f in row._meta.many_to_many}:
        data["fields"].pop(name, None)
    # Django's own JSON would round moments to a thousandth of a second.
    return dict(json.loads(json.dumps(data, default=str)))


def _repeating(model: type[models.Model]) -> set[str]:
    if model not in translator.get_registered_models():
        return set()
    return set(translator.get_options_for_model(model).all_fields)


def _references(collector: Any) -> list[list[Any]]:
    """Return which rows elsewhere lose what they point to."""
    found = [
        [
            field.model._meta.label_lower,
            field.name,
            [row.pk for rows in sets for row in rows],
        ]
        for (field, value), sets in collector.field_updates.items()
        if value is None
    ]
    return [reference for reference in found if reference[2]]


def _has_its_references(row: models.Model, own: set[Any]) -> bool:
    """Return whether a row can be stored; empty what may be empty and is gone."""
    for field in row._meta.concrete_fields:
        key = getattr(row, field.attname)
        if not field.is_relation or key is None:
            continue
        model: Any = field.related_model
        if (model._meta.concrete_model, key) in own:
            continue
        if model._base_manager.filter(pk=key).exists():
            continue
        if not field.null:
            return False
        setattr(row, field.attname, None)
    return True


def _begin_again(rows: list[Any]) -> None:
    """Write into the history of rows that they are there again; raw saves do not."""
    for model in {type(row): None for row in rows if hasattr(row, "history")}:
        model.history.bulk_history_create([r for r in rows if type(r) is model])


def _point_again(entry: BinEntry, thing: models.Model) -> None:
    for label, name, keys in entry.references:
        rows = apps.get_model(label)._base_manager.filter(pk__in=keys)
        rows.filter(**{f"{name}__isnull": True}).update(**{name: thing.pk})
