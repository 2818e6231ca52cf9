"""Import one thing: new, or where it was imported before, without doubles.

What somebody changed here since is left as it is, and what was deleted here does not
come back. Each thing is one transaction, with what says that it was imported; so work
that was interrupted goes on where it was, and twice is the same as once.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from centre.content.languages import columns, complete_languages, is_complete
from centre.importing.dates import (
    DateChanges,
    apply_dates,
    compare_dates,
    read_dates_back,
)
from centre.importing.documents import GotDocument, add_documents, get_documents
from centre.importing.former import keep_former_addresses
from centre.importing.kinds import IMPORT_KINDS, ImportKind
from centre.importing.models import ImportedSource, ImportItem, ImportRun
from centre.importing.notes import Note, in_words, note
from centre.importing.pictures import PictureSource
from centre.importing.planning import name_of_file, undescribed
from centre.importing.texts import hash_of
from centre.people import StaffAction
from centre.pictures.tasks import render_picture
from centre.staff.action_log import record_action
from events.models import Activity, ActivityType

Outcome = ImportItem.Outcome
logger = logging.getLogger(__name__)


@dataclass
class Decision:
    """What is to be done with a thing: its outcome, the texts that are written."""

    outcome: Outcome
    thing: Any = None
    texts: list[dict[str, Any]] = field(default_factory=list)
    dates: DateChanges = field(default_factory=DateChanges)
    notes: list[Note] = field(default_factory=list)


def decide_entry(
    source: str, kind: ImportKind, payload: dict[str, Any], at: datetime
) -> Decision:
    """Decide what an import does with one thing at a moment; nothing is changed."""
    texts = payload["texts"]
    keys = [text["key"] for text in texts]
    rows = ImportedSource.objects.filter(source=source, key__in=keys)
    known = {row.key: row for row in rows}
    if not known:
        return Decision(Outcome.NEW, kind.model(), texts)
    object_id = next(known[key].object_id for key in keys if key in known)
    thing = kind.model._base_manager.filter(pk=object_id).first()
    if thing is None:
        return Decision(Outcome.GONE)
    decision = Decision(Outcome.SAME, thing)
    for text in texts:
        _decide_text(decision, kind, text, known.get(text["key"]))
    if payload.get("dates"):
        dates = read_dates_back(payload["dates"])
        decision.dates = compare_dates(source, keys[0], thing, dates, at)
        decision.notes += decision.dates.notes()
    if decision.texts or decision.dates:
        decision.outcome = Outcome.CHANGED
    elif any(code == "kept_language" for code, _values in decision.notes):
        decision.outcome = Outcome.KEPT
    return decision


def _decide_text(
    decision: Decision, kind: ImportKind, text: dict[str, Any], row: Any
) -> None:
    language, thing = text["language"], decision.thing
    name = settings.CENTRE_LANGUAGES[language]
    if row is None:
        mine = columns(kind.model, language).values()
        if any(getattr(thing, column) for column in mine):
            decision.notes.append(note("kept_language", language=name))
        elif thing.published_at and not text["is_public"]:
            decision.notes.append(note("draft_translation", language=name))
        else:
            decision.texts.append(text)
    elif row.source_hash != text["hash"]:
        if row.written_hash == kind.written_hash(thing, row.language):
            decision.texts.append(text)
        else:
            decision.notes.append(note("kept_language", language=name))


def import_item(item: ImportItem, pictures: PictureSource, at: datetime) -> None:
    """Import one entry and note what became of it; a fault stays its own.

    Files are got before the transaction begins, because a host may take its time.
    """
    try:
        got = _get_pictures(item, pictures)
        documents = get_documents(item, pictures)
        with transaction.atomic():
            mine = ImportItem.objects.select_for_update().filter(is_done=False)
            if locked := mine.select_related("run").filter(pk=item.pk).first():
                _import_locked(locked, got, documents, at)
    except ValidationError as error:
        _refuse(item, note("invalid", reason=" ".join(error.messages)[:500]))
    except (DataError, IntegrityError, LookupError, TypeError, ValueError):
        logger.exception("An entry of import %s could not be imported", item.run_id)
        _refuse(item, note("failed"))


def _refuse(item: ImportItem, reason: Note) -> None:
    item.outcome, item.is_done = Outcome.REFUSED, True
    item.notes = [*item.notes, reason]
    item.save(update_fields=["outcome", "is_done", "notes"])


def _import_locked(
    item: ImportItem, got: Any, documents: list[GotDocument], at: datetime
) -> None:
    kind, run = IMPORT_KINDS[item.kind], item.run
    decision = decide_entry(run.source, kind, item.payload, at)
    item.outcome = decision.outcome
    item.notes += [added for added in decision.notes if added not in item.notes]
    if decision.thing is not None:
        _save_thing(item, kind, decision, [p for p, clean, _why in got if clean])
        _save_dates(item, decision, at)
        _add_pictures(item, kind, decision.thing, got)
        for why in add_documents(item, kind.documents, decision.thing, documents):
            _note_once(item, why)
        keep_former_addresses(run, item.payload, decision.thing)
        item.object_id = decision.thing.pk
    item.is_done = True
    item.save()


def _save_thing(
    item: ImportItem, kind: ImportKind, decision: Decision, pictures: Any
) -> None:
    """Write the texts that are to be written, and what a new thing has besides.

    Raises ValidationError.
    """
    thing, run, is_new = decision.thing, item.run, decision.thing.pk is None
    if not decision.texts:
        return
    thing._history_user = run.created_by
    _write(thing, kind, decision.texts)
    if is_new:
        _complete_new(thing, item, pictures, run)
    thing.full_clean()
    thing.save()
    _remember(run, kind, thing, decision.texts)
    _log(run, thing, is_new)
    if is_new and item.payload.get("topics"):
        thing.topics.set(item.payload["topics"])


def _save_dates(item: ImportItem, decision: Decision, at: datetime) -> None:
    if not item.payload.get("dates"):
        return
    dates = read_dates_back(item.payload["dates"])
    source, event = item.run.source, item.payload["texts"][0]["key"]
    changes = decision.dates
    if decision.outcome == Outcome.NEW:
        changes = compare_dates(source, event, decision.thing, dates, at)
    apply_dates(source, event, decision.thing, changes, dates)


def _write(thing: Any, kind: ImportKind, texts: list[dict[str, Any]]) -> None:
    for text in texts:
        names = columns(kind.model, text["language"])
        for name, value in text["fields"].items():
            setattr(thing, names[name], value)


def _complete_new(
    thing: Any, item: ImportItem, pictures: list[dict[str, Any]], run: ImportRun
) -> None:
    """Set what a new thing has besides its texts; its date only if it may be public."""
    moment = item.payload["published_at"]
    languages = complete_languages(thing)
    described = not any(undescribed(picture, languages) for picture in pictures)
    if moment and languages and described:
        thing.published_at = datetime.fromisoformat(moment)
    if item.kind == "post":
        thing.author = run.created_by
    elif item.kind == "page":
        thing.menu = thing.Menu.NONE
    elif item.kind == "activity":
        thing.type = ActivityType.objects.first()
        if thing.type_id is None:
            raise ValidationError(in_words(note("no_type")))
        thing.languages = [text["language"] for text in item.payload["texts"]]
        for language in thing.languages:
            setattr(thing, columns(Activity, language)["place"], item.payload["place"])


def _remember(
    run: ImportRun, kind: ImportKind, thing: Any, texts: list[dict[str, Any]]
) -> None:
    """Store what came from where, and what was made of it."""
    label = kind.model._meta.label_lower
    for text in texts:
        row = {"model": label, "object_id": thing.pk, "language": text["language"]}
        written = kind.written_hash(thing, text["language"])
        hashes = {"source_hash": text["hash"], "written_hash": written}
        ImportedSource.objects.update_or_create(
            source=run.source, key=text["key"], defaults=row | hashes
        )


def _log(run: ImportRun, thing: Any, is_new: bool) -> None:
    if run.created_by:
        kind = StaffAction.Kind.ADDED if is_new else StaffAction.Kind.CHANGED
        record_action(run.created_by, kind, thing)


# --- Pictures -----------------------------------------------------------------------


def _get_pictures(item: ImportItem, pictures: PictureSource) -> list[tuple[Any, ...]]:
    """Return each picture that is not imported yet, with its file or with why not."""
    if item.outcome == Outcome.GONE:
        return []
    wanted = {_picture_key(item, p): p for p in item.payload["pictures"]}
    known = ImportedSource.objects.filter(source=item.run.source, key__in=[*wanted])
    for key in known.values_list("key", flat=True):
        del wanted[key]
    return [(picture, *pictures.get(picture["url"])) for picture in wanted.values()]


def _picture_key(item: ImportItem, picture: dict[str, Any]) -> str:
    thing = hash_of(item.payload["texts"][0]["key"])[:24]
    return f"{thing}#{picture['key']}"


def _add_pictures(item: ImportItem, kind: ImportKind, thing: Any, got: Any) -> None:
    for picture, clean, why in got:
        if clean is None:
            _note_once(item, why)
        elif _is_public_without(thing, picture):
            names = name_of_file(picture["url"])
            _note_once(item, note("picture_later", names=names))
        else:
            _add_picture(item, kind, thing, picture, clean)


def _note_once(item: ImportItem, added: Note) -> None:
    if added not in item.notes:
        item.notes = [*item.notes, added]


def _is_public_without(thing: Any, picture: dict[str, Any]) -> bool:
    complete = [c for c in settings.CENTRE_LANGUAGES if is_complete(thing, c)]
    return bool(thing.published_at) and undescribed(picture, complete)


def _add_picture(
    item: ImportItem, kind: ImportKind, thing: Any, picture: dict[str, Any], clean: Any
) -> None:
    model = kind.pictures
    owner = {model.owner_field(): thing}
    row = model(**owner, image=clean.content, position=thing.pictures.count())
    for name, words in (("alt", picture["alts"]), ("caption", picture["captions"])):
        for language, text in words.items():
            setattr(row, columns(model, language)[name], text)
    row.full_clean()
    row.save()
    ImportedSource.objects.create(
        source=item.run.source,
        key=_picture_key(item, picture),
        model=model._meta.label_lower,
        object_id=row.pk,
        source_hash=picture["key"][-64:],
    )
    label, key = model._meta.label, row.pk
    transaction.on_commit(lambda: render_picture.enqueue(label, key))
